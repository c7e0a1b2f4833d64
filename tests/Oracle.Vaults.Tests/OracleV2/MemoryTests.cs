namespace Oracle.Vaults.Tests.OracleV2;

/// <summary>Expected values follow from Oracle V2's source; see the remarks of <see cref="Oracle.Vaults.OracleV2.Memory"/>.</summary>
public sealed class MemoryTests
{
    private const string Long = "This body is long enough to be kept: it has over fifty characters.";

    [Fact]
    public void Resonance_splits_at_third_level_headings_and_each_bullet_is_a_document_of_its_own()
    {
        var documents = TempVault.Of("ψ/memory/resonance/oracle.md", """
            # Oracle

            Intro

            ### 1. Nothing is deleted
            - Append only
            * History stays
              - nested, no bullet

            Text.

            ### Heading alone
            ### 2. Mirror
            Reality.
            """);

        Assert.Equal(
            [
                ("resonance_ψ/memory/resonance/oracle_0", "# Oracle: Intro"),
                ("resonance_ψ/memory/resonance/oracle_1", "1. Nothing is deleted: - Append only\n* History stays\n  - nested, no bullet\n\nText."),
                ("resonance_ψ/memory/resonance/oracle_1_sub_0", "Append only"),
                ("resonance_ψ/memory/resonance/oracle_1_sub_1", "History stays"),
                ("resonance_ψ/memory/resonance/oracle_3", "2. Mirror: Reality."),
            ],
            documents.Select(document => (document.Id, document.Content)));
        Assert.All(documents, document => Assert.Equal(("principle", "ψ/memory/resonance/oracle.md"), (document.Type, document.SourceFile)));
    }

    [Fact]
    public void Learnings_split_at_second_level_headings_and_carry_the_title()
    {
        var documents = TempVault.Of("ψ/memory/learnings/2026-01-17_permissions.md", """
            ---
            title: Check permissions: first
            tags: [Git, "safety", ops]
            project: github.com/Soul-Brews-Studio/Oracle
            ---
            # Heading

            ## Problem
            It failed.

            ### Detail
            More.

            ## Later
            """);

        Assert.Equal(
            [
                ("learning_ψ/memory/learnings/2026-01-17_permissions_0",
                    "Check permissions: first - # Heading"),
                ("learning_ψ/memory/learnings/2026-01-17_permissions_1",
                    "Check permissions: first - Problem: It failed.\n\n### Detail\nMore."),
            ],
            documents.Select(document => (document.Id, document.Content)));
        Assert.All(documents, document => Assert.Equal(("learning", "github.com/soul-brews-studio/oracle"), (document.Type, document.Project)));
        Assert.Equal(["git", "safety", "ops"], documents[1].Concepts);
    }

    [Fact]
    public void A_learning_without_a_title_has_its_path_for_one() =>
        Assert.Equal("ψ/memory/learnings/a - S: text", Assert.Single(TempVault.Of("ψ/memory/learnings/a.md", "## S\ntext")).Content);

    [Fact]
    public void A_learning_without_headings_is_its_first_section() =>
        Assert.Equal("learning_ψ/memory/learnings/a_0", Assert.Single(TempVault.Of("ψ/memory/learnings/a.md", "# Title\n\ntext")).Id);

    [Theory]
    [InlineData("One line, no more.\n")]
    [InlineData("## Only\n## Headings\n")]
    public void A_learning_whose_sections_have_no_body_is_one_document_without_a_number(string text)
    {
        var document = Assert.Single(TempVault.Of("ψ/memory/learnings/a.md", text));

        Assert.Equal(("learning_ψ/memory/learnings/a", text), (document.Id, document.Content));
    }

