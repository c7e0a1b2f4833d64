namespace Oracle.Vaults.Tests;

public sealed class RootTests : IDisposable
{
    private readonly TempVault _vault = new();

    public void Dispose() => _vault.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("ψ")]
    [InlineData("ψ/memory")]
    [InlineData("ψ/memory/learnings")]
    [InlineData("ψ/memory/learnings/a.md")]
    [InlineData("ψ/inbox/")]
    public void Within_psi_the_root_is_the_folder_above_it(string path)
    {
        _vault.Write("ψ/memory/learnings/a.md", "## S\ntext");
        _vault.Write("ψ/inbox/b.md", "text");

        Assert.Equal(_vault.Root, Vault.RootOf(_vault[path]));
    }

    [Fact]
    public void Elsewhere_it_is_the_folder_itself_or_that_of_the_file()
    {
        _vault.Write("notes/a.md", "text");

        Assert.Equal(_vault["notes"], Vault.RootOf(_vault["notes/"]));
        Assert.Equal(_vault["notes"], Vault.RootOf(_vault["notes/a.md"]));
    }
}
