using Oracle.Documents.Syncing;

namespace Oracle.Documents.Tests.Suite;

public abstract partial class StoreSuite
{
    [Fact]
    public async Task An_audit_is_given_the_synced_live_documents_with_their_texts_by_key()
    {
        await AcceptSynced("b", "a", "deleted");
        await Documents.DeleteAsync("deleted", Now);
        await AcceptQuarantined("refused");
        await AcceptIds("pending");

        var expected = await Auditing.ExpectedAsync(after: 0, limit: 10, bytes: long.MaxValue);
        Assert.Equal(["b", "a"], expected.Select(row => row.Id));
        Assert.Equal(["text of b", "text of a"], expected.Select(row => row.Content));
        Assert.Equal(expected.Select(row => row.N).Order(), expected.Select(row => row.N));
        foreach (var row in expected)
        {
            var document = await Find(row.Id);
            Assert.Equal((document.Revision, document.ContentHash), (row.Revision, row.ContentHash));
        }
    }

    [Fact]
    public async Task An_audit_is_given_all_that_a_record_should_say()
    {
        await Accept(new DocumentDraft("a", "text", "learning", "f.md", ["b", "c"], "p"));
        await Settle(SyncOutcomeKind.Confirmed, await Claim("a"));
        var row = Assert.Single(await Auditing.ExpectedAsync(after: 0, limit: 10, bytes: long.MaxValue));
        Assert.Equal(("learning", "f.md", "p"), (row.Type, row.SourceFile, row.Project));
        Assert.Equal(["b", "c"], row.Concepts);
    }

    [Fact]
    public async Task An_audit_goes_on_behind_the_key_it_came_to()
    {
        await AcceptSynced("a", "b", "c");
        var first = await Auditing.ExpectedAsync(after: 0, limit: 2, bytes: long.MaxValue);
        Assert.Equal(["a", "b"], first.Select(row => row.Id));
        Assert.Equal(["c"], (await Auditing.ExpectedAsync(first[^1].N, limit: 2, bytes: long.MaxValue)).Select(row => row.Id));
        Assert.Empty(await Auditing.ExpectedAsync(first[^1].N + 1, limit: 2, bytes: long.MaxValue));
    }

    [Fact]
    public async Task An_audit_gets_no_more_text_at_once_than_it_asks_for_but_always_one_document()
    {
        // Each text is of 9 bytes.
        await AcceptSynced("a", "b", "c");
        Assert.Equal(["a"], (await Auditing.ExpectedAsync(after: 0, limit: 10, bytes: 1)).Select(row => row.Id));
        Assert.Equal(["a"], (await Auditing.ExpectedAsync(after: 0, limit: 10, bytes: 17)).Select(row => row.Id));
        Assert.Equal(["a", "b"], (await Auditing.ExpectedAsync(after: 0, limit: 10, bytes: 18)).Select(row => row.Id));
    }
}
