namespace Oracle.Vaults.Tests.Notes;

public sealed class NoteTests
{
    [Fact]
    public void A_file_is_split_at_its_second_level_headings()
    {
        var documents = TempVault.Of("guides/Tar.md", "# Tar\n\nArchives.\n\n## Create\nc, f\n\n## Extract it\nx, f\n");

        Assert.Equal(
            [
                ("guides/Tar.md", "# Tar\n\nArchives."),
                ("guides/Tar.md#create", "Tar\n\n## Create\nc, f"),
                ("guides/Tar.md#extract-it", "Tar\n\n## Extract it\nx, f"),
            ],
            documents.Select(document => (document.Id, document.Content)));
        Assert.All(documents, document =>
        {
            Assert.Equal("guides/Tar.md", document.SourceFile);
            Assert.Equal("note", document.Type);
            Assert.Empty(document.Concepts);
            Assert.Null(document.Project);
        });
    }

    [Fact]
    public void A_file_without_such_a_heading_is_one_document()
    {
        var document = Assert.Single(TempVault.Of("a.md", "# Title\n\n### Deeper\ntext\n"));

        Assert.Equal(("a.md", "# Title\n\n### Deeper\ntext"), (document.Id, document.Content));
    }

    [Fact]
    public void Nothing_but_sections_yields_no_document_for_what_stands_before() =>
        Assert.Equal(["a.md#one"], TempVault.Of("a.md", "\n\n## One\ntext").Select(document => document.Id));

    [Fact]
    public void A_section_of_only_its_heading_is_a_document()
    {
        var documents = TempVault.Of("a.md", "## To do\n## Done\nall");

        Assert.Equal(["## To do", "## Done\nall"], documents.Select(document => document.Content));
    }

    [Theory]
    [InlineData("```\n## no\n```")]
    [InlineData("~~~\n## no\n~~~")]
    [InlineData("```\n## never closed")]
    [InlineData("    ## indented code")]
    [InlineData("> ## quoted")]
    [InlineData("- ## listed")]
    [InlineData("<!--\n## comment\n-->")]
    [InlineData("<div>\n## html\n</div>")]
    [InlineData("##no space")]
    [InlineData("### third")]
    [InlineData("\\## escaped")]
    [InlineData("text\n---\nrule or heading")]
    [InlineData("[link]: x '\n```\n## no\n```")]
    public void What_is_no_heading_splits_nothing(string text) =>
        Assert.Equal(["a.md"], TempVault.Of("a.md", "before\n\n" + text).Select(document => document.Id));

    [Theory]
    [InlineData("   ## Three spaces", "three-spaces")]
    [InlineData("## Closed ##", "closed")]
    [InlineData("##\tTab", "tab")]
    [InlineData("##", "section")]
    [InlineData("text above\n## Below", "below")]
    [InlineData("- item\n## After a list", "after-a-list")]
    [InlineData("[link]: x\n## After a definition", "after-a-definition")]
    [InlineData("<br>\n\n## After html", "after-html")]
    [InlineData("## 1. Nothing is `deleted`, [ever](http://x.y) *really*", "1-nothing-is-deleted-ever-really")]
    [InlineData("## A &amp; B", "a--b")]
    public void What_is_a_heading_splits_and_names_the_section(string text, string slug) =>
        Assert.Equal($"a.md#{slug}", TempVault.Of("a.md", text + "\ntext")[^1].Id);

    [Fact]
    public void A_section_is_found_by_the_title_of_its_file()
    {
        var documents = TempVault.Of("a.md", "---\ntitle: Nginx behind Cloudflare\n---\nIntro.\n\n## Time-outs\n100 s.\n\n## nginx behind cloudflare, again\nYes.");

        Assert.Equal(
            [
                "Nginx behind Cloudflare\n\nIntro.",
                "Nginx behind Cloudflare\n\n## Time-outs\n100 s.",
                "## nginx behind cloudflare, again\nYes.",
            ],
            documents.Select(document => document.Content));
    }

    [Theory]
    [InlineData("## Start\ntext", true)]
    [InlineData("## How to tar\ntext", false)]
    [InlineData("## Files\nstart with TAR.", false)]
    public void A_title_that_is_only_part_of_a_word_is_not_there(string section, bool titled) =>
        Assert.Equal(titled, TempVault.Of("a.md", "# tar\n" + section)[^1].Content.StartsWith("tar\n\n", StringComparison.Ordinal));

    [Fact]
    public void The_title_of_the_frontmatter_goes_before_that_of_the_text() =>
        Assert.StartsWith("Front\n\n", TempVault.Of("a.md", "---\ntitle: Front\n---\n# Text\n## One\nx")[^1].Content, StringComparison.Ordinal);

    [Fact]
    public void A_first_heading_as_long_as_a_paragraph_is_not_repeated()
    {
        var documents = TempVault.Of("a.md", $"# {new string('x', 201)}\n## One\ntext");

        Assert.Equal("## One\ntext", documents[^1].Content);
    }

    [Fact]
    public void A_title_alone_is_a_document() =>
        Assert.Equal("Only a title", Assert.Single(TempVault.Of("a.md", "---\ntitle: Only a title\n---\n\n")).Content);

    [Fact]
    public void Frontmatter_without_a_title_or_text_is_listed()
    {
        using var vault = new TempVault();
        vault.Write("a.md", "---\ntags: x\n---\n\n");

        var skipped = Assert.IsType<SkippedFile>(Assert.Single(vault.Read()));
        Assert.Equal(("has no text besides its frontmatter", "a.md"), (skipped.Reason, skipped.EmptiedSourceFile));
    }

    [Fact]
    public void Quotes_nested_too_deeply_for_a_parser_are_still_text()
    {
        var text = new string('>', 20_000) + " deep\n\n## Section\n";

        Assert.Equal(text.TrimEnd(), Assert.Single(TempVault.Of("a.md", text)).Content);
    }

    [Fact]
    public void A_heading_nested_too_deeply_for_a_parser_still_names_its_section() =>
        Assert.Equal("a.md#-x", TempVault.Of("a.md", $"## {new string('[', 900)} x\ntext")[^1].Id);

    [Fact]
    public void A_long_heading_makes_a_legal_id()
    {
        var documents = TempVault.Of("a.md", $"## {new string('ก', 400)}x\none\n## {new string('ก', 400)}y\ntwo");

        Assert.All(documents, document => Assert.True(System.Text.Encoding.UTF8.GetByteCount(document.Id) is > 480 and <= 512));
        Assert.NotEqual(documents[0].Id, documents[1].Id);
    }

    [Fact]
    public void A_later_root_puts_its_prefix_before_ids_and_source_files()
    {
        using var vault = new TempVault();
        vault.Write("a.md", "x\n## S\ny");
        vault.Write("ψ/memory/learnings/l.md", "## S\ny");

        Assert.Equal(
            [("work/a.md", "work/a.md"), ("work/a.md#s", "work/a.md"), ("work/learning_ψ/memory/learnings/l_0", "work/ψ/memory/learnings/l.md")],
            vault.Documents(prefix: "work/").Select(document => (document.Id, document.SourceFile)));
    }

    [Fact]
    public async Task A_long_list_of_link_definitions_is_read_in_time_linear_to_its_length()
    {
        var definitions = string.Concat(Enumerable.Repeat("[a]: b\n", 300_000));

        // Markdig's own paragraphs need minutes for this.
        var documents = await Task.Run(() => TempVault.Of("a.md", definitions + "## One\n")).WaitAsync(TimeSpan.FromSeconds(45));

        Assert.Equal(2, documents.Count);
    }
}
