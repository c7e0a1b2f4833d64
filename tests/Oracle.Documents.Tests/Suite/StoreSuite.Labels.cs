using Oracle.Documents.Searching;
using Oracle.Documents.Syncing;

namespace Oracle.Documents.Tests.Suite;

// What names a document besides its text.
public abstract partial class StoreSuite
{
    private static readonly DocumentDraft Unlabelled = new("doc", "Aerate in spring, overseed in autumn.");

    public static TheoryData<string, Labels, Labels> ChangedLabels => new()
    {
        { "title", new(Title: "meadow"), new(Title: "lawn") },
        { "alias", new(Aliases: ["meadow", "grass"]), new(Aliases: ["lawn", "grass"]) },
        { "tag", new(Tags: ["meadow"]), new(Tags: ["lawn"]) },
        { "heading path", new(HeadingPath: "garden > meadow"), new(HeadingPath: "garden > lawn") },
    };

    [Theory, MemberData(nameof(ChangedLabels))]
    public async Task A_changed_label_is_a_change_and_found_by_the_new_and_not_the_old(string what, Labels old, Labels changed)
    {
        await Accept(Unlabelled with { Labels = old });
        await Settle(SyncOutcomeKind.Confirmed, await Claim("doc"));
        var before = await Find("doc");

        await Accept(Unlabelled with { Labels = changed });

        var after = await Find("doc");
        Assert.True(after.Revision > before.Revision, what);
        Assert.Equal(SyncStatus.Pending, after.Sync.Status);
        Assert.Equal(["doc"], await Found("lawn"));
        Assert.Empty(await Found("meadow"));
        Assert.Equal(
            (changed.Title, Joined(changed.Aliases), Joined(changed.Tags), changed.HeadingPath),
            (after.Labels.Title, Joined(after.Labels.Aliases), Joined(after.Labels.Tags), after.Labels.HeadingPath));

        static string Joined(IReadOnlyList<string>? names) => string.Join('|', names ?? []);
    }

    [Fact]
    public async Task The_same_labels_are_no_change()
    {
        var draft = Unlabelled with { Labels = new Labels("Yard", ["Garden"], ["home"], "Seasons") };
        await Accept(draft);

        Assert.Equal(["doc"], (await Accept(draft)).Unchanged);
    }

    [Fact]
    public async Task A_title_counts_for_more_than_the_same_word_in_a_text()
    {
        await Accept(
            new("text", "Aerate in spring, overseed in autumn, and leave the clippings of the yard where they fall."),
            new DocumentDraft("title", "Aerate in spring, overseed in autumn, and leave the clippings where they fall.") { Labels = new Labels("Yard") });

        Assert.Equal(["title", "text"], (await Search.SearchAsync("yard", new SearchFilter(), Deep)).Ids);
    }

    [Fact]
    public async Task Rows_are_claimed_with_title_and_heading_path()
    {
        await Accept(Unlabelled with { Labels = new Labels("Yard", HeadingPath: "Seasons") });

        Assert.Equal("Yard\nSeasons\n" + Unlabelled.Content, EmbeddedText.Of(await Claim("doc"), EmbeddedText.Newest));
        Assert.Equal(Unlabelled.Content, EmbeddedText.Of(await Claim("doc"), version: 1));
    }

    [Theory]
    [InlineData("Yard", "Seasons", "Aerate.", "Yard\nSeasons\nAerate.")]
    [InlineData("Yard", "Seasons", "## Seasons\n\nAerate.", "Yard\n## Seasons\n\nAerate.")]
    [InlineData("Yard", null, "# Yard\n\nAerate.", "# Yard\n\nAerate.")]
    [InlineData("Yard", "C#", "## C#\nAerate.", "Yard\n## C#\nAerate.")]
    [InlineData("Yard", null, "# Yard ##\nAerate.", "# Yard ##\nAerate.")]
    [InlineData("Yard", "Yard", "Aerate.", "Yard\nAerate.")]
    [InlineData("Yard", null, "Yard", "Yard")]
    [InlineData("Yard", null, "Yards are green.", "Yard\nYards are green.")]
    [InlineData(null, null, "#Yard\nAerate.", "#Yard\nAerate.")]
    public void What_is_embedded_says_each_thing_once(string? title, string? headingPath, string content, string embedded) =>
        Assert.Equal(embedded, EmbeddedText.Of(title, headingPath, content));

    [Fact]
    public async Task Words_that_are_one_for_a_reader_find_each_other()
    {
        foreach (var (one, other) in FoldedPairs.Equal)
        {
            await Accept(new("one", one), new("other", other));
            Assert.True((await Found(one)).Order(StringComparer.Ordinal).SequenceEqual(["one", "other"]), $"{one} does not find {other}");
            Assert.True((await Found(other)).Order(StringComparer.Ordinal).SequenceEqual(["one", "other"]), $"{other} does not find {one}");
            Assert.Equal((one, other), ((await Find("one")).Content, (await Find("other")).Content));
        }
    }

