using Oracle.Documents.Searching;
using Oracle.Documents.Syncing;

namespace Oracle.Documents.Tests.Suite;

public abstract partial class StoreSuite
{
    [Fact]
    public async Task A_deleted_document_is_gone_for_callers_and_due_as_a_tombstone()
    {
        var accepted = await AcceptIds("a");
        await Settle(SyncOutcomeKind.Confirmed, await Claim("a"));
        var revision = await Documents.DeleteAsync("a", Now);
        Assert.True(revision > accepted.Revisions["a"]);
        Assert.Null(await Documents.FindAsync("a"));
        Assert.Empty(await Found("text"));
        Assert.Empty(await Search.LookUpAsync(found => found.Hydrate(["a"], new SearchFilter())));

        var row = Assert.Single(await Due());
        Assert.Equal(("a", revision, true, "", 0), (row.Id, row.Revision, row.Deleted, row.Content, row.Attempts));
    }

    [Fact]
    public async Task What_is_not_there_cannot_be_deleted()
    {
        Assert.Null(await Documents.DeleteAsync("a", Now));
        await AcceptIds("a");
        Assert.NotNull(await Documents.DeleteAsync("a", Now));
        Assert.Null(await Documents.DeleteAsync("a", Now));
        Assert.Single(await Due());
    }

    [Fact]
    public async Task A_quarantined_document_can_be_deleted_and_its_tombstone_is_due()
    {
        await AcceptQuarantined("a");
        await Documents.DeleteAsync("a", Now);
        Assert.True(Assert.Single(await Due()).Deleted);
    }

    [Fact]
    public async Task A_deleted_document_handed_in_again_word_for_word_is_revived_with_a_new_revision()
    {
        await AcceptSynced("a");
        var deleted = (await Documents.DeleteAsync("a", Now))!.Value;

        var later = Now.AddHours(1);
        var again = await Documents.AcceptAsync([new DocumentDraft("a", "text of a")], later);
        Assert.Equal(["a"], again.Accepted);
        Assert.Empty(again.Unchanged);
        Assert.True(again.Revisions["a"] > deleted);

        var found = await Find("a");
        Assert.Equal((SyncStatus.Pending, later, later), (found.Sync.Status, found.CreatedAt, found.UpdatedAt));
        Assert.Equal(["a"], await Found("text"));
        var row = Assert.Single(await Due());
        Assert.Equal((again.Revisions["a"], false, "text of a"), (row.Revision, row.Deleted, row.Content));
    }

    [Fact]
    public async Task A_file_read_again_deletes_what_it_no_longer_yields()
    {
        await ReplaceFile("f.md", FromFile("f.md#one"), FromFile("f.md#two"), FromFile("f.md#three"));
        var result = await ReplaceFile("f.md", FromFile("f.md#one"), FromFile("f.md#two") with { Content = "changed" }, FromFile("f.md#four"));
        Assert.Equal(["f.md#two", "f.md#four"], result.Accepted);
        Assert.Equal(["f.md#one"], result.Unchanged);
        Assert.Equal(["f.md#three"], result.Deleted);
        Assert.Null(await Documents.FindAsync("f.md#three"));
        Assert.True((await Claim("f.md#three")).Deleted);
        Assert.Equal(3, (await Statistics.ReadAsync()).Total);
    }

    [Fact]
    public async Task A_file_that_yields_nothing_any_more_leaves_nothing()
    {
        await ReplaceFile("f.md", FromFile("f.md#one"), FromFile("f.md#two"));
        Assert.Equal(["f.md#one", "f.md#two"], (await ReplaceFile("f.md")).Deleted.Order(StringComparer.Ordinal));
        Assert.Equal(0, (await Statistics.ReadAsync()).Total);
    }

