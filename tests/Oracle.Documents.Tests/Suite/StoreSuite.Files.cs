using Oracle.Documents.Searching;
using Oracle.Documents.Syncing;

namespace Oracle.Documents.Tests.Suite;

// What is kept of files, and what becomes of documents whose file moved.
public abstract partial class StoreSuite
{
    [Fact]
    public async Task A_file_s_record_comes_and_goes_with_its_documents()
    {
        var record = File("f.md") with { IsGiven = true, Warnings = """[{"text":"คำ"}]""" };
        await Documents.ReplaceFileAsync("f.md", [FromFile("f.md")], Now, record);
        await Documents.ReplaceFileAsync("work/g.md", [], Now, File("work/g.md", "work"));

        Assert.Equal([record], await Files.OfAsync(""));
        Assert.Equal(["work/g.md"], (await Files.OfAsync("work")).Select(file => file.SourceFile));
        await Documents.ReplaceFileAsync("f.md", [], Now);
        Assert.Empty(await Files.OfAsync(""));
    }

    [Fact]
    public async Task A_document_says_that_its_file_cannot_be_read_until_it_can()
    {
        await Roots.ForAsync("/first", "/first");
        await Documents.ReplaceFileAsync("f.md", [FromFile("f.md")], Now, File("f.md"));
        Assert.Null((await Find("f.md")).UnreadableSince);

        await Files.KeepAsync([File("f.md") with { Unreadable = "no permission", UnreadableSince = Now }]);
        Assert.Equal(Now, (await Find("f.md")).UnreadableSince);
        Assert.Equal(Now, await Search.LookUpAsync(found => found.Hydrate(["f.md"], new SearchFilter())["f.md"].UnreadableSince));

        await Files.KeepAsync([File("f.md")]);
        Assert.Null((await Find("f.md")).UnreadableSince);
        await Roots.KeepAsync("", "{}", Now.AddHours(1));
        Assert.Equal(Now.AddHours(1), (await Find("f.md")).UnreadableSince);
    }

    [Fact]
    public async Task A_moved_file_s_documents_get_their_new_ids_at_once()
    {
        await Documents.ReplaceFileAsync("f.md", [FromFile("f.md"), FromFile("f.md#one")], Now, File("f.md"));
        var moved = await Documents.MoveFileAsync("f.md", [Moved("f.md", "g.md"), Moved("f.md#one", "g.md#one")], Now, File("g.md"));

        Assert.Equal(["g.md", "g.md#one"], moved.Accepted);
        Assert.Equal(["f.md", "f.md#one"], moved.Deleted.Order(StringComparer.Ordinal));
        Assert.Equal("text of f.md#one", (await Find("g.md#one")).Content);
        Assert.Null(await Documents.FindAsync("f.md"));
        Assert.Equal(["g.md"], (await Files.OfAsync("")).Select(file => file.SourceFile));
    }

    [Fact]
    public async Task An_id_that_a_file_of_another_root_has_is_left_to_it_with_every_passage()
    {
        await Documents.ReplaceFileAsync("n.md", [Moved("n.md", "n.md") with { Id = "learning_n", FileOwn = new("learning_n~1a", null) }], Now, File("n.md"));
        var (first, second) = (Labels.None with { SectionId = "learning_n", Passage = "1/2" }, Labels.None with { SectionId = "learning_n", Passage = "2/2" });
        var stored = await Documents.ReplaceFileAsync(
            "work/n.md",
            [
                Moved("work/n.md", "work/n.md") with { Id = "learning_n", Labels = first, FileOwn = new("work/learning_n", "work/learning_n") },
                Moved("work/n.md", "work/n.md") with { Id = "learning_n~2", Labels = second, FileOwn = new("work/learning_n~2", "work/learning_n") },
            ],
            Now, File("work/n.md", "work"));

        Assert.Equal(["work/learning_n", "work/learning_n~2"], stored.Accepted);
        Assert.Equal("work/learning_n", (await Find("work/learning_n~2")).Labels.SectionId);
        Assert.Equal("n.md", (await Find("learning_n")).SourceFile);
        Assert.Equal(["work/learning_n", "work/learning_n~2"], (await Documents.ReplaceFileAsync("work/n.md", [], Now)).Deleted.Order(StringComparer.Ordinal));
        Assert.NotNull(await Documents.FindAsync("learning_n"));
    }