    [Fact]
    public void Retrospectives_count_their_short_sections_and_leave_them_out()
    {
        var documents = TempVault.Of("ψ/memory/retrospectives/2026-01/17/16.43_demo.md",
            $"# Session\n\n{Long}\n\n## Short\ntoo little\n\n## AI Diary\n{Long}\n\n## Exactly\n{new string('x', 50)}\n\n## Under\n{new string('x', 49)}\n");

        Assert.Equal(
            [
                ("retro_16.43_demo_0", $"# Session: {Long}"),
                ("retro_16.43_demo_2", $"AI Diary: {Long}"),
                ("retro_16.43_demo_3", $"Exactly: {new string('x', 50)}"),
            ],
            documents.Select(document => (document.Id, document.Content)));
        Assert.All(documents, document => Assert.Equal("retro", document.Type));
    }

    [Fact]
    public void Short_sections_that_are_left_out_of_a_retrospective_are_told_by_their_names()
    {
        using var vault = new TempVault();
        vault.Write("ψ/memory/retrospectives/a.md", $"# Session\n\n## Diary\n{Long}\n\n## Short\ntoo little\n\n## Nothing\n\n## Under\n{new string('x', 49)}\n");

        var warning = Assert.Single(Assert.IsType<VaultFile>(Assert.Single(vault.Read())).Warnings);
        Assert.Equal((VaultWarningKind.TooShort, "a section of a retrospective with less than 50 characters is no document, as in Oracle V2: 'Short', 'Under'"), (warning.Kind, warning.Text));
    }

    [Theory]
    [InlineData("retrospectives/a.md", "## Short\ntext", "retro_a_0", "## Short\ntext")]
    [InlineData("retrospectives/a.md", "---\ntags: [git]\n---\nQuick one.", "retro_a_0", "Quick one.")]
    [InlineData("resonance/a.md", "Be kind.", "resonance_ψ/memory/resonance/a_0", "Be kind.")]
    [InlineData("resonance/a.md", "### Only a name", "resonance_ψ/memory/resonance/a_0", "### Only a name")]
    [InlineData("learnings/a.md", "Mask first.\n\n## Why", "learning_ψ/memory/learnings/a", "Mask first.\n\n## Why")]
    public void A_file_that_would_be_in_no_document_is_one(string file, string text, string id, string content)
    {
        var document = Assert.Single(TempVault.Of($"ψ/memory/{file}", text));

        Assert.Equal((id, content), (document.Id, document.Content));
    }

    [Theory]
    [InlineData("learnings/a.md", "Mask first.\n\n## Why\nOthers read it.", "learning_ψ/memory/learnings/a_0", "ψ/memory/learnings/a - Mask first.")]
    [InlineData("resonance/a.md", "Be kind.\n\n### Why\nIt helps.", "resonance_ψ/memory/resonance/a_0", "Be kind.")]
    public void A_first_section_of_one_line_is_a_document(string file, string text, string id, string content)
    {
        var documents = TempVault.Of($"ψ/memory/{file}", text);

        Assert.Equal(2, documents.Count);
        Assert.Equal((id, content), (documents[0].Id, documents[0].Content));
    }

    [Theory]
    [InlineData("learnings/a.md", "# Masks\n\n## Why\nOthers read it.")]
    [InlineData("resonance/a.md", "## Kindness\n\n### Why\nIt helps.")]
    public void A_title_alone_before_the_first_section_is_none(string file, string text) => Assert.Single(TempVault.Of($"ψ/memory/{file}", text));

    [Fact]
    public void A_heading_within_code_counts_as_it_does_there() =>
        Assert.Equal(
            ["learning_ψ/memory/learnings/a_0", "learning_ψ/memory/learnings/a_1"],
            TempVault.Of("ψ/memory/learnings/a.md", "a\n```\n## code\n```\n").Select(document => document.Id));

    [Fact]
    public void Blank_sections_have_no_number()
    {
        // "##" takes the line ends after it, so the heading of the first section is "real".
        var documents = TempVault.Of("ψ/memory/learnings/a.md", "## \n\n## \n## real\nbody");

        Assert.Equal(["learning_ψ/memory/learnings/a_0"], documents.Select(document => document.Id));
    }

