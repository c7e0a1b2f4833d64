using System.Diagnostics;

namespace Oracle.Vaults.Tests.Walking;

public sealed class IgnoreTests : IDisposable
{
    private readonly TempVault _vault = new();

    public void Dispose() => _vault.Dispose();

    [Theory]
    [InlineData("Templates/", "Templates/a.md,sub/Templates/a.md,a.md,Templates.md", "a.md,Templates.md")]
    [InlineData("/Templates/", "Templates/a.md,sub/Templates/a.md", "sub/Templates/a.md")]
    [InlineData("*.excalidraw.md", "a.excalidraw.md,sub/b.excalidraw.md,a.md", "a.md")]
    [InlineData("drafts/**", "drafts/a.md,drafts/sub/b.md,sub/drafts/a.md,a.md", "a.md,sub/drafts/a.md")]
    [InlineData("**/private/*.md", "private/a.md,x/private/b.md,x/private/y/c.md", "x/private/y/c.md")]
    [InlineData("*.md\n!keep.md", "a.md,keep.md,sub/b.md,sub/keep.md", "keep.md,sub/keep.md")]
    [InlineData("# a comment\n\n\\#odd.md", "#odd.md,a.md", "a.md")]
    [InlineData("a?c.md\n[xy].md", "abc.md,ac.md,x.md,z.md", "ac.md,z.md")]
    [InlineData("คำถาม/", "คำถาม/a.md,a.md", "a.md")]
    [InlineData("**", "a.md,sub/b.md,sub/deep/c.md", "")]
    public void What_a_file_of_git_s_form_names_is_left_out(string rules, string files, string left)
    {
        Write(files);
        _vault.Write(".oracleignore", rules);

        Assert.Equal(left.Split(',', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal), Listed());
    }

    [Fact]
    public void A_deeper_file_counts_more_and_only_below_its_folder()
    {
        Write("a.tmp.md,sub/a.tmp.md,sub/keep.tmp.md,sub/deep/keep.tmp.md,other/keep.tmp.md,sub/only.md,only.md,sub/deep/only.md");
        _vault.Write(".oracleignore", "*.tmp.md");
        _vault.Write("sub/.oracleignore", "!keep.tmp.md\n/only.md");

        Assert.Equal(["only.md", "sub/deep/keep.tmp.md", "sub/deep/only.md", "sub/keep.tmp.md"], Listed());
    }

