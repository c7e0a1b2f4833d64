using Oracle.Vaults.Reading;

namespace Oracle.Vaults.Walking;

/// <summary>What is to be looked at: a root, to which all names are relative, and a place within it where to start.</summary>
internal sealed record Scope
{
    // Before a folder of the first root that is called like another root.
    private const string InThisRoot = "./";

    private readonly HashSet<string> _innerRoots;
    private readonly HashSet<string> _otherNames;

    private Scope(VaultRoot root, string top, string start)
    {
        Root = top;
        RealRoot = RealPath.Of(top) ?? top;
        Start = start;
        Prefix = Nfc.Of(root.Prefix);
        FollowsLinks = root.FollowsLinks;
        Excluded = root.Excluded;
        OtherRoots = root.OtherRoots;
        KeepsLearned = root.KeepsLearnedIds;
        _innerRoots = [.. root.InnerRoots, .. root.InnerRoots.Select(RealPath.Of).OfType<string>()];
        _otherNames = [.. root.OtherNames.Where(name => name.Length > 0)];
    }

    public string Root { get; }

    /// <summary>The root with every symbolic link on the way resolved.</summary>
    public string RealRoot { get; }

    public string Start { get; }

    /// <summary>Relative path of the start, empty for the root itself.</summary>
    public string StartRelative => Relative(Start);

    public string Prefix { get; }

    public bool FollowsLinks { get; }

    public IReadOnlyList<string> Excluded { get; }

    public IReadOnlyList<string> OtherRoots { get; }

    /// <summary>Whether notes that were learned have ids without the prefix.</summary>
    public bool KeepsLearned { get; }

    public static Scope Of(VaultRoot root, string path)
    {
        if (root.Prefix.Length > 0 && (root.Prefix[^1] != '/' || FileName.Problem(root.Prefix) is not null))
            throw new ArgumentException($"the prefix '{root.Prefix}' must be empty or end in '/', without control characters", nameof(root));

        var top = Existing(root.Path);
        if (!Directory.Exists(top))
            throw new DirectoryNotFoundException($"{root.Path}: is not a folder");
        var start = Existing(path);
        if (IsWithin(start, top))
            return new Scope(root, top, start);
        // The same folder by another way.
        return RealPath.Of(start) is { } real && RealPath.Of(top) is { } realTop && IsWithin(real, realTop)
            ? new Scope(root, top, real == realTop ? top : Path.Combine(top, Path.GetRelativePath(realTop, real)))
            : throw new ArgumentException($"{path}: is not within the root {root.Path}", nameof(path));
    }

    /// <summary>The path as it is spelled on disk.</summary>
    /// <exception cref="FileNotFoundException">There is no such file or folder.</exception>
    public static string Existing(string path) =>
        DiskPath.Find(path) ?? throw new FileNotFoundException($"{path}: does not exist", path);

    public string Relative(string path) =>
        path == Root ? "" : Nfc.Of(Path.GetRelativePath(Root, path).Replace(Path.DirectorySeparatorChar, '/'));

    public string SourceFile(string relative) => Named(relative);

    /// <summary>The id of a document, from one that knows no root. Those of Oracle V2's layout begin with no folder.</summary>
    public string Id(string id) => Named(id);

    public string RelativeOf(string sourceFile) =>
        Prefix.Length == 0 && sourceFile.StartsWith(InThisRoot, StringComparison.Ordinal) ? sourceFile[InThisRoot.Length..] : sourceFile[Prefix.Length..];

    public string PathOf(string sourceFile) => Path.Combine(Root, RelativeOf(sourceFile));

    public bool Contains(string realPath) => IsWithin(realPath, RealRoot);

    /// <summary>A real path, by the way of the root where it lies in it.</summary>
    public string Here(string realPath) => Contains(realPath) ? Path.Join(Root, realPath[RealRoot.Length..]) : realPath;

    /// <summary>Whether a folder is a root of its own.</summary>
    public bool IsInnerRoot(string folder) =>
        _innerRoots.Count > 0 && (_innerRoots.Contains(folder) || _innerRoots.Contains(Path.Combine(RealRoot, Path.GetRelativePath(Root, folder))));

    /// <summary>Whether a path lies in a root of its own.</summary>
    public bool IsWithinInnerRoot(string path)
    {
        if (_innerRoots.Count == 0)
            return false;
        for (var at = path; at is not null && at.Length > Root.Length; at = Path.GetDirectoryName(at))
        {
            if (IsInnerRoot(at))
                return true;
        }

        return false;
    }

    private string Named(string relative) => Prefix.Length == 0 && _otherNames.Count > 0 && _otherNames.Contains(relative.Split('/', 2)[0])
        ? InThisRoot + relative
        : Prefix + relative;

    public static bool IsWithin(string path, string folder) =>
        path.StartsWith(folder, StringComparison.Ordinal)
        && (path.Length == folder.Length || Path.EndsInDirectorySeparator(folder) || path[folder.Length] == Path.DirectorySeparatorChar);
}
