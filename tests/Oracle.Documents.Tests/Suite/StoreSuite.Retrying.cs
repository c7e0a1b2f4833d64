using Oracle.Documents.Syncing;

namespace Oracle.Documents.Tests.Suite;

public abstract partial class StoreSuite
{
    [Fact]
    public async Task A_retried_document_is_pending_and_due_as_if_it_had_never_failed()
    {
        await AcceptQuarantined("a");

        AssertRetried(1, [], await Outbox.RetryAsync(["a"]));

        Assert.Equal(new SyncState(SyncStatus.Pending, null, 0, Now, null, null, null, null), (await Find("a")).Sync);
        Assert.Equal(["a"], await DueIds());
        var counts = await Statistics.ReadAsync();
        Assert.Equal((1, 0, 0), (counts.Pending, counts.Failed, counts.Quarantined));
    }

    [Fact]
    public async Task A_retry_tells_what_Chroma_confirmed_before_no_less()
    {
        await AcceptSynced("a");
        var confirmed = (await Find("a")).Revision;
        await Accept(new DocumentDraft("a", "changed"));
        await Settle(SyncOutcomeKind.Rejected, await Claim("a"));

        await Outbox.RetryAsync(["a"]);

        Assert.Equal(confirmed, (await Find("a")).Sync.SyncedRevision);
    }

    [Fact]
    public async Task Only_documents_that_failed_are_retried()
    {
        await AcceptSynced("synced");
        await AcceptQuarantined("failed");
        await AcceptIds("pending");
        await Settle(SyncOutcomeKind.Ambiguous, await Claim("pending"));
        var before = (await Find("pending")).Sync;

        AssertRetried(1, [], await Outbox.RetryAsync(["synced", "failed", "pending", "failed"]));

        Assert.Equal(SyncStatus.Synced, (await Find("synced")).Sync.Status);
        Assert.Equal(before, (await Find("pending")).Sync);
    }

    [Fact]
    public async Task Ids_that_no_live_document_has_are_named_and_hold_up_no_other()
    {
        await AcceptQuarantined("a");
        await AcceptSynced("gone");
        await Documents.DeleteAsync("gone", Now);

        AssertRetried(1, ["gone", "never", "\uD800"], await Outbox.RetryAsync(["gone", "a", "never", "\uD800", "never"]));
        AssertRetried(0, [], await Outbox.RetryAsync([]));
    }

    [Fact]
    public async Task A_retry_of_all_takes_every_failed_document_and_counts_deletions_not()
    {
        await AcceptQuarantined("rejected");
        await AcceptIds("unavailable");
        await Settle(SyncOutcomeKind.Unavailable, await Claim("unavailable"));
        await AcceptSynced("deleted", "synced");
        await Documents.DeleteAsync("deleted", Now);
        for (var round = 0; round < 3; round++)
            await Settle(SyncOutcomeKind.Ambiguous, (await Due(Now.AddMinutes(round))).Single(row => row.Id == "deleted"));
        Assert.DoesNotContain("deleted", await DueIds());

        AssertRetried(2, [], await Outbox.RetryAsync(null));

        Assert.Equal(["deleted", "rejected", "unavailable"], (await DueIds()).Order(StringComparer.Ordinal));
        AssertRetried(0, [], await Outbox.RetryAsync(null));
    }

    [Fact]
    public async Task A_document_is_confirmed_at_its_revision_or_a_newer_one()
    {
        await AcceptIds("a");
        var first = await Claim("a");
        var wanted = new Dictionary<string, long> { ["a"] = first.Revision };
        Assert.Equal([new NotConfirmed("a", IsFinal: false)], await Outbox.NotConfirmedAsync(wanted));
        var newer = (await Accept(new DocumentDraft("a", "changed"))).Revisions["a"];

        // Chroma holds what was acknowledged, though the document has moved on.
        await Settle(SyncOutcomeKind.Confirmed, first);
        Assert.Empty(await Outbox.NotConfirmedAsync(wanted));
        Assert.Equal([new NotConfirmed("a", IsFinal: false)], await Outbox.NotConfirmedAsync(new Dictionary<string, long> { ["a"] = newer }));

        await Settle(SyncOutcomeKind.Confirmed, await Claim("a"));
        Assert.Empty(await Outbox.NotConfirmedAsync(wanted));
    }

    [Fact]
    public async Task A_document_that_is_to_be_sent_again_is_not_confirmed()
    {
        await AcceptSynced("a");
        var wanted = new Dictionary<string, long> { ["a"] = (await Find("a")).Revision };
        await Outbox.MakeDueAsync(10);
        Assert.Equal([new NotConfirmed("a", IsFinal: false)], await Outbox.NotConfirmedAsync(wanted));
    }

    [Fact]
    public async Task What_is_quarantined_or_gone_is_not_waited_for()
    {
        await AcceptQuarantined("quarantined");
        await AcceptSynced("deleted", "synced");
        var revisions = new Dictionary<string, long>
        {
            ["quarantined"] = (await Find("quarantined")).Revision, ["deleted"] = (await Find("deleted")).Revision,
            ["synced"] = (await Find("synced")).Revision, ["purged"] = 1,
        };
        await Documents.DeleteAsync("deleted", Now);

        Assert.Equal(
            [new NotConfirmed("deleted", IsFinal: true), new NotConfirmed("purged", IsFinal: true), new NotConfirmed("quarantined", IsFinal: true)],
            (await Outbox.NotConfirmedAsync(revisions)).OrderBy(d => d.Id, StringComparer.Ordinal));
        Assert.Empty(await Outbox.NotConfirmedAsync(new Dictionary<string, long>()));
    }

    private static void AssertRetried(int count, string[] unknown, Retried retried)
    {
        Assert.Equal(count, retried.Count);
        Assert.Equal(unknown, retried.Unknown);
    }
}
