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
                ("guides/Tar.md#create", "## Create\nc, f"),
                ("guides/Tar.md#extract-it", "## Extract it\nx, f"),
            ],
            documents.Select(document => (document.Id, document.Content)));
        Assert.Equal([null, "Create", "Extract it"], documents.Select(document => document.HeadingPath));
        Assert.All(documents, document =>
        {
            Assert.Equal("guides/Tar.md", document.SourceFile);
            Assert.Equal("note", document.Type);
            Assert.Equal("Tar", document.Title);
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
    public void More_sections_than_one_transaction_should_store_are_one_at_the_end_and_nothing_of_them_is_lost()
    {
        var text = string.Concat(Enumerable.Range(0, 7_000).Select(i => $"## Part {i}\nword{i}\n"));
        using var vault = new TempVault();
        vault.Write("a.md", text);

        var file = Assert.IsType<VaultFile>(Assert.Single(vault.Read()));

        Assert.Equal("has 7,001 sections; from the 5,000th on they are one. Split the file to find them one by one", Assert.Single(file.Warnings).Text);
        Assert.Equal(4_998, file.Documents.Count(document => document.Passage is null));
        Assert.Equal(["Part 4998"], file.Documents.Where(document => document.Passage is not null).Select(document => document.HeadingPath).Distinct());
        Assert.Equal(text.TrimEnd(), string.Join('\n', file.Documents.Where(document => document.Passage is null).Select(document => document.Content).Append(string.Concat(file.Documents.Where(document => document.Passage is not null).Select(document => document.Content)))));
    }

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
    [InlineData("text\n\n---\nbehind a rule")]
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
    [InlineData("Underlined\n---", "underlined")]
    [InlineData("[link]: x\n## After a definition", "after-a-definition")]
    [InlineData("<br>\n\n## After html", "after-html")]
    [InlineData("## 1. Nothing is `deleted`, [ever](http://x.y) *really*", "1-nothing-is-deleted-ever-really")]
    [InlineData("## A &amp; B", "a--b")]
    public void What_is_a_heading_splits_and_names_the_section(string text, string slug) =>
        Assert.Equal($"a.md#{slug}", TempVault.Of("a.md", text + "\ntext")[^1].Id);

    [Theory]
    [InlineData("---\ntitle: Front\n---\n# Text\n## One\nx", "Front")]
    [InlineData("# Text\n## One\nx", "Text")]
    [InlineData("## One\nx", "Yard work")]
    [InlineData("", "Yard work")]
    public void The_title_is_that_of_the_front_matter_else_the_first_heading_else_the_files_name(string text, string title) =>
        Assert.All(TempVault.Of("garden/Yard work.md", text), document => Assert.Equal(title, document.Title));

    [Fact]
    public void A_first_heading_as_long_as_a_paragraph_is_no_title() =>
        Assert.Equal("a", TempVault.Of("a.md", $"# {new string('x', 201)}\n## One\ntext")[^1].Title);

    [Theory]
    [InlineData("---\ntitle: Only a title\n---\n\n", "Only a title")]
    [InlineData("---\ntags: x\n---\n\n", "Ideas for 2027")]
    [InlineData("", "Ideas for 2027")]
    [InlineData(" \n\t\r\n", "Ideas for 2027")]
    [InlineData("\uFEFF\n", "Ideas for 2027")]
    public void A_note_without_text_is_its_title(string text, string content) =>
        Assert.Equal(("Ideas for 2027.md", content, content), TempVault.Of("Ideas for 2027.md", text).Select(document => (document.Id, document.Content, document.Title)).Single());

    [Fact]
    public void A_long_section_is_kept_in_passages_that_are_the_section_in_a_row()
    {
        var body = "## Long\n" + string.Join("\n\n", Enumerable.Range(1, 12).Select(i => $"Paragraph {i} says {new string((char)('a' + i), 380)}."));
        var documents = TempVault.Of("a.md", "# Title\n\n" + body + "\n\n## Short\ntext");
        var passages = documents.Where(document => document.SectionId is not null).ToList();

        Assert.Equal(body, string.Concat(passages.Select(passage => passage.Content)));
        Assert.Equal(["a.md#long", .. Enumerable.Range(2, passages.Count - 1).Select(n => $"a.md#long~{n}")], passages.Select(passage => passage.Id));
        Assert.All(passages, passage => Assert.Equal(("a.md#long", "Title", "Long"), (passage.SectionId, passage.Title, passage.HeadingPath)));
        Assert.Equal(Enumerable.Range(1, passages.Count).Select(n => $"{n}/{passages.Count}"), passages.Select(passage => passage.Passage));
        Assert.Equal((null, null), (documents[^1].SectionId, documents[^1].Passage));
    }

    [Fact]
    public void The_cut_of_a_long_id_counts_the_number_of_its_passage()
    {
        var text = string.Concat(Enumerable.Repeat("A sentence of some length about nothing. ", 200));
        var documents = TempVault.Of("a.md", $"## {new string('x', 510)}\n{text}");

        Assert.All(documents, document => Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(document.Id), 500, 512));
        Assert.Equal(documents.Count, documents.Select(document => document.Id).Distinct(StringComparer.Ordinal).Count());
        Assert.EndsWith("~2", documents[1].Id, StringComparison.Ordinal);
    }

    [Fact]
    public void Quotes_nested_too_deeply_for_a_parser_are_still_text()
    {
        var text = new string('>', 20_000) + " deep\n\n## Section\n";

        Assert.Equal(text.TrimEnd(), string.Concat(TempVault.Of("a.md", text).Select(document => document.Content)));
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

        Assert.Equal("a.md#one", documents[^1].Id);
        Assert.Equal(definitions.TrimEnd(), string.Concat(documents.SkipLast(1).Select(document => document.Content)).TrimEnd());
    }

    [Fact]
    public void A_long_section_behind_a_line_of_blanks_has_its_first_passage()
    {
        var documents = TempVault.Of("a.md", "\u00A0 \n \n    one\n\n" + string.Concat(Enumerable.Repeat("A sentence of some length about nothing. ", 200)) + new string('\n', 3_000) + "end");

        Assert.Equal("a.md", documents[0].Id);
        Assert.Equal("1/" + documents.Count, documents[0].Passage);
        Assert.StartsWith("    one", documents[0].Content, StringComparison.Ordinal);
        Assert.EndsWith(new string('\n', 3_000) + "end", string.Concat(documents.Select(document => document.Content)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_title_that_was_given_is_kept()
    {
        var title = string.Concat(Enumerable.Repeat("word ", 100)).Trim();

        Assert.Equal((title, title), TempVault.Of("a.md", $"---\ntitle: {title}\n---\n").Select(document => (document.Title, document.Content)).Single());
    }
}