    [Fact]
    public async Task A_file_read_again_touches_no_document_of_others()
    {
        await ReplaceFile("f.md", FromFile("mine"));
        await ReplaceFile("F.md", FromFile("of another file") with { SourceFile = "F.md" });
        await Accept(
            new("of a person", "text", SourceFile: "f.md", CreatedBy: "somebody"),
            new("of nobody", "text", SourceFile: "f.md"),
            new("from nowhere", "text", CreatedBy: DocumentDraft.Indexer));
        Assert.Equal(["mine"], (await ReplaceFile("f.md")).Deleted);
        Assert.Equal(4, (await Statistics.ReadAsync()).Total);
    }

    [Fact]
    public async Task A_section_that_became_unacceptable_keeps_its_last_good_text()
    {
        await ReplaceFile("f.md", FromFile("f.md#one"), FromFile("f.md#two"));
        var result = await ReplaceFile("f.md", FromFile("f.md#one") with { Content = "with a \0" });
        Assert.Equal("f.md#one", Assert.Single(result.Rejected).Id);
        Assert.Equal(["f.md#two"], result.Deleted);
        Assert.Equal("text of f.md#one", (await Find("f.md#one")).Content);
    }

    [Fact]
    public async Task A_section_that_vanished_and_came_back_is_revived()
    {
        await ReplaceFile("f.md", FromFile("f.md#one"));
        await ReplaceFile("f.md");
        Assert.Equal(["f.md#one"], (await ReplaceFile("f.md", FromFile("f.md#one"))).Accepted);
        Assert.Equal("text of f.md#one", (await Find("f.md#one")).Content);
    }

    [Fact]
    public async Task A_passage_passes_over_the_number_of_a_document_from_elsewhere()
    {
        await Accept(new DocumentDraft("f.md~3", "posted"));
        await ReplaceFile("f.md", Passage(1, 4), Passage(2, 4), Passage(3, 4), Passage(4, 4));

        Assert.Equal("posted", (await Find("f.md~3")).Content);
        Assert.Equal(["3. ", "4. "], new[] { (await Find("f.md~4")).Content, (await Find("f.md~5")).Content });
        Assert.Equal("1. 2. 3. 4. ", (await Find("f.md")).Content);
        Assert.Equal(4, (await ReplaceFile("f.md", Passage(1, 4), Passage(2, 4), Passage(3, 4), Passage(4, 4))).Unchanged.Count);
        Assert.Equal(["f.md~5"], (await ReplaceFile("f.md", Passage(1, 3), Passage(2, 3), Passage(3, 3))).Deleted);

        static DocumentDraft Passage(int which, int many) => FromFile(which == 1 ? "f.md" : $"f.md~{which}") with
        {
            Content = $"{which}. ", Labels = Labels.None with { SectionId = "f.md", Passage = $"{which}/{many}" },
        };
    }

    [Fact]
    public async Task A_passage_whose_number_gains_a_digit_keeps_a_legal_id()
    {
        var section = new string('a', 508) + "é";
        await Accept(new DocumentDraft(section + "~9", "posted"));
        await ReplaceFile("f.md", [.. Enumerable.Range(1, 9).Select(Passage)]);

        Assert.Equal("posted", (await Find(section + "~9")).Content);
        Assert.Equal("9. ", (await Find(section[..508] + "~10")).Content);
        Assert.Equal(9, (await ReplaceFile("f.md", [.. Enumerable.Range(1, 9).Select(Passage)])).Unchanged.Count);

        DocumentDraft Passage(int which) => FromFile(which == 1 ? section : $"{section}~{which}") with
        {
            Content = $"{which}. ", Labels = Labels.None with { SectionId = section, Passage = $"{which}/9" },
        };
    }

    private static DocumentDraft FromFile(string id) => new(id, $"text of {id}", SourceFile: "f.md", CreatedBy: DocumentDraft.Indexer);

    private Task<AcceptResult> ReplaceFile(string file, params DocumentDraft[] drafts) => Documents.ReplaceFileAsync(file, drafts, Now);
}
