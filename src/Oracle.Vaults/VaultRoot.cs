namespace Oracle.Vaults;

/// <summary>A folder and how it is read.</summary>
/// <param name="Path">The folder to which ids and source files are relative.</param>
/// <param name="Prefix">Put before every id and source file: empty for the first root, <c>name/</c> for later ones.</param>
public sealed record VaultRoot(string Path, string Prefix = "")
{
    /// <summary>What is left out, in the form of <c>.gitignore</c>, relative to the folder. The folder's own <c>.oracleignore</c> counts as well.</summary>
    public IReadOnlyList<string> Excluded { get; init; } = [];

    /// <summary>Whether links to folders outside are followed.</summary>
    public bool FollowsLinks { get; init; }

    /// <summary>Folders within it that are roots of their own: they are not looked into.</summary>
    public IReadOnlyList<string> InnerRoots { get; init; } = [];

    /// <summary>Where other roots lie, with their symbolic links resolved: no link that is followed leads into one.</summary>
    public IReadOnlyList<string> OtherRoots { get; init; } = [];

    /// <summary>
    /// The names of the other roots. A folder of the first root that is called like one gets <c>./</c> before it, so that no document of
    /// one is taken for the other's, whichever was there first.
    /// </summary>
    public IReadOnlyList<string> OtherNames { get; init; } = [];

    /// <summary>Whether notes that <c>learn</c> wrote have their ids without the prefix: in the root that it writes to.</summary>
    public bool KeepsLearnedIds { get; init; }
}
