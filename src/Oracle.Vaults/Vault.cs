using Oracle.Vaults.OracleV2;
using Oracle.Vaults.Reading;
using Oracle.Vaults.Walking;

namespace Oracle.Vaults;

/// <summary>Folders of Markdown: which root a path has, which files there are, and what they say.</summary>
public static class Vault
{
    /// <summary>Larger files are skipped, in bytes: 8 MiB, the limit of one document.</summary>
    public const int MaxFileBytes = 8 << 20;

    /// <summary>Who created a document that comes from a vault; the word is Oracle V2's.</summary>
    public const string CreatedBy = "indexer";

    /// <summary>
    /// The root a path has by itself, spelled as on disk: the folder above <c>ψ</c> for anything within one (so that
    /// Oracle V2's ids come out the same however deep the path points), else the folder itself or that of the file.
    /// </summary>
    /// <exception cref="FileNotFoundException">The path does not exist; the message names it.</exception>
    public static string RootOf(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var existing = Scope.Existing(path);
        return Layout.FolderAbovePsi(existing)
            ?? (Directory.Exists(existing) ? existing : Path.GetDirectoryName(existing)!);
    }

    /// <summary>The path with every symbolic link on the way resolved: by it two roots are told to be one. Null where it leads nowhere.</summary>
    public static string? RealPathOf(string path) => RealPath.Of(path);

    /// <summary>Whether a path is a folder or lies in it.</summary>
    public static bool IsWithin(string path, string folder)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return Scope.IsWithin(path, folder);
    }

    /// <summary>The innermost folder that holds all of these paths, or is one of them.</summary>
    /// <param name="paths">At least one, all absolute.</param>
    public static string CommonFolder(IEnumerable<string> paths) => paths.Aggregate(static (one, other) =>
    {
        while (!Scope.IsWithin(other, one))
            one = Path.GetDirectoryName(one) ?? one;
        return one;
    });

    /// <summary>What a folder is on its disk, in one word: by it is told that another lies at its path than before. Null where there is none.</summary>
    public static string? IdentityOf(string folder) => FileStamp.IdentityOf(folder);

    /// <summary>
    /// Lists which files exist, without opening one. Ids depend only on the root and the files, not on where the listing starts.
    /// </summary>
    /// <param name="root">The root.</param>
    /// <param name="path">The root's folder, or a folder or file within it. A file is listed whatever its extension.</param>
    /// <param name="given">Source files that were given by name before, which a walk may pass over; those that are still there are listed as well.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    /// <exception cref="FileNotFoundException">The path or the root does not exist; the message names it.</exception>
    /// <exception cref="DirectoryNotFoundException">The root is not a folder.</exception>
    /// <exception cref="ArgumentException">The path is not within the root, or the prefix does not end in '/'.</exception>
    public static VaultListing List(VaultRoot root, string path, IEnumerable<string>? given = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(root);
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new VaultListing(Scope.Of(root, path), given ?? [], cancellationToken);
    }

    /// <summary>Whether a text is a pattern in the form of <c>.gitignore</c>; one that is none would leave nothing out.</summary>
    public static bool IsIgnorePattern(string pattern)
    {
        ArgumentException.ThrowIfNullOrEmpty(pattern);
        return IgnorePattern.Read(pattern) is not null;
    }

    /// <summary>Whether a walk over the root passes over a file or folder: for its name or place, or because it is left out.</summary>
    /// <param name="root">The root.</param>
    /// <param name="path">In it; it need not be there.</param>
    public static bool IsPassedOver(VaultRoot root, string path)
    {
        ArgumentNullException.ThrowIfNull(root);
        ArgumentNullException.ThrowIfNull(path);
        if (DiskPath.Find(path) is not { } spelled)
            return false;
        var scope = Scope.Of(root, spelled);
        var (relative, isFolder) = (scope.StartRelative, Directory.Exists(scope.Start));
        return relative.Length > 0
            && (FolderWalk.Overlooks(isFolder ? $"{relative}/a.md" : relative) || scope.IsWithinInnerRoot(scope.Start) || IgnoreRules.LeavesPath(scope, scope.Start, isFolder));
    }

    /// <summary>Whether a walk passes over a path for a folder that it lies in, such as <c>.git</c>.</summary>
    /// <param name="root">The root's folder.</param>
    /// <param name="path">A path in it.</param>
    public static bool IsOverlooked(string root, string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Path.GetRelativePath(root, path).Split(Path.DirectorySeparatorChar)[..^1].Any(FileName.IsIgnoredFolder);
    }

    /// <summary>Whether a path lies in Oracle V2's memory, where the ids of a file depend on which others there are.</summary>
    /// <param name="root">The root's folder.</param>
    /// <param name="path">A path in it.</param>
    public static bool IsOfMemory(string root, string path) => Layout.KindOf(Path.GetRelativePath(root, path).Replace(Path.DirectorySeparatorChar, '/')) is not null;

    /// <summary>The same of a path relative to its root, with <c>/</c>.</summary>
    /// <param name="relative">The path.</param>
    public static bool IsOfMemory(string relative) => Layout.KindOf(relative) is not null;

    /// <summary>The title in the header that a text of Oracle V2's memory begins with, or null.</summary>
    public static string? TitleOf(string text) => Header.Of(text) is { End: > 0 } header ? header.Title : null;

    /// <summary>What reads the files that were listed.</summary>
    /// <param name="root">The root.</param>
    /// <exception cref="FileNotFoundException">The root does not exist; the message names it.</exception>
    /// <exception cref="DirectoryNotFoundException">The root is not a folder.</exception>
    public static VaultReader Reader(VaultRoot root)
    {
        ArgumentNullException.ThrowIfNull(root);
        return new VaultReader(Scope.Of(root, root.Path));
    }

    /// <summary>
    /// A whole file, as text, and its path; null where it is not there, cannot be read, or a link leads out of the root that is not followed.
    /// </summary>
    /// <param name="root">The root.</param>
    /// <param name="sourceFile">The file, as its documents carry it.</param>
    public static (string Text, string Path)? WholeText(VaultRoot root, string sourceFile)
    {
        ArgumentNullException.ThrowIfNull(root);
        ArgumentException.ThrowIfNullOrEmpty(sourceFile);
        try
        {
            var scope = Scope.Of(root, root.Path);
            return DiskPath.Find(scope.PathOf(sourceFile)) is { } path && RealPath.Of(path) is { } real && (scope.FollowsLinks || scope.Contains(real))
                ? (TextFile.Read(real).Text, path)
                : null;
        }
        catch (Exception e) when (e is SkipFileException or UnsettledException or FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
