using Oracle.Documents.Searching;

namespace Oracle.Documents.Tests.Suite;

// What is taken over from another store, and how it goes together with what is stored here.
public abstract partial class StoreSuite
{
    private static History Old => new(Now.AddYears(-2), Now.AddYears(-1), Now.AddMonths(-1), "human");

    [Fact]
    public async Task What_is_taken_over_keeps_its_times_and_waits_since_it_was_taken_over()
    {
        await Accept(TakenOver("a"));
        var found = await Find("a");

        Assert.Equal((Old.CreatedAt, Old.UpdatedAt), (found.CreatedAt, found.UpdatedAt));
        var statistics = await Statistics.ReadAsync();
        Assert.Equal((Old.IndexedAt, Now), (statistics.LastIndexed, statistics.OldestPending));
    }

    [Fact]
    public async Task Taking_over_the_same_again_changes_nothing()
    {
        var revision = (await Accept(TakenOver("a"))).Revisions["a"];

        var again = await Documents.AcceptAsync([TakenOver("a")], Now.AddDays(1));

        Assert.Equal(["a"], again.Unchanged);
        Assert.Equal((revision, Old.UpdatedAt), (again.Revisions["a"], (await Find("a")).UpdatedAt));
    }

    [Fact]
    public async Task What_the_other_store_has_changed_since_is_taken_over()
    {
        await Accept(TakenOver("a"));
        var changed = TakenOver("a") with { Content = "another text", History = Old with { UpdatedAt = Now.AddHours(-1) } };

        Assert.Equal(["a"], (await Accept(changed)).Accepted);
        Assert.Equal(("another text", Now.AddHours(-1)), ((await Find("a")).Content, (await Find("a")).UpdatedAt));
    }

    [Fact]
    public async Task What_was_stored_here_is_not_overwritten_by_what_is_taken_over()
    {
        await Accept(TakenOver("a"), TakenOver("b"));
        await Accept(new DocumentDraft("a", "changed here"));
        await Accept(new DocumentDraft("c", "made here"));

        var again = await Accept(TakenOver("b"), TakenOver("a"), TakenOver("c"));

        Assert.Equal([(1, "a"), (2, "c")], again.Rejected.Select(rejection => (rejection.Index, rejection.Id)));
        Assert.All(again.Rejected, rejection => Assert.Contains("stored here", rejection.Error));
        Assert.Equal(["b"], again.Unchanged);
        Assert.Equal("changed here", (await Find("a")).Content);
    }

    [Fact]
    public async Task What_was_taken_over_of_a_file_gives_way_when_the_file_is_indexed_and_does_not_come_back()
    {
        await Accept(TakenOver("old", "f.md"), TakenOver("f.md", "f.md"), TakenOver("other", "g.md"), TakenOver("nowhere", ""));
        await Accept(new DocumentDraft("posted", "text", SourceFile: "f.md", CreatedBy: "somebody"));

        var indexed = await Documents.ReplaceFileAsync("f.md", [FromFile("f.md")], Now, File("f.md"));

        Assert.Equal(["old"], indexed.Deleted);
        Assert.Equal("text of f.md", (await Find("f.md")).Content);
        Assert.NotNull(await Documents.FindAsync("other"));
        Assert.NotNull(await Documents.FindAsync("posted"));
        var again = await Accept(TakenOver("old", "f.md"), TakenOver("f.md", "f.md"), TakenOver("other", "g.md"));
        Assert.Equal(["old", "f.md"], again.Rejected.Select(rejection => rejection.Id));
        Assert.All(again.Rejected, rejection => Assert.Contains("its file is indexed", rejection.Error));
        Assert.Null(await Documents.FindAsync("old"));
    }

    [Theory]
    [InlineData("new", true)]
    [InlineData("new", false)]
    [InlineData(null, true)]
    public async Task What_was_superseded_there_is_kept_and_found_by_no_search(string? by, bool hasTime)
    {
        await Accept(TakenOver("a"), TakenOver("b") with { History = Old with { Superseded = new Supersession(by, hasTime ? Now : null, "newer") } });

        Assert.Equal("taken over: b", (await Find("b")).Content);
        Assert.Equal(["a"], await Found("taken"));
        Assert.Equal(["a"], await Search.LookUpAsync(found => found.Hydrate(["a", "b"], new SearchFilter()).Keys.ToList()));
    }

    [Fact]
    public async Task What_the_other_store_superseded_since_is_found_no_more()
    {
        var revision = (await Accept(TakenOver("a"))).Revisions["a"];

        var again = await Accept(TakenOver("a") with { History = Old with { Superseded = new Supersession("b", Now, Reason: null) } });

        Assert.Equal(revision, again.Revisions["a"]);
        Assert.Empty(await Found("taken"));
    }

