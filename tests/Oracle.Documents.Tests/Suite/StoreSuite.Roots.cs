namespace Oracle.Documents.Tests.Suite;

public abstract partial class StoreSuite
{
    [Fact]
    public async Task The_first_root_prefixes_nothing_and_later_ones_their_folders_name()
    {
        Assert.Empty(await Roots.AllAsync());
        var first = await Roots.ForAsync("/home/me/notes");
        var second = await Roots.ForAsync("/srv/wiki");
        Assert.Equal((new Root("/home/me/notes", ""), ""), (first, first.Prefix));
        Assert.Equal((new Root("/srv/wiki", "wiki"), "wiki/"), (second, second.Prefix));
        Assert.Equal([first, second], await Roots.AllAsync());
    }

    [Fact]
    public async Task A_known_root_keeps_its_name()
    {
        var first = await Roots.ForAsync("/notes");
        var second = await Roots.ForAsync("/wiki");
        Assert.Equal(first, await Roots.ForAsync("/notes"));
        Assert.Equal(second, await Roots.ForAsync("/wiki"));
        Assert.Equal(2, (await Roots.AllAsync()).Count);
    }

    [Fact]
    public async Task A_path_inside_known_roots_belongs_to_the_innermost()
    {
        var inner = await Roots.ForAsync("/a/b");
        var outer = await Roots.ForAsync("/a");
        Assert.Equal(inner, await Roots.ForAsync("/a/b/c/d"));
        Assert.Equal(outer, await Roots.ForAsync("/a/c"));
    }

    [Fact]
    public async Task A_folder_whose_name_only_begins_alike_is_not_inside()
    {
        await Roots.ForAsync("/a/note");
        Assert.Equal(new Root("/a/notes", "notes"), await Roots.ForAsync("/a/notes"));
        Assert.Equal(new Root("/a/Note", "Note"), await Roots.ForAsync("/a/Note"));
    }

    [Fact]
    public async Task Everything_is_inside_the_root_of_the_file_system()
    {
        var top = await Roots.ForAsync("/");
        Assert.Equal(top, await Roots.ForAsync("/srv/wiki"));
    }

    [Fact]
    public async Task A_later_root_of_the_file_system_has_a_name_too()
    {
        await Roots.ForAsync("/srv/wiki");
        Assert.NotEmpty((await Roots.ForAsync("/")).Name);
    }

    [Fact]
    public async Task A_name_that_is_taken_gets_a_number()
    {
        await Roots.ForAsync("/first");
        Assert.Equal("notes", (await Roots.ForAsync("/a/notes")).Name);
        Assert.Equal("notes-2", (await Roots.ForAsync("/b/notes")).Name);
        Assert.Equal("notes-3", (await Roots.ForAsync("/c/notes")).Name);
    }

    [Fact]
    public async Task A_name_under_which_documents_exist_gets_a_number()
    {
        await Roots.ForAsync("/first");
        await AcceptIds("wiki/page.md", "น/page.md", "note_/page.md", "other");
        Assert.Equal("wiki-2", (await Roots.ForAsync("/srv/wiki")).Name);
        Assert.Equal("น-2", (await Roots.ForAsync("/srv/น")).Name);
        Assert.Equal("notes", (await Roots.ForAsync("/srv/notes")).Name);
        Assert.Equal("wik", (await Roots.ForAsync("/srv/wik")).Name);
        Assert.Equal("other", (await Roots.ForAsync("/srv/other")).Name);
    }

    [Fact]
    public async Task Roots_asked_for_at_once_get_one_name_each()
    {
        var roots = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Roots.ForAsync($"/{i % 10}/notes")));
        Assert.Equal(10, roots.Distinct().Count());
        Assert.Equal(10, roots.Select(root => root.Name).Distinct(StringComparer.Ordinal).Count());
    }
}