    [Fact]
    public async Task An_id_is_kept_by_a_file_that_moved_within_its_root_and_by_one_that_was_taken_over()
    {
        var draft = Moved("n.md", "n.md") with { Id = "learning_n", FileOwn = new("learning_n~1a", null) };
        await Accept(draft with { CreatedBy = null });
        Assert.Equal(["learning_n"], (await Documents.ReplaceFileAsync("n.md", [draft with { Content = "other" }], Now, File("n.md"))).Accepted);
        Assert.Equal(["learning_n"], (await Documents.ReplaceFileAsync("m.md", [draft with { SourceFile = "m.md", Content = "third" }], Now, File("m.md"))).Accepted);
    }

    [Fact]
    public async Task Until_the_new_one_is_confirmed_the_old_record_stays_and_is_shown_as_it()
    {
        await Documents.ReplaceFileAsync("f.md", [FromFile("f.md")], Now, File("f.md"));
        await ConfirmAllAsync();
        var revision = (await Find("f.md")).Revision;
        await Documents.MoveFileAsync("f.md", [Moved("f.md", "g.md")], Now, File("g.md"));

        var shown = (await Search.LookUpAsync(found => found.Moved(["f.md", "g.md"])))["f.md"];
        Assert.Equal(("g.md", (await Find("g.md")).Revision, revision), (shown.Id, shown.Revision, shown.OldRevision));
        // Only the new one is due; the old one is when that is confirmed.
        Assert.Equal(["g.md"], (await Outbox.DueAsync(Now, 10, long.MaxValue, new HashSet<long>())).Select(row => row.Id));
        Assert.Empty(await Outbox.DueAsync(Now, 10, long.MaxValue, new HashSet<long>(), DueRows.Deletions));
        await ConfirmAllAsync();
        Assert.Empty(await Search.LookUpAsync(found => found.Moved(["f.md"])));
        Assert.Equal(["f.md"], (await Outbox.DueAsync(Now, 10, long.MaxValue, new HashSet<long>())).Select(row => row.Id));
    }

    [Fact]
    public async Task A_document_that_moves_on_is_shown_at_its_last_place()
    {
        await Documents.ReplaceFileAsync("f.md", [FromFile("f.md")], Now, File("f.md"));
        await ConfirmAllAsync();
        await Documents.MoveFileAsync("f.md", [Moved("f.md", "g.md")], Now, File("g.md"));
        await Documents.MoveFileAsync("g.md", [Moved("f.md", "h.md")], Now, File("h.md"));

        Assert.Equal("h.md", (await Search.LookUpAsync(found => found.Moved(["f.md"])))["f.md"].Id);
        // And back.
        await Documents.MoveFileAsync("h.md", [FromFile("f.md")], Now, File("f.md"));
        Assert.Empty(await Search.LookUpAsync(found => found.Moved(["f.md"])));
        Assert.Equal("text of f.md", (await Find("f.md")).Content);
    }

    [Fact]
    public async Task What_moved_and_was_refused_does_not_keep_the_old_record()
    {
        await Documents.ReplaceFileAsync("f.md", [FromFile("f.md")], Now, File("f.md"));
        await ConfirmAllAsync();
        await Documents.MoveFileAsync("f.md", [Moved("f.md", "g.md")], Now, File("g.md"));
        await Documents.DeleteAsync("g.md", Now);

        Assert.Contains("f.md", (await Outbox.DueAsync(Now, 10, long.MaxValue, new HashSet<long>())).Select(row => row.Id));
    }

    private static FileRecord File(string sourceFile, string root = "") => new(sourceFile, root, "1:2:3:4:5", "hash of " + sourceFile, "1", Now, 1);

    private static DocumentDraft Moved(string from, string to) => FromFile(from) with { Id = to, SourceFile = to.Split('#')[0] };

    private async Task ConfirmAllAsync()
    {
        var due = (await Outbox.DueAsync(Now, 100, long.MaxValue, new HashSet<long>())).Where(row => !row.Deleted);
        await Outbox.SettleAsync([.. due.Select(row => new Settlement(row.N, row.Id, row.Revision, Deleted: false, SyncStatus.Synced, 0, NextAttempt: null, Failure: null, Error: null, Quarantine: false))], 0, Now);
    }
}