    [Fact]
    public async Task Words_that_are_two_for_a_reader_do_not()
    {
        foreach (var (one, other) in FoldedPairs.Different)
        {
            await Accept(new("one", $"x{one}x y{one}y {one}"), new("other", $"x{other}x y{other}y {other}"));
            await FindsAsync(one, other, "one");
            await FindsAsync(other, one, "other");
        }
    }

    // As a piece of a word one may stand in the other, and running text has pieces in common; then it comes behind.
    private async Task FindsAsync(string word, string another, string id)
    {
        var found = (await Search.SearchAsync(word, new SearchFilter(), Deep)).Ids;
        Assert.True(found is [var first, ..] && first == id, $"{word} does not find itself first");
        Assert.True(found.Count == 1 || FtsQuery.IsUnspaced(word) || Folding.Of(another).Contains(Folding.Of(word), StringComparison.Ordinal), $"{word} finds {another}");
    }

    [Theory]
    [InlineData("project", true)]
    [InlineData("Project/Alpha", true)]
    [InlineData("#project/alpha", true)]
    [InlineData("project/al", false)]
    [InlineData("alpha", false)]
    [InlineData("home", true)]
    public async Task A_tag_is_found_by_itself_and_by_what_stands_above_it(string tag, bool found)
    {
        await Accept(new DocumentDraft("doc", "lawn", Concepts: ["Home"]) { Labels = new Labels(Tags: ["project/alpha"]) }, new("other", "lawn"));

        Assert.Equal(found ? ["doc"] : [], (await Search.SearchAsync("lawn", new SearchFilter(Tag: tag), Deep)).Ids);
    }

    [Fact]
    public async Task Types_and_projects_are_names_in_any_case_and_without_brackets()
    {
        await Accept(new DocumentDraft("doc", "lawn", Type: "Meeting", Project: "[[Apollo]]"));

        Assert.Equal(["doc"], (await Search.SearchAsync("lawn", new SearchFilter(Type: "meeting", Project: "apollo"), Deep)).Ids);
        Assert.Empty((await Search.SearchAsync("lawn", new SearchFilter(Project: "gemini"), Deep)).Ids);
    }

    [Theory]
    [InlineData("Apollo", true)]
    [InlineData("projects/apollo", true)]
    [InlineData("the moon", true)]
    [InlineData("[[Projects/Apollo|The moon]]", true)]
    [InlineData("[[Apollo]]", true)]
    [InlineData("projects", false)]
    public async Task A_link_is_named_by_its_target_and_by_what_it_shows(string project, bool found)
    {
        await Accept(new DocumentDraft("doc", "lawn", Project: "[[Projects/Apollo#Start|The moon]]"));

        Assert.Equal(found ? ["doc"] : [], (await Search.SearchAsync("lawn", new SearchFilter(Project: project), Deep)).Ids);
    }

    [Fact]
    public async Task Reading_a_section_gives_all_its_passages_and_deleting_it_takes_them()
    {
        await Accept(Passage("s", "1/3", "First. "), Passage("s~2", "2/3", "Second. "), Passage("s~3", "3/3", "Third."), new("other", "stays"));

        Assert.Equal("First. Second. Third.", (await Find("s")).Content);
        Assert.Equal("Second. ", (await Find("s~2")).Content);
        await Documents.DeleteAsync("s", Now);
        foreach (var id in (string[])["s", "s~2", "s~3"])
            Assert.Null(await Documents.FindAsync(id));
        Assert.NotNull(await Documents.FindAsync("other"));
    }

    [Fact]
    public async Task A_section_that_is_replaced_as_a_whole_leaves_no_passage()
    {
        await Accept(Passage("s", "1/2", "First. "), Passage("s~2", "2/2", "Second."));

        await Accept(new DocumentDraft("s", "All new."));

        Assert.Equal("All new.", (await Find("s")).Content);
        Assert.Null(await Documents.FindAsync("s~2"));
    }

    [Fact]
    public async Task Which_passage_it_is_changes_without_a_new_revision()
    {
        await Accept(Passage("s", "1/2", "First. "));
        var before = await Find("s");

        Assert.Equal(["s"], (await Accept(Passage("s", "1/3", "First. "))).Unchanged);

        Assert.Equal((before.Revision, "1/3"), ((await Find("s")).Revision, (await Find("s")).Labels.Passage));
    }

    private static DocumentDraft Passage(string id, string which, string content) =>
        new(id, content) { Labels = new Labels(SectionId: "s", Passage: which) };
}
