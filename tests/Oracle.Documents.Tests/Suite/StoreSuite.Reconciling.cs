using Oracle.Documents.Syncing;

namespace Oracle.Documents.Tests.Suite;

public abstract partial class StoreSuite
{
    private static readonly SyncPolicy Policy = new();
    private static DateTimeOffset First => Now + Policy.FirstCheck;
    private static DateTimeOffset Last => Now + Policy.LastCheck;

    [Fact]
    public async Task Without_a_clean_end_every_row_that_is_not_synced_is_read_back_at_each_time()
    {
        await AcceptSynced("synced", "deleted");
        await Documents.DeleteAsync("deleted", Now);
        await AcceptQuarantined("refused");
        await AcceptIds("pending");
        Assert.Equal(3, await Reconciliation.BeginAsync([First, Last]));

        Assert.Empty(await Checks(First.AddMilliseconds(-1)));
        Assert.Equal(["deleted", "pending", "refused"], await Checks(First));
        await Forget(First, "deleted", "pending", "refused");
        Assert.Empty(await Checks(Last.AddMilliseconds(-1)));
        Assert.Equal(["deleted", "pending", "refused"], await Checks(Last));
    }

    [Fact]
    public async Task After_a_clean_end_nothing_is_read_back_but_the_mark_counts_once()
    {
        await AcceptIds("a");
        await Reconciliation.EndAsync();
        await Reconciliation.EndAsync();
        Assert.Equal(0, await Reconciliation.BeginAsync([First, Last]));
        Assert.Empty(await Checks(Last));
        Assert.Equal(1, await Reconciliation.BeginAsync([First, Last]));
        Assert.Equal(["a"], await Checks(First));
    }

    [Fact]
    public async Task An_empty_store_has_nothing_to_read_back() => Assert.Equal(0, await Reconciliation.BeginAsync([First, Last]));

    [Fact]
    public async Task A_write_of_unknown_fate_is_read_back_whatever_became_of_its_row()
    {
        await AcceptIds("there", "changed", "gone");
        var (there, changed, gone) = (await Claim("there"), await Claim("changed"), await Claim("gone"));
        await Accept(new DocumentDraft("changed", "another text"));
        await Documents.DeleteAsync("gone", Now);
        await Settle(SyncOutcomeKind.Confirmed, await Claim("gone"));

        var settled = await Settle(SyncOutcomeKind.Ambiguous, there, changed, gone);
        Assert.Equal([true, false, false], settled.Select(row => row.Written));
        Assert.Equal(["changed", "gone", "there"], await Checks(First));
        await Forget(First, "changed", "gone", "there");
        Assert.Equal(["changed", "gone", "there"], await Checks(Last));
        await Forget(Last, "changed", "gone", "there");
        Assert.Empty(await Checks(Last.AddDays(1)));
    }

    [Fact]
    public async Task A_confirmed_or_refused_write_is_not_read_back()
    {
        await AcceptSynced("a");
        await AcceptQuarantined("b");
        await AcceptIds("c");
        await Settle(SyncOutcomeKind.Unavailable, await Claim("c"));
        Assert.Empty(await Checks(Last));
    }

    [Fact]
    public async Task Checks_come_longest_due_first_each_id_once_and_no_more_than_asked_for()
    {
        await AcceptIds("third", "first", "second");
        await Doubt("third", Now.AddSeconds(3));
        await Doubt("first", Now.AddSeconds(1));
        await Doubt("second", Now.AddSeconds(2));
        await Doubt("second", Now.AddSeconds(4));
        Assert.Equal(["first", "second", "third"], await Reconciliation.ChecksDueAsync(Last.AddMinutes(1), 10));
        Assert.Equal(["first", "second"], await Reconciliation.ChecksDueAsync(Last.AddMinutes(1), 2));
        Assert.Equal(["first", "second"], await Reconciliation.ChecksDueAsync(First.AddSeconds(2), 10));
    }

    [Fact]
    public async Task A_clock_set_back_puts_no_check_off_for_longer_than_an_hour()
    {
        await AcceptIds("a");
        await Settle(SyncOutcomeKind.Ambiguous, await Claim("a"));
        var back = First.AddHours(-1).AddMilliseconds(-1);
        Assert.Equal(["a"], await Checks(back));
        await Forget(back, "a");
        Assert.Empty(await Checks(back));
    }

