namespace Oracle.Documents.Tests.Suite;

public abstract partial class StoreSuite
{
    [Fact]
    public async Task The_first_root_prefixes_nothing_and_later_ones_their_folders_name()
    {
        Assert.Empty(await Roots.AllAsync());
        var first = await ForAsync("/home/me/notes");
        var second = await ForAsync("/srv/wiki");
        Assert.Equal((new Root("/home/me/notes", "") { RealPath = "/home/me/notes" }, ""), (first, first.Prefix));
        Assert.Equal((new Root("/srv/wiki", "wiki") { RealPath = "/srv/wiki", Number = 1 }, "wiki/"), (second, second.Prefix));
        Assert.Equal([first, second], await Roots.AllAsync());
    }

    [Fact]
    public async Task A_known_root_keeps_its_name()
    {
        var first = await ForAsync("/notes");
        var second = await ForAsync("/wiki");
        Assert.Equal(first, await ForAsync("/notes"));
        Assert.Equal(second, await ForAsync("/wiki"));
        Assert.Equal(2, (await Roots.AllAsync()).Count);
    }

    [Fact]
    public async Task A_path_inside_known_roots_belongs_to_the_innermost()
    {
        var inner = await ForAsync("/a/b");
        var outer = await ForAsync("/a");
        Assert.Equal(inner, await ForAsync("/a/b/c/d"));
        Assert.Equal(outer, await ForAsync("/a/c"));
    }

    [Fact]
    public async Task A_later_root_whose_folder_has_a_control_character_in_its_name_has_none_in_its_own()
    {
        await ForAsync("/a/first");
        Assert.Equal("esc_[31mroot", (await ForAsync("/a/esc\u001b[31mroot")).Name);
    }

    [Fact]
    public async Task A_folder_whose_name_only_begins_alike_is_not_inside()
    {
        await ForAsync("/a/note");
        Assert.Equal(new Root("/a/notes", "notes") { RealPath = "/a/notes", Number = 1 }, await ForAsync("/a/notes"));
        Assert.Equal(new Root("/a/Note", "Note") { RealPath = "/a/Note", Number = 2 }, await ForAsync("/a/Note"));
    }

    [Fact]
    public async Task Everything_is_inside_the_root_of_the_file_system()
    {
        var top = await ForAsync("/");
        Assert.Equal(top, await ForAsync("/srv/wiki"));
    }

    [Fact]
    public async Task A_later_root_of_the_file_system_has_a_name_too()
    {
        await ForAsync("/srv/wiki");
        Assert.NotEmpty((await ForAsync("/")).Name);
    }

    [Fact]
    public async Task A_name_that_is_taken_gets_a_number()
    {
        await ForAsync("/first");
        Assert.Equal("notes", (await ForAsync("/a/notes")).Name);
        Assert.Equal("notes-2", (await ForAsync("/b/notes")).Name);
        Assert.Equal("notes-3", (await ForAsync("/c/notes")).Name);
    }

    [Fact]
    public async Task A_name_under_which_documents_exist_gets_a_number()
    {
        await ForAsync("/first");
        await AcceptIds("wiki/page.md", "น/page.md", "note_/page.md", "other");
        Assert.Equal("wiki-2", (await ForAsync("/srv/wiki")).Name);
        Assert.Equal("น-2", (await ForAsync("/srv/น")).Name);
        Assert.Equal("notes", (await ForAsync("/srv/notes")).Name);
        Assert.Equal("wik", (await ForAsync("/srv/wik")).Name);
        Assert.Equal("other", (await ForAsync("/srv/other")).Name);
    }

    [Fact]
    public async Task Roots_asked_for_at_once_get_one_name_each()
    {
        var roots = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => ForAsync($"/{i % 10}/notes")));
        Assert.Equal(10, roots.Distinct().Count());
        Assert.Equal(10, roots.Select(root => root.Name).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task A_root_is_known_by_its_real_path_too()
    {
        var first = await Roots.ForAsync("/link/vault", "/disk/vault");

        Assert.Equal(first, await Roots.ForAsync("/disk/vault/sub", "/disk/vault/sub"));
        Assert.Equal(first, await Roots.ForAsync("/other-link", "/disk/vault"));
        Assert.NotEqual(first, await Roots.ForAsync("/disk/vault-2", "/disk/vault-2"));
    }

    [Fact]
    public async Task What_is_kept_of_a_root_is_there_again()
    {
        var root = await ForAsync("/first");
        await Roots.ReadAsync("", ["Templates/", "*.draft.md"], followsLinks: true);
        await Roots.KeepAsync("", """{"files":3}""", Now);

        var kept = Assert.Single(await Roots.AllAsync());
        Assert.Equal(["Templates/", "*.draft.md"], kept.Excluded);
        Assert.Equal((true, """{"files":3}""", Now), (kept.FollowsLinks, kept.State, kept.MissingSince));
        Assert.Equal(("{}", null), (root.State, root.MissingSince));
    }

    [Fact]
    public async Task A_root_that_moved_keeps_its_name_and_is_not_missing()
    {
        await ForAsync("/first");
        await Roots.KeepAsync("", "{}", Now);
        await Roots.MoveAsync("", "/second", "/second");

        var moved = Assert.Single(await Roots.AllAsync());
        Assert.Equal(("/second", "", null), (moved.Path, moved.Name, moved.MissingSince));
        Assert.Equal("", (await ForAsync("/second/sub")).Name);
        Assert.Equal("first", (await ForAsync("/first")).Name);
    }

    [Fact]
    public async Task A_forgotten_root_leaves_its_documents_to_nobody()
    {
        await ForAsync("/first");
        await Documents.ReplaceFileAsync("f.md", [FromFile("f.md")], Now, File("f.md"));
        await Roots.ForgetAsync("");

        Assert.Empty(await Roots.AllAsync());
        Assert.Empty(await Files.OfAsync(""));
        // The next root of no name does not take them for its own.
        Assert.Empty((await Documents.ReplaceFileAsync("f.md", [], Now)).Deleted);
        Assert.Equal("text of f.md", (await Find("f.md")).Content);
        // A file that yields them again has them again.
        await Documents.ReplaceFileAsync("f.md", [FromFile("f.md") with { Content = "changed" }], Now, File("f.md"));
        Assert.Equal(["f.md"], (await Documents.ReplaceFileAsync("f.md", [], Now)).Deleted);
    }

    [Fact]
    public async Task Documents_are_counted_by_root()
    {
        await ForAsync("/first");
        await ForAsync("/second");
        await Documents.ReplaceFileAsync("f.md", [FromFile("f.md"), FromFile("f.md#two")], Now, File("f.md"));
        await Documents.ReplaceFileAsync("second/f.md", [FromFile("second/f.md") with { SourceFile = "second/f.md" }], Now, File("second/f.md", "second"));
        await AcceptIds("posted");

        Assert.Equal([("", new RootCounts(2, 0, null)), ("second", new RootCounts(1, 0, null))], (await Roots.CountAsync()).Select(each => (each.Key, each.Value)).OrderBy(each => each.Key, StringComparer.Ordinal));
        await Files.KeepAsync([File("f.md") with { Unreadable = "no permission", UnreadableSince = Now }]);
        Assert.Equal(new RootCounts(2, 1, Now), (await Roots.CountAsync())[""]);
    }

    private Task<Root> ForAsync(string path) => Roots.ForAsync(path, path);
}
