using Oracle.Documents.Syncing;

namespace Oracle.Documents.Tests.Suite;

public abstract partial class StoreSuite
{
    [Fact]
    public async Task Without_Chroma_due_rows_become_failed_in_slices()
    {
        await AcceptIds("a", "b", "c", "d", "e");
        Assert.Equal(2, await Outbox.MarkFailedAsync(SyncFailure.Unavailable, "Chroma is down", 2, Now));
        Assert.Equal((3L, 2L), await PendingAndFailed());
        Assert.Equal(2, await Outbox.MarkFailedAsync(SyncFailure.Unavailable, "Chroma is down", 2, Now));
        Assert.Equal(1, await Outbox.MarkFailedAsync(SyncFailure.Unavailable, "Chroma is down", 2, Now));
        Assert.Equal(0, await Outbox.MarkFailedAsync(SyncFailure.Unavailable, "Chroma is down", 2, Now));
        Assert.Equal((0L, 5L), await PendingAndFailed());
    }

    [Fact]
    public async Task Without_Chroma_no_try_is_counted_and_the_row_is_due_as_soon_as_it_answers()
    {
        await AcceptIds("a");
        await Settle(SyncOutcomeKind.Ambiguous, await Claim("a"));
        var later = Now.AddSeconds(5);
        Assert.Equal(1, await Outbox.MarkFailedAsync(SyncFailure.Unavailable, "Chroma is down", 10, later));
        Assert.Equal(
            new SyncState(SyncStatus.Failed, null, 1, later, null, "Chroma is down", SyncFailure.Unavailable, null),
            (await Find("a")).Sync);
        Assert.Equal(["a"], await DueIds(later));
    }

    [Fact]
    public async Task Without_Chroma_only_rows_that_are_due_and_pending_become_failed()
    {
        await AcceptIds("synced", "refused", "waiting", "failed");
        await Settle(SyncOutcomeKind.Confirmed, await Claim("synced"));
        await Settle(SyncOutcomeKind.Rejected, await Claim("refused"));
        await Settle(SyncOutcomeKind.Ambiguous, await Claim("waiting"));
        await Settle(SyncOutcomeKind.Unavailable, await Claim("failed"));
        Assert.Equal(0, await Outbox.MarkFailedAsync(SyncFailure.Unavailable, "Chroma is down", 10, Now));
        // A clock set back makes the waiting one due.
        Assert.Equal(1, await Outbox.MarkFailedAsync(SyncFailure.Unavailable, "Chroma is down", 10, Now.AddDays(-1)));
    }

    [Fact]
    public async Task In_another_collection_synced_rows_are_due_again_in_slices()
    {
        await AcceptSynced("a", "b", "c");
        Assert.Equal(2, await Outbox.MakeDueAsync(2));
        Assert.Equal(2, (await Due()).Count);
        Assert.Equal(1, await Outbox.MakeDueAsync(2));
        Assert.Equal(0, await Outbox.MakeDueAsync(2));
        Assert.Equal(["a", "b", "c"], (await DueIds()).Order(StringComparer.Ordinal));
        Assert.Equal(new SyncState(SyncStatus.Pending, null, 0, null, null, null, null, null), (await Find("a")).Sync);
    }

    [Fact]
    public async Task In_another_collection_the_revision_stays_and_can_be_confirmed_again()
    {
        var revision = (await AcceptIds("a")).Revisions["a"];
        await Settle(SyncOutcomeKind.Confirmed, await Claim("a"));
        await Outbox.MakeDueAsync(10);
        var row = await Claim("a");
        Assert.Equal(revision, row.Revision);
        Assert.True(Assert.Single(await Settle(SyncOutcomeKind.Confirmed, row)).Written);
        Assert.Equal(revision, (await Find("a")).Sync.SyncedRevision);
    }

    [Fact]
    public async Task A_sweep_takes_rows_never_attempted_first_then_those_longest_untried()
    {
        await AcceptIds("recent", "old", "never", "never either");
        var keys = (await Due()).ToDictionary(row => row.N, row => row.Id);
        await SettleAt(Now, "recent");
        await SettleAt(Now.AddMinutes(-10), "old");

        Assert.Equal(["never", "never either", "old", "recent"], Ids(await Outbox.SweepableAsync(Now, 10)));
        Assert.Equal(["never", "never either", "old"], Ids(await Outbox.SweepableAsync(Now, 3)));

        IEnumerable<string> Ids(IEnumerable<long> swept) => swept.Select(n => keys[n]);
    }