    [Fact]
    public async Task A_check_that_was_not_made_is_not_forgotten()
    {
        await AcceptIds("a", "b");
        await Settle(SyncOutcomeKind.Ambiguous, await Claim("a"), await Claim("b"));
        await Forget(First, "a");
        Assert.Equal(["b"], await Checks(First));
        Assert.Equal(["a", "b"], await Checks(Last));
    }

    [Fact]
    public async Task A_row_that_differs_is_due_again_unless_it_changed_meanwhile()
    {
        await AcceptSynced("same", "changed", "deleted", "refused");
        var was = (await Reconciliation.RowsAsync(["same", "changed", "deleted", "refused"])).ToDictionary(row => row.Id, StringComparer.Ordinal);
        await Accept(new DocumentDraft("changed", "another text"));
        await Documents.DeleteAsync("deleted", Now);
        await Accept(new DocumentDraft("refused", "bad"));
        await Settle(SyncOutcomeKind.Rejected, await Claim("refused"));

        var mended = await Reconciliation.CorrectAsync([.. was.Values.Select(row => new Correction(row.Id, row.Revision))], [], Now);
        Assert.Equal([new Correction("same", was["same"].Revision)], mended);
        Assert.Equal(new SyncState(SyncStatus.Pending, null, 0, null, null, null, null, null), (await Find("same")).Sync);
        Assert.NotNull((await Find("refused")).Sync.QuarantinedAt);
        Assert.Equal(["changed", "deleted", "same"], (await DueIds()).Order(StringComparer.Ordinal));
        // A second time there is nothing to mend.
        Assert.Empty(await Reconciliation.CorrectAsync([new Correction("same", was["same"].Revision)], [], Now));
    }

    [Fact]
    public async Task A_record_without_a_row_gets_a_tombstone_that_no_reading_shows()
    {
        await AcceptIds("there");
        Assert.Equal([new Correction("stranger", null)], await Reconciliation.CorrectAsync([new("stranger", null), new("there", null)], [], Now));
        Assert.Null(await Documents.FindAsync("stranger"));
        var statistics = await Statistics.ReadAsync();
        Assert.Equal((1L, 1L), (statistics.Total, statistics.Deleting));

        var tombstone = await Claim("stranger");
        Assert.True(tombstone.Deleted);
        // A number never used before, for this one and for the next change.
        Assert.True(tombstone.Revision > (await Find("there")).Revision);
        Assert.True((await AcceptIds("next")).Revisions["next"] > tombstone.Revision);
        Assert.True(Assert.Single(await Settle(SyncOutcomeKind.Confirmed, tombstone)).Written);
        Assert.Equal(0, (await Statistics.ReadAsync()).Deleting);
    }

    [Fact]
    public async Task Adding_the_id_of_a_removed_stranger_makes_a_document_of_it()
    {
        await Reconciliation.CorrectAsync([new Correction("stranger", null)], [], Now);
        var tombstone = await Claim("stranger");
        await AcceptIds("stranger");
        Assert.False(Assert.Single(await Settle(SyncOutcomeKind.Confirmed, tombstone)).Written);
        Assert.Equal(["stranger"], await Found("text"));
        Assert.Equal(1, (await Statistics.ReadAsync()).Total);
    }

    [Fact]
    public async Task The_census_counts_what_may_be_in_Chroma()
    {
        Assert.Equal(new Census(0, 0), await Reconciliation.CensusAsync() with { LastRevision = long.MaxValue });
        await AcceptSynced("synced", "deleted", "gone");
        await AcceptQuarantined("refused");
        await AcceptIds("pending", "failed");
        await Settle(SyncOutcomeKind.Unavailable, await Claim("failed"));
        await Documents.DeleteAsync("deleted", Now);
        await Documents.DeleteAsync("gone", Now);
        await Settle(SyncOutcomeKind.Confirmed, await Claim("gone"));
        Assert.Equal(new Census(Synced: 1, All: 5), await Reconciliation.CensusAsync() with { LastRevision = long.MaxValue });
    }