    [Fact]
    public async Task What_is_superseded_stays_so_when_its_file_is_indexed()
    {
        await Accept(TakenOver("f.md", "f.md") with { History = Old with { Superseded = new Supersession("b", Now, Reason: null) } });

        await Documents.ReplaceFileAsync("f.md", [FromFile("f.md")], Now, File("f.md"));

        Assert.Empty(await Found("text"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_taken_over_and_deleted_here_does_not_come_back(bool isChangedThere)
    {
        await Accept(TakenOver("a"));
        await Documents.DeleteAsync("a", Now);
        var again = TakenOver("a") with { Content = isChangedThere ? "changed there" : "taken over: a", History = Old with { UpdatedAt = Now } };

        for (var run = 0; run < 2; run++)
        {
            var rejection = Assert.Single((await Accept(again)).Rejected);
            Assert.Contains("was deleted here", rejection.Error);
            Assert.Null(await Documents.FindAsync("a"));
        }
    }

    [Fact]
    public async Task Of_two_stores_with_one_id_the_newer_text_stays_whichever_is_taken_over_last()
    {
        var (older, newer) = (TakenOver("a") with { Content = "older" }, TakenOver("a") with { Content = "newer", History = Old with { UpdatedAt = Now.AddHours(-1) } });

        Assert.Empty((await Accept(older)).Replaced);
        Assert.Equal(["a"], (await Accept(newer)).Replaced);
        var back = await Accept(older);
        var asOld = await Accept(newer with { Content = "of the same time" });

        Assert.Contains("older than what is here", Assert.Single(back.Rejected).Error);
        Assert.Contains("or as old", Assert.Single(asOld.Rejected).Error);
        Assert.Equal("newer", (await Find("a")).Content);
        Assert.Equal(["a"], (await Accept(newer)).Unchanged);
    }

    [Fact]
    public async Task An_older_row_that_is_not_superseded_does_not_bring_a_superseded_one_back()
    {
        var superseded = TakenOver("a") with { History = Old with { UpdatedAt = Now, Superseded = new Supersession("b", Now, Reason: null) } };
        await Accept(superseded);

        await Accept(TakenOver("a"));
        await Accept(superseded with { History = superseded.History! with { Superseded = null } });

        Assert.Empty(await Found("taken"));
    }

    [Fact]
    public async Task A_file_that_names_no_project_keeps_that_of_its_rows_however_often_it_is_read()
    {
        await Accept(TakenOver("old_0", "f.md") with { Project = "acme" });

        await Documents.ReplaceFileAsync("f.md", [FromFile("f.md")], Now, File("f.md"));
        Assert.Equal("acme", (await Find("f.md")).Project);
        await Documents.ReplaceFileAsync("f.md", [FromFile("f.md") with { Project = "other" }], Now, File("f.md"));
        Assert.Equal("other", (await Find("f.md")).Project);
        await Documents.ReplaceFileAsync("f.md", [FromFile("f.md") with { Content = "edited" }, FromFile("f.md#new")], Now, File("f.md"));
        Assert.Equal(("acme", "acme"), ((await Find("f.md")).Project, (await Find("f.md#new")).Project));
        await Documents.MoveFileAsync("f.md", [FromFile("g.md") with { SourceFile = "g.md" }], Now, File("g.md"));
        Assert.Equal("acme", (await Find("g.md")).Project);
        Assert.Equal(["g.md"], (await Documents.ReplaceFileAsync("g.md", [FromFile("g.md") with { SourceFile = "g.md" }], Now, File("g.md"))).Unchanged);
    }

    [Fact]
    public async Task What_is_taken_over_of_a_file_that_is_indexed_gives_its_project_where_the_file_names_none()
    {
        var labels = new Labels("Title", ["alias"], ["tag"], "One > Two");
        await Documents.ReplaceFileAsync("f.md", [FromFile("f.md") with { Labels = labels, Concepts = ["git"] }, FromFile("f.md#own") with { Project = "own" }], Now, File("f.md"));
        var before = await Find("f.md");
        var row = TakenOver("old_0", "f.md") with { Project = "acme" };

        var first = await Accept(row);
        var again = await Accept(row);

        Assert.Equal(["f.md"], first.ProjectGiven);
        Assert.Empty(again.ProjectGiven);
        Assert.Single(first.Rejected);
        var after = await Find("f.md");
        Assert.Equal(("acme", "own"), (after.Project, (await Find("f.md#own")).Project));
        Assert.Equal((before.Content, before.Labels.Title, before.Labels.HeadingPath, before.CreatedAt, before.CreatedBy), (after.Content, after.Labels.Title, after.Labels.HeadingPath, after.CreatedAt, after.CreatedBy));
        Assert.Equal(before.Concepts, after.Concepts);
        Assert.True(after.Revision > before.Revision);
        Assert.Equal(["f.md"], (await Documents.ReplaceFileAsync("f.md", [FromFile("f.md") with { Labels = labels, Concepts = ["git"] }], Now, File("f.md"))).Unchanged);
    }

    private static DocumentDraft TakenOver(string id, string sourceFile = "") => new(id, $"taken over: {id}", SourceFile: sourceFile, CreatedBy: "arra_learn") { History = Old };
}
