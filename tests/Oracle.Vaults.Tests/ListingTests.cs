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

        Assert.Equal(["work/a.md", "work/empty.md", "work/sub/broken.md"], _vault.List(prefix: "work/").SourceFiles.Order(StringComparer.Ordinal));
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
        Assert.Equal(2, listing.Skipped.Count);
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
}