    [Theory]
    [InlineData("[x] done")]
    [InlineData("a^b")]
    [InlineData("back\\slash")]
    [InlineData("star*and?")]
    [InlineData("!bang (2)")]
    [InlineData("{curly} $1 +.")]
    [InlineData("#tag")]
    public void The_rules_of_a_folder_hold_whatever_it_is_called(string folder)
    {
        Write($"{folder}/a.md,{folder}/b.md,{folder}/drafts/c.md,{folder}/sub/drafts/keep.md,drafts/d.md,a.md");
        _vault.Write($"{folder}/.oracleignore", "/a.md\ndrafts/*\n!keep.md");

        Assert.Equal(new[] { $"{folder}/b.md", $"{folder}/sub/drafts/keep.md", "a.md", "drafts/d.md" }.Order(StringComparer.Ordinal), Listed());
        Assert.Equal([$"{folder}/b.md", $"{folder}/sub/drafts/keep.md"], Vault.List(new VaultRoot(_vault.Root), Path.Combine(_vault.Root, folder)).Files.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Patterns_of_the_user_count_as_well()
    {
        Write("a.md,Templates/b.md,x.draft.md");

        Assert.Equal(["a.md"], Listed(new VaultRoot(_vault.Root) { Excluded = ["Templates/", "*.draft.md"] }));
    }

    [Fact]
    public void What_Obsidian_leaves_out_is_left_out()
    {
        Write("a.md,Templates/b.md,Templates2/c.md,old/2019.md,old/notes.md");
        _vault.Write(".obsidian/app.json", """{"userIgnoreFilters": ["Templates/", "/old\\/\\d+/", "/[/", 7, ""]}""");

        Assert.Equal(["Templates2/c.md", "a.md", "old/notes.md"], Listed());
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"userIgnoreFilters": "x"}""")]
    public void Broken_settings_of_Obsidian_leave_nothing_out(string settings)
    {
        Write("a.md");
        _vault.Write(".obsidian/app.json", settings);

        Assert.Equal(["a.md"], Listed());
    }

    [Theory]
    [InlineData("[WIP")]
    [InlineData("[]")]
    [InlineData("[z-a]")]
    [InlineData("[[[")]
    [InlineData("![WIP")]
    [InlineData("drafts/[WIP")]
    public void A_rule_that_is_none_is_told_with_its_line_and_the_others_count(string pattern)
    {
        Write("a.md,b.md,sub/c.md,sub/d.md");
        _vault.Write(".oracleignore", $"# drafts\n{pattern}\nb.md");
        _vault.Write("sub/.oracleignore", $"c.md\n{pattern}");
        var listing = _vault.List();

        Assert.Equal(["a.md", "sub/d.md"], listing.Files.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(
            [(Path.Combine(_vault.Root, ".oracleignore"), 2), (Path.Combine(_vault.Root, "sub/.oracleignore"), 2)], listing.Faults.Select(fault => (fault.Path, fault.Line!.Value)));
        Assert.All(listing.Faults, fault => Assert.Equal($"'{pattern}' is no pattern and is left out", fault.Text));
        Assert.Equal(2, _vault.List("sub").Faults.Count);
        Assert.False(Vault.IsIgnorePattern(pattern));
    }

    [Fact]
    public void A_pattern_of_the_user_or_a_filter_of_Obsidian_that_is_none_is_told_and_leaves_nothing_out()
    {
        Write("a.md,b.md");
        _vault.Write(".obsidian/app.json", """{"userIgnoreFilters": ["/[/", "[WIP", "b.md"]}""");
        var listing = Vault.List(new VaultRoot(_vault.Root) { Excluded = ["[z-a]"] }, _vault.Root);

        Assert.Equal(["a.md"], listing.Files.Keys);
        Assert.Equal([("userIgnoreFilters", "/[/"), ("--exclude", "[z-a]")], listing.Faults.Select(fault => (fault.Key!, fault.Pattern)));
    }

    [Fact]
    public void A_walk_that_begins_below_knows_the_rules_above()
    {
        Write("sub/deep/a.md,sub/deep/b.md,Templates/c.md");
        _vault.Write(".oracleignore", "b.md\nTemplates/");

        Assert.Equal(["sub/deep/a.md"], _vault.List("sub/deep").Files.Keys);
        Assert.Empty(_vault.List("Templates").Files);
    }

    [Fact]
    public void A_file_that_is_left_out_now_is_gone_and_one_given_by_name_is_not()
    {
        Write("a.md,b.md");
        _vault.Write(".oracleignore", "*.md");

        Assert.True(_vault.List().IsGone("a.md"));
        Assert.True(_vault.List("b.md").Files["b.md"].IsGiven);
    }

    [SkippableFact]
    public void The_form_is_read_as_git_reads_it()
    {
        string[] rules =
        [
            "build/", "/top.md", "docs/*.md", "**/cache/**", "a/**/z.md", "*.log.md", "!important.log.md", "trailing.md   ", "\\!bang.md", "sp ace.md", "[a-c]x.md", "foo/*",
            "!foo/keep.md", "deep/**", "n?.md",
        ];
        Write("build/a.md,sub/build/a.md,build.md,top.md,sub/top.md,docs/a.md,docs/sub/a.md,cache/a.md,x/cache/y/a.md,a/z.md,a/b/z.md,a/b/c/z.md,b/z.md,x.log.md,important.log.md," +
            "sub/important.log.md,trailing.md,!bang.md,sp ace.md,ax.md,dx.md,foo/a.md,foo/keep.md,foo/sub/a.md,deep/a/b.md,deep.md,n1.md,n12.md");
        _vault.Write(".oracleignore", string.Join('\n', rules));
        _vault.Write(".gitignore", string.Join('\n', rules));
        Skip.If(Git("init -q") is null, "git is not installed");

        var kept = Git("-c core.quotePath=false ls-files --others --exclude-standard")!.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(path => path.Trim('"')).Where(path => path.EndsWith(".md", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        Assert.Equal(kept, Listed());
    }

    private void Write(string files)
    {
        foreach (var file in files.Split(','))
            _vault.Write(file, "text");
    }

    private List<string> Listed(VaultRoot? root = null) => [.. Vault.List(root ?? new VaultRoot(_vault.Root), _vault.Root).Files.Keys.Order(StringComparer.Ordinal)];

    private string? Git(string arguments)
    {
        try
        {
            using var git = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = _vault.Root, RedirectStandardOutput = true, UseShellExecute = false })!;
            var output = git.StandardOutput.ReadToEnd();
            git.WaitForExit();
            return git.ExitCode == 0 ? output : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