    [Fact]
    public void Concepts_are_known_words_found_anywhere_then_the_tags()
    {
        var document = Assert.Single(TempVault.Of("ψ/memory/learnings/a.md", "## Digital mirrors\nTRUST\n\ntags: none"));

        // "Digital" holds "git".
        Assert.Equal(["trust", "mirror", "git"], document.Concepts);
    }

    [Theory]
    [InlineData("tags: [One, two]")]
    [InlineData("tags: One, two")]
    [InlineData("tags: ['One', \"two\"] # comment")]
    [InlineData("tags:\n  - One\n  - two")]
    [InlineData("source: rrr: a: b\ntags: one,, two,one")]
    public void Tags_are_read_from_lines_that_need_not_be_yaml(string line) =>
        Assert.Equal(["one", "two"], TempVault.Of("ψ/memory/learnings/a.md", $"---\n{line}\n---\n## S\nx")[^1].Concepts);

    [Theory]
    [InlineData("project: 'github.com/A/b'", "github.com/a/b")]
    [InlineData("source: rrr: Owner/Repo", "github.com/owner/repo")]
    [InlineData("source: rrr: Owner/Repo\nproject: other", "other")]
    [InlineData("source: a book/chapter", null)]
    [InlineData("project:\ntags: x", null)]
    public void The_project_is_that_of_the_header(string line, string? project) =>
        Assert.Equal(project, TempVault.Of("ψ/memory/learnings/a.md", $"---\n{line}\n---\n## S\nx")[^1].Project);

    [Theory]
    [InlineData("github.com/Org/Repo/ψ/memory/learnings/a.md", "learning_github.com/Org/Repo/ψ/memory/learnings/a_0", "github.com/org/repo")]
    [InlineData("gitlab.com/Org/Repo/ψ/memory/resonance/sub/a.md", "resonance_gitlab.com/Org/Repo/ψ/memory/resonance/sub/a_0", "gitlab.com/org/repo")]
    [InlineData("bitbucket.org/o/r/ψ/memory/retrospectives/2026/a.md", "retro_a_0", "bitbucket.org/o/r")]
    [InlineData("ψ/memory/learnings/github.com/Org/Repo/a.md", "learning_ψ/memory/learnings/github.com/Org/Repo/a_0", "github.com/org/repo")]
    [InlineData("ψ/memory/learnings/sub/a.md", "learning_ψ/memory/learnings/sub/a_0", null)]
    public void The_place_of_a_file_gives_its_id_and_project(string relative, string id, string? project)
    {
        var document = Assert.Single(TempVault.Of(relative, $"### Heading\n{Long}"));

        Assert.Equal((id, project), (document.Id, document.Project));
    }

    [Fact]
    public void A_vault_that_is_a_checkout_below_its_host_belongs_to_that_project()
    {
        using var vault = new TempVault();
        vault.Write("Code/github.com/Org/Repo/ψ/memory/learnings/a.md", "## S\nx");
        var root = vault["Code/github.com/Org/Repo"];

        var document = Assert.Single(TempVault.Read(new VaultRoot(root)).OfType<VaultFile>().SelectMany(file => file.Documents));
        Assert.Equal(("learning_ψ/memory/learnings/a_0", "github.com/org/repo"), (document.Id, document.Project));
    }

    [Theory]
    [InlineData("ψ/memory/logs/a.md")]
    [InlineData("ψ/inbox/a.md")]
    [InlineData("sub/ψ/memory/learnings/a.md")]
    [InlineData("example.org/o/r/ψ/memory/learnings/a.md")]
    [InlineData("ψ/memory/learnings/a.markdown")]
    [InlineData("ψ/memory/learnings.md")]
    public void Markdown_beside_that_layout_is_read_as_any_other(string relative) =>
        Assert.Equal([$"{relative}#s"], TempVault.Of(relative, "## S\ntext").Select(document => document.Id));
}
