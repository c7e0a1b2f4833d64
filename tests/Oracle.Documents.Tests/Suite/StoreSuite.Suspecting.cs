using Oracle.Documents.Syncing;

namespace Oracle.Documents.Tests.Suite;

public abstract partial class StoreSuite
{
    [Fact]
    public async Task Suspects_are_claimed_last_and_those_tried_most_in_vain_last_of_all()
    {
        await AcceptIds("killer", "suspect", "fresh");
        var due = Now.AddMinutes(1);
        for (var i = 0; i < 3; i++)
            await Settle(SyncOutcomeKind.Interrupted, (await Due(due)).Single(row => row.Id == "killer"));
        await Settle(SyncOutcomeKind.Ambiguous, jitter: 0.9, await Claim("suspect"));
        Assert.Equal(["fresh", "suspect", "killer"], await DueIds(due));
    }

    [Fact]
    public async Task A_row_is_a_suspect_as_long_as_a_check_is_to_come_whatever_is_written_meanwhile()
    {
        await AcceptIds("a", "b");
        Assert.False((await Claim("a")).IsSuspect);
        await Settle(SyncOutcomeKind.Ambiguous, await Claim("a"));
        await Accept(new DocumentDraft("a", "changed"));
        var changed = await Claim("a");
        Assert.Equal((true, 0), (changed.IsSuspect, changed.Attempts));
        Assert.False((await Claim("b")).IsSuspect);

        await Settle(SyncOutcomeKind.Confirmed, changed);
        await Documents.DeleteAsync("a", Now);
        Assert.True((await Claim("a")).IsSuspect);
        await Settle(SyncOutcomeKind.Confirmed, await Claim("a"));
        await AcceptIds("a");
        Assert.True((await Claim("a")).IsSuspect);

        await Forget(First, "a");
        Assert.True((await Claim("a")).IsSuspect);
        await Forget(Last, "a");
        Assert.False((await Claim("a")).IsSuspect);
    }

    [Fact]
    public async Task Deletions_can_be_claimed_alone_and_documents_take_none_of_their_places()
    {
        await AcceptIds("a", "b", "c", "d");
        await Documents.DeleteAsync("b", Now);
        await Documents.DeleteAsync("d", Now);
        Assert.Equal(["b", "d"], (await Outbox.DueAsync(Now, 2, long.MaxValue, None, DueRows.Deletions)).Select(row => row.Id));
    }

    [Fact]
    public async Task Without_an_embedder_documents_become_failed_and_tombstones_do_not()
    {
        await AcceptIds("a", "b", "deleted");
        await Documents.DeleteAsync("deleted", Now);
        Assert.Equal(2, await Outbox.MarkFailedAsync(SyncFailure.Embedding, "no vectors", 10, Now));
        Assert.Equal(0, await Outbox.MarkFailedAsync(SyncFailure.Embedding, "no vectors", 10, Now));
        Assert.Equal((SyncStatus.Failed, SyncFailure.Embedding, 0), ((await Find("a")).Sync.Status, (await Find("a")).Sync.Failure, (await Find("a")).Sync.Attempts));
        // Only the tombstone was left.
        Assert.Equal(1, await Outbox.MarkFailedAsync(SyncFailure.Unavailable, "down", 10, Now));
    }
}
