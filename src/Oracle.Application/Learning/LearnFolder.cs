using Oracle.Documents;
using Oracle.Vaults;

namespace Oracle.Application.Learning;

/// <summary>Where notes are written to.</summary>
/// <param name="Folder">The folder that the settings name, absolute; null: none.</param>
/// <param name="Own">The folder that is taken where there is no other: <c>notes</c> in the data directory.</param>
public sealed record LearnFolders(string? Folder, string Own);

/// <summary>Decides where learned notes are written to, and in which roots they keep their ids.</summary>
internal static class LearnFolder
{
    /// <summary>The folder that the settings name, else the first root that its user gave, else Oracle's own. Never the sample vault.</summary>
    public static string Of(LearnFolders folders, IReadOnlyList<Root> roots) => folders.Folder ?? FirstGiven(folders, roots)?.Path ?? folders.Own;

    /// <summary>
    /// Whether ids of learned notes in this root have no prefix. Which root that is must not change when others are added: it holds for the
    /// folder of the settings, for Oracle's own, and for the first root.
    /// </summary>
    public static bool KeepsIds(LearnFolders folders, Root root, IReadOnlyList<Root> roots) =>
        Is(root, folders.Folder) || Is(root, folders.Own) || root.Name == FirstGiven(folders, roots)?.Name;

    private static Root? FirstGiven(LearnFolders folders, IReadOnlyList<Root> roots) =>
        roots.Where(root => !Is(root, folders.Own) && !Is(root, folders.Folder) && !root.IsOfGivenFiles && !IsSample(root.Path)).MinBy(root => root.Number);

    // By either way to it: a root is one folder, whatever links lead there.
    private static bool Is(Root root, string? folder) =>
        folder is not null && (root.Path == folder || (root.RealPath is { } real && real == Vault.RealPathOf(folder)));

    // As it lies in a checkout of Oracle.
    private static bool IsSample(string path) =>
        path.EndsWith("/samples/vault", StringComparison.Ordinal) && File.Exists(Path.Combine(path, "..", "..", "Oracle.sln"));
}