    [Fact]
    public async Task The_rows_confirmed_last_and_those_changed_last_are_known()
    {
        await AcceptIds("a", "b", "c", "pending");
        await ConfirmAt(Now.AddSeconds(2), "a");
        await ConfirmAt(Now.AddSeconds(3), "b");
        await ConfirmAt(Now.AddSeconds(1), "c");
        Assert.Equal(["b", "c"], (await Reconciliation.NewestSyncedAsync(1)).Select(row => row.Id).Order());
        Assert.Equal(["a", "b", "c"], (await Reconciliation.NewestSyncedAsync(10)).Select(row => row.Id).Order());
        await Accept(new DocumentDraft("b", "changed"));
        Assert.Equal(["a", "c"], (await Reconciliation.NewestSyncedAsync(10)).Select(row => row.Id).Order());
    }

    [Fact]
    public async Task Synced_rows_are_read_page_by_page_and_any_row_by_its_id()
    {
        await AcceptSynced("a", "b", "c");
        await AcceptIds("pending", "deleted");
        await Documents.DeleteAsync("deleted", Now);
        var first = await Reconciliation.SyncedAsync(after: 0, limit: 2);
        Assert.Equal(["a", "b"], first.Select(row => row.Id));
        Assert.Equal(["c"], (await Reconciliation.SyncedAsync(first[^1].N, 2)).Select(row => row.Id));

        var rows = (await Reconciliation.RowsAsync(["a", "pending", "deleted", "unknown"])).ToDictionary(row => row.Id, StringComparer.Ordinal);
        Assert.Equal(3, rows.Count);
        var a = await Find("a");
        Assert.Equal((a.Revision, a.ContentHash, SyncStatus.Synced, false), (rows["a"].Revision, rows["a"].ContentHash, rows["a"].Status, rows["a"].Deleted));
        Assert.True(rows["deleted"].Deleted);
    }

    [Fact]
    public async Task Rows_that_are_not_synced_are_known_whatever_keeps_them()
    {
        Assert.Empty(await Reconciliation.UnsyncedAsync(10));
        await AcceptSynced("synced", "deleted");
        await Documents.DeleteAsync("deleted", Now);
        await AcceptQuarantined("refused");
        await AcceptIds("pending", "waiting", "failed", "deleted and failed");
        await Settle(SyncOutcomeKind.Ambiguous, await Claim("waiting"));
        await Documents.DeleteAsync("deleted and failed", Now);
        await Settle(SyncOutcomeKind.Unavailable, await Claim("failed"), await Claim("deleted and failed"));

        var rows = (await Reconciliation.UnsyncedAsync(10)).ToDictionary(row => row.Id, StringComparer.Ordinal);
        Assert.Equal(["deleted", "deleted and failed", "failed", "pending", "refused", "waiting"], rows.Keys.Order(StringComparer.Ordinal));
        Assert.Equal((await Find("refused")).Revision, rows["refused"].Revision);
        Assert.Equal((SyncStatus.Failed, true), (rows["deleted and failed"].Status, rows["deleted and failed"].Deleted));
    }

    [Fact]
    public async Task As_many_rows_as_asked_for_say_that_there_may_be_more_that_are_not_synced()
    {
        await AcceptSynced("synced");
        await AcceptIds("pending", "pending too", "failed");
        await Settle(SyncOutcomeKind.Unavailable, await Claim("failed"));
        foreach (var limit in new[] { 1, 2, 3 })
            Assert.True((await Reconciliation.UnsyncedAsync(limit)).Count >= limit, $"{limit}");
        Assert.Equal(3, (await Reconciliation.UnsyncedAsync(4)).Count);
    }

    private async Task<IEnumerable<string>> Checks(DateTimeOffset at) =>
        (await Reconciliation.ChecksDueAsync(at, 100)).Order(StringComparer.Ordinal);

    private Task Forget(DateTimeOffset at, params string[] ids) => Reconciliation.CorrectAsync([], ids, at);

    private async Task Doubt(string id, DateTimeOffset at)
    {
        var row = (await Due(at.AddDays(1))).Single(row => row.Id == id);
        await Outbox.SettleAsync(SyncProtocol.Decide([row], new SyncOutcome(SyncOutcomeKind.Ambiguous, "500"), Policy, at, () => 0.5).Settlements, 1, at);
    }

    private async Task ConfirmAt(DateTimeOffset at, string id) =>
        await Outbox.SettleAsync(SyncProtocol.Decide([await Claim(id)], SyncOutcome.Confirmed, Policy, at, () => 0.5).Settlements, 1, at);
}