    [Fact]
    public async Task A_sweep_leaves_rows_that_were_tried_too_recently()
    {
        await AcceptIds("tried", "never");
        var never = (await Claim("never")).N;
        await SettleAt(Now, "tried");
        Assert.Equal([never], await Outbox.SweepableAsync(Now.AddMilliseconds(-1), 10));
        Assert.Equal(2, (await Outbox.SweepableAsync(Now, 10)).Count);
    }

    [Fact]
    public async Task A_sweep_takes_failed_and_waiting_rows_and_tombstones_but_none_that_is_synced()
    {
        await AcceptIds("synced", "failed", "waiting", "deleted");
        await Settle(SyncOutcomeKind.Confirmed, await Claim("synced"));
        await Settle(SyncOutcomeKind.Unavailable, await Claim("failed"));
        await Settle(SyncOutcomeKind.Ambiguous, await Claim("waiting"));
        await Documents.DeleteAsync("deleted", Now);
        var rows = await Outbox.RowsAsync([.. await Outbox.SweepableAsync(Now, 10)], long.MaxValue);
        Assert.Equal(["deleted", "failed", "waiting"], rows.Select(row => row.Id).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_backlog_is_what_waits_and_what_of_it_a_sweep_would_take()
    {
        Assert.Equal(new Backlog(0, 0), await Outbox.BacklogAsync(Now));
        await AcceptIds("synced", "tried", "never", "refused");
        await Settle(SyncOutcomeKind.Confirmed, await Claim("synced"));
        await Settle(SyncOutcomeKind.Rejected, await Claim("refused"));
        await SettleAt(Now, "tried");
        Assert.Equal(new Backlog(Unsynced: 2, Sweepable: 1), await Outbox.BacklogAsync(Now.AddMilliseconds(-1)));
        Assert.Equal(new Backlog(Unsynced: 2, Sweepable: 2), await Outbox.BacklogAsync(Now));
    }

    [Fact]
    public async Task Of_given_rows_those_are_unsynced_that_are_there_and_not_confirmed()
    {
        await AcceptIds("synced", "refused", "failed", "pending", "deleted", "gone", "not asked for");
        var keys = (await Due()).Where(row => row.Id != "not asked for").Select(row => row.N).ToList();
        await Settle(SyncOutcomeKind.Confirmed, await Claim("synced"));
        await Settle(SyncOutcomeKind.Rejected, await Claim("refused"));
        await Settle(SyncOutcomeKind.Unavailable, await Claim("failed"));
        await Documents.DeleteAsync("deleted", Now);
        await Documents.DeleteAsync("gone", Now);
        await Settle(SyncOutcomeKind.Confirmed, await Claim("gone"));
        Assert.Equal(4, await Outbox.UnsyncedAsync([.. keys, 999_999]));
        Assert.Equal(0, await Outbox.UnsyncedAsync([]));
    }

    [Fact]
    public async Task Failed_documents_are_listed_newest_change_first_page_by_page()
    {
        await AcceptIds("a", "b", "c", "pending", "synced");
        await Settle(SyncOutcomeKind.Confirmed, await Claim("synced"));
        await Settle(SyncOutcomeKind.Rejected, await Claim("b"));
        await Settle(SyncOutcomeKind.Unavailable, await Claim("c"));
        await Settle(SyncOutcomeKind.Unavailable, await Claim("a"));

        var first = await Outbox.FailedAsync(limit: 2, offset: 0);
        Assert.Equal(["c", "b"], first.Items.Select(item => item.Id));
        Assert.Equal(3, first.Total);
        var second = await Outbox.FailedAsync(limit: 2, offset: 2);
        Assert.Equal(["a"], second.Items.Select(item => item.Id));
        Assert.Equal(3, second.Total);
        Assert.Empty((await Outbox.FailedAsync(limit: 2, offset: 4)).Items);
        Assert.Equal((await Find("b")).Sync, first.Items[1].Sync);
    }

    [Fact]
    public async Task A_tombstone_that_failed_is_no_failed_document()
    {
        await AcceptIds("a");
        await Documents.DeleteAsync("a", Now);
        await Settle(SyncOutcomeKind.Unavailable, await Claim("a"));
        Assert.Equal((0, 0L), ((await Outbox.FailedAsync(10, 0)).Items.Count, (await Outbox.FailedAsync(10, 0)).Total));
    }

    private async Task SettleAt(DateTimeOffset at, string id)
    {
        var row = await Claim(id);
        var settlements = SyncProtocol.Decide([row], new SyncOutcome(SyncOutcomeKind.Unavailable, "down"), new SyncPolicy(), at, () => 0.5).Settlements;
        await Outbox.SettleAsync(settlements, generation: 1, at);
    }

    private async Task<(long Pending, long Failed)> PendingAndFailed()
    {
        var statistics = await Statistics.ReadAsync();
        return (statistics.Pending, statistics.Failed);
    }
}
