using Oracle.Documents.Syncing;

namespace Oracle.Documents.Tests.Suite;

public abstract partial class StoreSuite
{
    [Fact]
    public async Task An_empty_store_counts_nothing()
    {
        var s = await Statistics.ReadAsync();
        Assert.Equal((0L, 0L, 0L, 0L, 0L, 0L, 0L), (s.Total, s.Pending, s.Synced, s.Failed, s.Quarantined, s.Deleting, s.Concepts));
        Assert.Empty(s.ByType);
        Assert.Empty(s.TopConcepts);
        Assert.Null(s.LastIndexed);
        Assert.Null(s.OldestPending);
        Assert.Null(s.Answering);
    }

    [Fact]
    public async Task Documents_are_counted_by_where_they_stand()
    {
        await AcceptIds("pending", "synced", "failed", "refused", "deleted", "deleted and failed");
        await Settle(SyncOutcomeKind.Confirmed, await Claim("synced"));
        await Settle(SyncOutcomeKind.Unavailable, await Claim("failed"));
        await Settle(SyncOutcomeKind.Rejected, await Claim("refused"));
        await Documents.DeleteAsync("deleted", Now);
        await Documents.DeleteAsync("deleted and failed", Now);
        await Settle(SyncOutcomeKind.Unavailable, await Claim("deleted and failed"));

        var s = await Statistics.ReadAsync();
        Assert.Equal((4L, 1L, 1L, 2L, 1L, 2L), (s.Total, s.Pending, s.Synced, s.Failed, s.Quarantined, s.Deleting));
    }

    [Fact]
    public async Task A_deleted_document_that_was_quarantined_or_synced_is_counted_as_deleting_alone()
    {
        await AcceptQuarantined("refused");
        await AcceptSynced("synced");
        await Documents.DeleteAsync("refused", Now);
        await Documents.DeleteAsync("synced", Now);
        var s = await Statistics.ReadAsync();
        Assert.Equal((0L, 0L, 2L), (s.Total, s.Quarantined, s.Deleting));
    }

    [Fact]
    public async Task What_is_to_be_sent_is_counted_with_what_is_due_now()
    {
        await AcceptIds("due", "synced", "later", "refused", "deleted");
        await Settle(SyncOutcomeKind.Confirmed, await Claim("synced"));
        await Settle(SyncOutcomeKind.Ambiguous, await Claim("later"));
        await Settle(SyncOutcomeKind.Rejected, await Claim("refused"));
        await Documents.DeleteAsync("deleted", Now);

        Assert.Equal(new OutboxDepth(Unsynced: 3, Due: 2), await Outbox.DepthAsync(Now));
    }

    [Fact]
    public async Task Live_documents_are_counted_by_type()
    {
        await Accept(new("a", "a"), new("b", "b", "learning"), new("c", "c", "learning"), new("d", "d", "retro"));
        await Accept(new DocumentDraft("a", "a", "learning"));
        await Documents.DeleteAsync("d", Now);
        Assert.Equal(new Dictionary<string, long>(StringComparer.Ordinal) { ["learning"] = 3 }, (await Statistics.ReadAsync()).ByType);
    }

    [Fact]
    public async Task Each_reading_of_concepts_is_of_its_own_moment()
    {
        for (var i = 1; i <= 10; i++)
        {
            await Accept(new DocumentDraft($"d-{i}", "text", Concepts: ["x", $"y-{i}"]));
            // Several at once: each may be read in its own way.
            foreach (var s in await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Statistics.ReadAsync(topConcepts: 1))))
            {
                Assert.Equal(i + 1, s.Concepts);
                Assert.Equal([new ConceptCount("x", i)], s.TopConcepts);
            }
        }

        Assert.Equal(2, (await Statistics.ReadAsync(topConcepts: 2)).TopConcepts.Count);
    }

    [Fact]
    public async Task Concepts_are_counted_by_the_live_documents_that_carry_them_most_used_first()
    {
        await Accept(new("a", "a", Concepts: ["x", "y"]), new("b", "b", Concepts: ["y", "z"]), new("c", "c", Concepts: ["y"]), new("d", "d", Concepts: ["gone"]));
        await Accept(new DocumentDraft("c", "c", Concepts: ["z"]));
        await Documents.DeleteAsync("d", Now);
        var s = await Statistics.ReadAsync(topConcepts: 2);
        Assert.Equal(3, s.Concepts);
        Assert.Equal([new ConceptCount("y", 2), new ConceptCount("z", 2)], s.TopConcepts);
    }

    [Fact]
    public async Task A_concept_named_twice_by_one_document_is_carried_by_one_document()
    {
        await Accept(new DocumentDraft("a", "a", Concepts: ["x", "x"]));
        Assert.Equal([new ConceptCount("x", 1)], (await Statistics.ReadAsync()).TopConcepts);
    }

    [Fact]
    public async Task Last_indexed_is_when_a_document_was_last_accepted()
    {
        await Documents.AcceptAsync([new DocumentDraft("a", "a")], Now);
        await Documents.AcceptAsync([new DocumentDraft("b", "b")], Now.AddMinutes(2));
        await Documents.AcceptAsync([new DocumentDraft("a", "a")], Now.AddMinutes(4));
        Assert.Equal(Now.AddMinutes(2), (await Statistics.ReadAsync()).LastIndexed);
        await Documents.AcceptAsync([new DocumentDraft("a", "changed")], Now.AddMinutes(6));
        Assert.Equal(Now.AddMinutes(6), (await Statistics.ReadAsync()).LastIndexed);
    }

    [Fact]
    public async Task Oldest_pending_is_since_when_the_longest_pending_document_waits()
    {
        await Documents.AcceptAsync([new DocumentDraft("a", "a")], Now);
        await Documents.AcceptAsync([new DocumentDraft("b", "b")], Now.AddMinutes(1));
        Assert.Equal(Now, (await Statistics.ReadAsync()).OldestPending);
        await Settle(SyncOutcomeKind.Confirmed, await Claim("a"));
        Assert.Equal(Now.AddMinutes(1), (await Statistics.ReadAsync()).OldestPending);
        await Settle(SyncOutcomeKind.Confirmed, await Claim("b"));
        Assert.Null((await Statistics.ReadAsync()).OldestPending);
    }

    [Fact]
    public async Task No_document_is_oldest_where_none_is_pending()
    {
        await AcceptSynced("a");
        await Documents.DeleteAsync("a", Now);
        var s = await Statistics.ReadAsync();
        Assert.Equal(0, s.Pending);
        Assert.Null(s.OldestPending);
    }
}
