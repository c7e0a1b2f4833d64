using Oracle.Documents.Syncing;

namespace Oracle.Documents.Tests.Suite;

public abstract partial class StoreSuite
{
    [Fact]
    public async Task A_confirmed_row_is_synced_with_the_revision_that_was_sent()
    {
        await AcceptIds("a");
        await Settle(SyncOutcomeKind.Ambiguous, await Claim("a"));
        var row = Assert.Single(await Due(Now.AddMinutes(1)));

        Assert.Equal([new Settled(row.N, "a", row.Revision, SyncStatus.Synced, Written: true)], await Settle(SyncOutcomeKind.Confirmed, row));
        Assert.Equal(new SyncState(SyncStatus.Synced, row.Revision, 0, Now, null, null, null, null), (await Find("a")).Sync);
        Assert.Empty(await Due(Now.AddYears(1)));
    }

    [Fact]
    public async Task A_try_in_vain_is_counted_with_its_reason_and_its_next_time()
    {
        await AcceptIds("a");
        await Settle(SyncOutcomeKind.Ambiguous, await Claim("a"));
        Assert.Equal(
            new SyncState(SyncStatus.Pending, null, 1, Now, Now.AddMilliseconds(100), "because it is Ambiguous", SyncFailure.Unavailable, null),
            (await Find("a")).Sync);
        Assert.Equal(1, Assert.Single(await Due(Now.AddSeconds(1))).Attempts);
    }

    [Fact]
    public async Task After_a_round_of_tries_it_is_failed_and_still_due_later()
    {
        await AcceptIds("a");
        for (var attempt = 0; attempt < 3; attempt++)
            await Settle(SyncOutcomeKind.Ambiguous, Assert.Single(await Due(Now.AddMinutes(attempt))));
        var state = (await Find("a")).Sync;
        Assert.Equal((SyncStatus.Failed, 3), (state.Status, state.Attempts));
        Assert.Null(state.QuarantinedAt);
        Assert.Equal(["a"], await DueIds(Now.AddSeconds(30)));
    }

    [Theory]
    [InlineData(SyncOutcomeKind.Rejected, SyncFailure.Rejected)]
    [InlineData(SyncOutcomeKind.EmbeddingFailed, SyncFailure.Embedding)]
    public async Task A_refused_row_is_quarantined_with_the_reason(SyncOutcomeKind kind, SyncFailure failure)
    {
        await AcceptIds("a");
        Assert.True(Assert.Single(await Settle(kind, await Claim("a"))).Written);
        Assert.Equal(new SyncState(SyncStatus.Failed, null, 1, Now, null, $"because it is {kind}", failure, Now), (await Find("a")).Sync);
    }

    [Fact]
    public async Task A_row_that_could_not_be_sent_is_failed_and_due_at_once()
    {
        await AcceptIds("a");
        await Settle(SyncOutcomeKind.Unavailable, await Claim("a"));
        Assert.Equal(
            new SyncState(SyncStatus.Failed, null, 0, Now, null, "because it is Unavailable", SyncFailure.Unavailable, null),
            (await Find("a")).Sync);
        Assert.Equal(["a"], await DueIds());
    }

    [Fact]
    public async Task A_change_in_flight_wins_over_the_confirmation_of_the_older_revision()
    {
        await AcceptIds("a");
        var older = await Claim("a");
        var newer = (await Accept(new DocumentDraft("a", "changed"))).Revisions["a"];

        Assert.Equal([new Settled(older.N, "a", older.Revision, SyncStatus.Synced, Written: false)], await Settle(SyncOutcomeKind.Confirmed, older));
        var state = (await Find("a")).Sync;
        Assert.Equal((SyncStatus.Pending, older.Revision), (state.Status, state.SyncedRevision!.Value));
        var due = Assert.Single(await Due());
        Assert.Equal((newer, "changed"), (due.Revision, due.Content));
    }

    [Theory]
    [InlineData(SyncOutcomeKind.Ambiguous)]
    [InlineData(SyncOutcomeKind.Unavailable)]
    [InlineData(SyncOutcomeKind.Rejected)]
    [InlineData(SyncOutcomeKind.EmbeddingFailed)]
    public async Task Trouble_with_an_older_revision_says_nothing_about_the_newer(SyncOutcomeKind kind)
    {
        await AcceptIds("a");
        var older = await Claim("a");
        await Accept(new DocumentDraft("a", "changed"));
        Assert.False(Assert.Single(await Settle(kind, older)).Written);
        Assert.Equal(new SyncState(SyncStatus.Pending, null, 0, null, null, null, null, null), (await Find("a")).Sync);
    }

