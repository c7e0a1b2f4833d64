namespace Oracle.Vaults.Tests.Notes;

public sealed class FrontmatterTests
{
    [Fact]
    public void Title_tags_type_and_project_are_taken_and_unknown_keys_ignored()
    {
        var document = Assert.Single(TempVault.Of("a.md", """
            ---
            title: "One: two"
            tags: [sync, Chroma, 'two words', sync]
            type: decision
            project: github.com/Owner/repo
            cssclasses: [wide]
            nested: {a: [1, 2], b: {c: d}}
            ---
            body
            """));

        Assert.Equal(("One: two", "body"), (document.Title, document.Content));
        Assert.Equal(["sync", "Chroma", "two words"], document.Tags);
        Assert.Equal(["sync", "Chroma", "two words"], document.Concepts);
        Assert.Equal("decision", document.Type);
        Assert.Equal("github.com/Owner/repo", document.Project);
    }

    [Theory]
    [InlineData("tags: a, b ,c")]
    [InlineData("tags: [a, b, c]")]
    [InlineData("tags:\n  - a\n  - b\n  - c")]
    [InlineData("tags:\n- a, b\n- '#c'")]
    [InlineData("tags: '#a, #b, #c,'")]
    [InlineData("tags: a b c")]
    [InlineData("Tags: [a, b, c]")]
    [InlineData("tag: a, b, c")]
    public void Tags_are_a_list_or_a_string_with_commas(string yaml) =>
        Assert.Equal(["a", "b", "c"], Assert.Single(TempVault.Of("a.md", $"---\n{yaml}\n---\nbody")).Concepts);

    [Theory]
    [InlineData("title:\ntags:\ntype:\nproject:")]
    [InlineData("title: ~\ntags: []\ntype: ''\nproject: null")]
    [InlineData("# only a comment")]
    [InlineData("")]
    public void Values_that_are_not_there_have_their_defaults(string yaml)
    {
        var document = Assert.Single(TempVault.Of("a.md", $"---\n{yaml}\n---\nbody"));

        Assert.Equal(("body", "note", null), (document.Content, document.Type, document.Project));
        Assert.Empty(document.Concepts);
    }

    [Theory]
    [InlineData("title: a\ntags: [a, b\n", 3)]
    [InlineData("title: a: b\n", 2)]
    [InlineData("title: a\ntype: `x`\n", 3)]
    [InlineData("title: a\ntags: 'never closed\n", 3)]
    [InlineData("title: a\nb: {x\nb: 2\n", 3)]
    [InlineData("title: a\nb: !![\n", 3)]
    [InlineData("title: a\ntags: b\ntitle: c\n", 4)]
    [InlineData("a: *nowhere\n b: c\n", 2)]
    public void Broken_frontmatter_is_told_with_its_line_and_the_body_is_read(string yaml, int line)
    {
        using var vault = new TempVault();
        vault.Write("a.md", $"---\n{yaml}---\nbody");

        var file = Assert.IsType<VaultFile>(Assert.Single(vault.Read()));
        Assert.Equal("body", Assert.Single(file.Documents).Content);
        Assert.Contains(file.Warnings, warning => warning.Line == line && warning.Kind == VaultWarningKind.FrontMatter);
    }

    [Theory]
    [InlineData("---\ntitle: never closed\n\ntext")]
    [InlineData("---\nno keys here\n---\ntext")]
    [InlineData("---\n- a list\n- of two\n---\ntext")]
    [InlineData("----\ntitle: four hyphens\n----\ntext")]
    [InlineData("---")]
    public void Hyphens_that_enclose_no_keys_are_content(string text) =>
        Assert.Equal(text.Trim('\n'), string.Join('\n', TempVault.Of("a.md", text).Select(document => document.Content)));

    [Fact]
    public void The_closing_line_may_be_dots_and_both_lines_may_end_in_blanks() =>
        Assert.Equal(("T", "body"), TempVault.Of("a.md", "--- \ntitle: T\n...\t\nbody").Select(document => (document.Title, document.Content)).Single());

    [Theory]
    [InlineData("title: \"bell \\a and NUL \\0 end\"", "bell and NUL end")]
    [InlineData("title: >\n  two\n  lines", "two lines")]
    [InlineData("title: [[Wiki link]]", "Wiki link")]
    [InlineData("title: 2024", "2024")]
    [InlineData("title: \"cafe\\u0301\"", "caf\u00E9")]
    public void A_value_is_one_line_without_control_characters(string yaml, string title) =>
        Assert.Equal(title, Assert.Single(TempVault.Of("a.md", $"---\n{yaml}\n---\nbody")).Title);

    [Fact]
    public void Aliases_of_aliases_stay_small()
    {
        var yaml = "a0: &a0 [x, x]\n" + string.Concat(Enumerable.Range(1, 40).Select(i => $"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]\n")) + "tags: *a40\n";

        Assert.Empty(Assert.Single(TempVault.Of("a.md", $"---\n{yaml}---\nbody")).Concepts);
    }

    [Fact]
    public void Nesting_cannot_exhaust_the_stack()
    {
        using var vault = new TempVault();
        vault.Write("a.md", $"---\na: {new string('[', 60_000)}\n---\nbody");

        var file = Assert.IsType<VaultFile>(Assert.Single(vault.Read()));
        Assert.Equal("body", Assert.Single(file.Documents).Content);
        Assert.Equal(2, Assert.Single(file.Warnings).Line);
    }

    [Theory]
    [InlineData("aliases: [Personal Computer Toolkit, PCTK]")]
    [InlineData("alias: Personal Computer Toolkit, PCTK")]
    [InlineData("Aliases:\n  - Personal Computer Toolkit\n  - PCTK\n  - PCTK")]
    public void Aliases_are_other_names_of_the_note(string yaml) =>
        Assert.Equal(["Personal Computer Toolkit", "PCTK"], Assert.Single(TempVault.Of("a.md", $"---\n{yaml}\n---\nbody")).Aliases);

    [Fact]
    public void Keys_that_differ_in_case_alone_are_one_key()
    {
        var document = Assert.Single(TempVault.Of("a.md", "---\nTags: one\ntags: two\nDate: 1\ndate: 2\n---\nbody"));

        Assert.Equal(["one", "two"], document.Tags);
    }

    [Fact]
    public void A_list_of_one_is_no_line()
    {
        var document = Assert.Single(TempVault.Of("a.md", "---\ntags: [two words]\naliases: [\"Doe, Jane\"]\nTitle: A\ntitle: B\n---\nbody"));

        Assert.Equal(["two words"], document.Tags);
        Assert.Equal(["Doe, Jane"], document.Aliases);
        Assert.Equal("A", document.Title);
    }

    [Fact]
    public void Lines_of_tags_and_of_tag_are_each_split()
    {
        var document = Assert.Single(TempVault.Of("a.md", "---\ntags: one two\ntag: three four\nAlias: A, B\naliases: C\n---\nbody"));

        Assert.Equal(["one", "two", "three", "four"], document.Tags);
        Assert.Equal(["C", "A", "B"], document.Aliases);
    }
}
