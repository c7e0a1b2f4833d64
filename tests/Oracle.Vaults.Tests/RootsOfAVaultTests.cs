namespace Oracle.Vaults.Tests;

/// <summary>Roots that meet: within each other, of the same name, reached by two ways.</summary>
public sealed class RootsOfAVaultTests : IDisposable
{
    private readonly TempVault _vault = new();

    public void Dispose() => _vault.Dispose();

    [Fact]
    public void A_root_within_another_is_not_looked_into_by_the_outer_one()
    {
        _vault.Write("a.md", "text");
        _vault.Write("inner/b.md", "text");
        _vault.Write("inner-2/c.md", "text");

        Assert.Equal(["a.md", "inner-2/c.md"], Listed(new VaultRoot(_vault.Root) { InnerRoots = [_vault["inner"]] }));
    }

    [Fact]
    public void Nor_where_it_is_reached_by_a_link()
    {
        _vault.Write("a.md", "text");
        _vault.Write("inner/b.md", "text");
        var link = _vault.Root + "-link";
        Directory.CreateSymbolicLink(link, _vault.Root);

        Assert.Equal(["a.md"], Listed(new VaultRoot(link) { InnerRoots = [_vault["inner"]] }));
        Assert.Equal(["a.md"], Listed(new VaultRoot(_vault.Root) { InnerRoots = [Path.Combine(link, "inner")] }));
    }

    [Fact]
    public void A_folder_of_the_first_root_that_is_called_like_another_root_has_ids_of_its_own()
    {
        _vault.Write("notes/b.md", "text\n## S\nmore");
        _vault.Write("other/c.md", "text");
        var root = new VaultRoot(_vault.Root) { OtherNames = ["notes", ""] };
        var documents = TempVault.Read(root).OfType<VaultFile>().SelectMany(file => file.Documents).ToList();

        Assert.Equal(["./notes/b.md", "./notes/b.md#s", "other/c.md"], documents.Select(document => document.Id));
        Assert.Equal(["./notes/b.md", "./notes/b.md", "other/c.md"], documents.Select(document => document.SourceFile));
        var listing = Vault.List(root, _vault.Root);
        Assert.True(listing.IsGone("./notes/gone.md"));
        Assert.False(listing.IsGone("./notes/b.md"));
    }

    [Fact]
    public void The_same_folder_by_another_way_is_within_the_root()
    {
        _vault.Write("sub/a.md", "text");
        var link = _vault.Root + "-link";
        Directory.CreateSymbolicLink(link, _vault.Root);

        Assert.Equal(["sub/a.md"], Vault.List(new VaultRoot(_vault.Root), Path.Combine(link, "sub")).Files.Keys);
    }

    [Fact]
    public void Links_are_followed_where_it_is_asked_for_each_folder_once()
    {
        var outside = Directory.CreateDirectory(Path.Combine(_vault.Root, "..", "outside")).FullName;
        File.WriteAllText(Path.Combine(outside, "far.md"), "text");
        Directory.CreateSymbolicLink(Path.Combine(outside, "back"), _vault.Root);
        Directory.CreateSymbolicLink(Path.Combine(outside, "circle"), outside);
        _vault.Write("near.md", "text");
        Directory.CreateSymbolicLink(_vault["link"], outside);
        Directory.CreateSymbolicLink(_vault["second"], outside);
        File.CreateSymbolicLink(_vault["single.md"], Path.Combine(outside, "far.md"));

        Assert.Equal(["link/far.md", "near.md", "single.md"], Listed(new VaultRoot(_vault.Root) { FollowsLinks = true }));
        Assert.Equal(["near.md"], Listed(new VaultRoot(_vault.Root)));
    }

    private static List<string> Listed(VaultRoot root) => [.. Vault.List(root, root.Path).Files.Keys.Order(StringComparer.Ordinal)];
}
