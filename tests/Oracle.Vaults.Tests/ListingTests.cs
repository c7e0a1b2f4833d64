namespace Oracle.Vaults.Tests;

public sealed class ListingTests : IDisposable
{
    private readonly TempVault _vault = new();

    public void Dispose() => _vault.Dispose();

    [Fact]
    public void It_lists_what_a_reading_opens_the_unreadable_included()
    {
        _vault.Write("a.md", "text");
        _vault.Write("sub/broken.md", [0xFF]);
        _vault.Write("empty.md", "");
        _vault.Write(".git/a.md", "text");

        Assert.Equal(["work/a.md", "work/empty.md", "work/sub/broken.md"], _vault.List(prefix: "work/").Files.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_file_is_gone_only_if_it_lay_within_the_listed_path()
    {
        _vault.Write("sub/a.md", "text");
        var listing = _vault.List("sub", "work/");

        Assert.True(listing.IsGone("work/sub/b.md"));
        Assert.True(listing.IsGone("work/sub/deeper/b.md"));
        Assert.False(listing.IsGone("work/sub/a.md"));
        Assert.False(listing.IsGone("work/other.md"));
        Assert.False(listing.IsGone("work/sub-2/a.md"));
        Assert.False(listing.IsGone("sub/b.md"));
        Assert.True(_vault.List().IsGone("other.md"));
    }

    [Fact]
    public void A_file_that_was_given_directly_exists_though_no_walk_finds_it()
    {
        _vault.Write("LICENSE", "text");
        _vault.Write(".hidden/a.md", "text");

        Assert.False(_vault.List().IsGone("LICENSE"));
        Assert.False(_vault.List().IsGone(".hidden/a.md"));
    }

    [SkippableFact]
    public void A_decomposed_name_on_disk_is_not_gone_because_its_source_file_is_composed()
    {
        Skip.If(OperatingSystem.IsMacOS(), "the file system normalises by itself");
        _vault.Write("cafe\u0301.txt", "text");

        Assert.False(_vault.List().IsGone("caf\u00E9.txt"));
    }

    [Fact]
    public void Below_a_link_that_is_not_followed_nothing_is_gone()
    {
        Directory.CreateSymbolicLink(_vault["usb"], "/nowhere/usb");
        File.CreateSymbolicLink(_vault["a.md"], "/nowhere/a.md");
        var listing = _vault.List();

        Assert.False(listing.IsGone("usb/notes/a.md"));
        Assert.False(listing.IsGone("a.md"));
        Assert.True(listing.IsGone("usb-2/a.md"));
        Assert.Equal(2, listing.Links.Count);
        Assert.Empty(listing.Skipped);
    }

    [SkippableFact]
    public void Below_a_folder_without_permission_nothing_is_gone()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no file modes.");
        _vault.Write("closed/a.md", "text");
        TempVault.Close(_vault["closed"]);
        _vault.AsUserWithoutRights(() =>
        {
            var listing = _vault.List();

            Assert.False(listing.IsGone("closed/a.md"));
            Assert.False(listing.IsGone("closed/never-was.md"));
            Assert.Equal("no permission to read the folder", Assert.Single(listing.Skipped).Reason);
        });
    }

    [Fact]
    public void A_file_that_was_given_by_name_before_is_listed_with_its_root_while_it_is_there()
    {
        _vault.Write("LICENSE", "text");
        _vault.Write(".hidden/a.md", "text");
        _vault.Write("b.md", "text");
        var listing = Vault.List(new VaultRoot(_vault.Root), _vault.Root, ["LICENSE", ".hidden/a.md", "gone.txt", "b.md"]);

        Assert.Equal([(".hidden/a.md", true), ("LICENSE", true), ("b.md", false)], listing.Files.Values.OrderBy(file => file.SourceFile, StringComparer.Ordinal).Select(file => (file.SourceFile, file.IsGiven)));
        Assert.True(listing.IsGone("gone.txt", isGiven: true));
    }

    [Fact]
    public void A_name_that_differs_in_case_alone_is_another_one()
    {
        _vault.Write("Config.md", "text");
        _vault.Write("LICENSE", "text");

        Assert.True(_vault.List().IsGone("config.md"));
        Assert.True(_vault.List().IsGone("license"));
        Assert.True(_vault.List().IsGone("License", isGiven: true));
        _vault.Write("Reviews/a.md", "text");
        Assert.True(_vault.List().IsGone("reviews/a.md"));
        Assert.True(_vault.List().IsGone("Reviews/A.md"));
        Assert.False(_vault.List().IsGone("Reviews/a.md"));
    }

    [Fact]
    public void A_listing_that_begins_in_a_root_within_the_root_finds_nothing()
    {
        _vault.Write("inner/deep/b.md", "text");
        var root = new VaultRoot(_vault.Root) { InnerRoots = [_vault["inner"]] };

        Assert.Empty(Vault.List(root, _vault["inner"]).Files);
        Assert.Empty(Vault.List(root, _vault["inner/deep"]).Files);
    }

    [Theory]
    [InlineData(".git/config", true)]
    [InlineData("sub/.obsidian/plugins/x/README.md", true)]
    [InlineData("node_modules/x/README.md", true)]
    [InlineData(".oracleignore", false)]
    [InlineData("sub/a.md", false)]
    public void What_lies_in_a_folder_that_no_walk_goes_into_is_overlooked(string relative, bool isOverlooked) =>
        Assert.Equal(isOverlooked, Vault.IsOverlooked(_vault.Root, _vault[relative]));
}
