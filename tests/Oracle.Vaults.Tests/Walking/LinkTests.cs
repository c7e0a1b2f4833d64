namespace Oracle.Vaults.Tests.Walking;

public sealed class LinkTests : IDisposable
{
    private readonly TempVault _vault = new();

    public void Dispose() => _vault.Dispose();

    [Fact]
    public void A_link_out_of_the_folder_is_listed_and_not_followed()
    {
        var outside = Directory.CreateDirectory(Path.Combine(_vault.Root, "..", "outside")).FullName;
        File.WriteAllText(Path.Combine(outside, "secret.md"), "secret");
        File.CreateSymbolicLink(_vault["file.md"], Path.Combine(outside, "secret.md"));
        Directory.CreateSymbolicLink(_vault["folder"], outside);
        Directory.CreateSymbolicLink(_vault["relative"], "../outside");

        Assert.Empty(_vault.Documents());
        Assert.Equal(
            $"is a link out of the folder, to {outside}, and is not followed; index that path by itself, or follow links, if it belongs here",
            _vault.ReasonFor("folder"));
        Assert.Contains(outside, _vault.ReasonFor("relative"), StringComparison.Ordinal);
        Assert.Contains("secret.md", _vault.ReasonFor("file.md"), StringComparison.Ordinal);
        Assert.Empty(_vault.Documents("folder"));
        Assert.Empty(_vault.Documents("folder/secret.md"));
    }

    [Fact]
    public void A_way_out_through_two_links_is_no_way_out()
    {
        var outside = Directory.CreateDirectory(Path.Combine(_vault.Root, "..", "outside")).FullName;
        File.WriteAllText(Path.Combine(outside, "secret.md"), "secret");
        Directory.CreateSymbolicLink(_vault["hop"], outside);
        File.CreateSymbolicLink(_vault["file.md"], "hop/secret.md");

        Assert.Empty(_vault.Documents());
    }

    [Theory]
    [InlineData("loop", ".", "is a link back to ")]
    [InlineData("sub/loop", "..", "is a link back to ")]
    [InlineData("loop", "loop", "is a link that leads nowhere or in a circle")]
    [InlineData("loop.md", "loop.md", "is a link that leads nowhere or in a circle")]
    [InlineData("loop.md", "gone.md", "is a link that leads nowhere or in a circle")]
    public void A_loop_is_listed_and_ends(string link, string target, string reason)
    {
        _vault.Write("sub/a.md", "text");
        File.CreateSymbolicLink(_vault[link], target);

        Assert.Equal(["sub/a.md"], _vault.Ids());
        Assert.StartsWith(reason, _vault.ReasonFor(link), StringComparison.Ordinal);
    }

    [Fact]
    public void Folders_that_link_to_each_other_are_each_read_once()
    {
        _vault.Write("one/a.md", "text");
        _vault.Write("two/b.md", "text");
        Directory.CreateSymbolicLink(_vault["one/two"], "../two");
        Directory.CreateSymbolicLink(_vault["two/one"], "../one");

        Assert.Equal(["one/a.md", "two/b.md"], _vault.Read().Select(item => Assert.IsType<VaultFile>(item).SourceFile));
    }

    [Fact]
    public void A_link_to_a_file_of_the_vault_is_followed_as_Oracle_V2_does()
    {
        _vault.Write("ψ/memory/learnings/a.md", "## S\ntext");
        File.CreateSymbolicLink(_vault["ψ/memory/learnings/b.md"], "a.md");

        Assert.Equal(["learning_ψ/memory/learnings/a_0", "learning_ψ/memory/learnings/b_0"], _vault.Ids());
    }

    [Fact]
    public void A_link_that_is_no_markdown_is_passed_over_in_silence()
    {
        File.CreateSymbolicLink(_vault["data.csv"], "/nowhere.csv");
        File.CreateSymbolicLink(_vault[".#a.md"], "user@host.1234");

        Assert.Empty(_vault.Read());
    }

    [Fact]
    public void A_root_that_is_itself_a_link_is_read()
    {
        _vault.Write("a.md", "text");
        _vault.Write("sub/b.md", "text");
        var link = _vault.Root + "-link";
        Directory.CreateSymbolicLink(link, _vault.Root);

        Assert.Equal(["a.md", "sub/b.md"], TempVault.Read(new VaultRoot(link)).OfType<VaultFile>().Select(file => file.SourceFile));
    }
}