    [Fact]
    public async Task A_late_confirmation_takes_the_synced_revision_no_step_back()
    {
        await AcceptIds("a");
        var older = await Claim("a");
        await Accept(new DocumentDraft("a", "changed"));
        var newer = await Claim("a");
        await Settle(SyncOutcomeKind.Confirmed, newer);
        await Settle(SyncOutcomeKind.Confirmed, older);
        var state = (await Find("a")).Sync;
        Assert.Equal((SyncStatus.Synced, newer.Revision), (state.Status, state.SyncedRevision!.Value));
    }

    [Fact]
    public async Task Rows_of_one_batch_are_settled_each_by_itself()
    {
        await AcceptIds("a", "b", "c");
        var batch = (await Due()).ToArray();
        await Accept(new DocumentDraft("b", "changed"));
        var settled = await Settle(SyncOutcomeKind.Confirmed, batch);
        Assert.Equal([("a", true), ("b", false), ("c", true)], settled.Select(s => (s.Id, s.Written)));
        Assert.Equal(["b"], await DueIds());
    }

    [Fact]
    public async Task A_confirmed_deletion_removes_the_tombstone()
    {
        await AcceptSynced("a");
        await Documents.DeleteAsync("a", Now);
        var tombstone = await Claim("a");
        Assert.True(Assert.Single(await Settle(SyncOutcomeKind.Confirmed, tombstone)).Written);
        Assert.Equal(0, (await Statistics.ReadAsync()).Deleting);
        Assert.Empty(await Outbox.RowsAsync([tombstone.N], long.MaxValue));
        Assert.Empty(await Due(Now.AddYears(1)));
    }

    [Fact]
    public async Task A_deletion_while_the_document_is_in_flight_stays_due()
    {
        await AcceptIds("a");
        var upsert = await Claim("a");
        await Documents.DeleteAsync("a", Now);
        Assert.False(Assert.Single(await Settle(SyncOutcomeKind.Confirmed, upsert)).Written);
        Assert.Null(await Documents.FindAsync("a"));
        Assert.True(Assert.Single(await Due()).Deleted);
    }

    [Fact]
    public async Task A_late_confirmation_of_a_deletion_does_not_take_the_document_that_was_added_again()
    {
        await AcceptSynced("a");
        await Documents.DeleteAsync("a", Now);
        var tombstone = await Claim("a");
        await AcceptIds("a");

        Assert.False(Assert.Single(await Settle(SyncOutcomeKind.Confirmed, tombstone)).Written);
        Assert.Equal("text of a", (await Find("a")).Content);
        Assert.Equal(["a"], await Found("text"));
        var due = Assert.Single(await Due());
        Assert.False(due.Deleted);
        Assert.True(due.Revision > tombstone.Revision);
    }

    [Fact]
    public async Task A_late_confirmation_of_a_first_deletion_does_not_settle_the_second()
    {
        await AcceptSynced("a");
        await Documents.DeleteAsync("a", Now);
        var first = await Claim("a");
        await AcceptIds("a");
        await Documents.DeleteAsync("a", Now);
        Assert.False(Assert.Single(await Settle(SyncOutcomeKind.Confirmed, first)).Written);
        Assert.True(Assert.Single(await Due()).Deleted);
    }

    [Fact]
    public async Task A_deletion_that_failed_is_tried_again()
    {
        await AcceptSynced("a");
        await Documents.DeleteAsync("a", Now);
        await Settle(SyncOutcomeKind.Ambiguous, await Claim("a"));
        Assert.Empty(await Due());
        var again = Assert.Single(await Due(Now.AddSeconds(1)));
        Assert.Equal((true, 1), (again.Deleted, again.Attempts));
    }

    [Fact]
    public async Task A_settlement_of_a_row_that_is_gone_writes_nothing()
    {
        await AcceptSynced("a");
        await Documents.DeleteAsync("a", Now);
        var tombstone = await Claim("a");
        await Settle(SyncOutcomeKind.Confirmed, tombstone);
        await AcceptIds("b");
        Assert.False(Assert.Single(await Settle(SyncOutcomeKind.Confirmed, tombstone)).Written);
        Assert.Equal(["b"], await DueIds());
    }

    [Fact]
    public async Task Nothing_to_settle_is_nothing_settled() => Assert.Empty(await Settle(SyncOutcomeKind.Confirmed));
}
