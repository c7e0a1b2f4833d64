using Oracle.Vaults.Reading;

namespace Oracle.Vaults.Walking;

/// <summary>What is to be read: a root, to which all names are relative, and a place within it where to start.</summary>
internal sealed record Scope
{
    private Scope(string root, string start, string prefix)
    {
        Root = root;
        RealRoot = RealPath.Of(root) ?? root;
        Start = start;
        Prefix = prefix;
    }

    public string Root { get; }

    /// <summary>The root with every symbolic link on the way resolved.</summary>
    public string RealRoot { get; }

    public string Start { get; }

    /// <summary>Relative path of the start, empty for the root itself.</summary>
    public string StartRelative => Relative(Start);

    public string Prefix { get; }

    public static Scope Of(string root, string path, string prefix)
    {
        if (prefix.Length > 0 && (prefix[^1] != '/' || FileName.Problem(prefix) is not null))
            throw new ArgumentException($"the prefix '{prefix}' must be empty or end in '/', without control characters", nameof(prefix));

        var top = Existing(root);
        if (!Directory.Exists(top))
            throw new DirectoryNotFoundException($"{root}: is not a folder");
        var start = Existing(path);
        if (!IsWithin(start, top))
            throw new ArgumentException($"{path}: is not within the root {root}", nameof(path));
        return new Scope(top, start, Nfc.Of(prefix));
    }

    /// <summary>The path as it is spelled on disk.</summary>
    /// <exception cref="FileNotFoundException">There is no such file or folder.</exception>
    public static string Existing(string path) =>
        DiskPath.Find(path) ?? throw new FileNotFoundException($"{path}: does not exist", path);

    public string Relative(string path) =>
        path == Root ? "" : Nfc.Of(Path.GetRelativePath(Root, path).Replace(Path.DirectorySeparatorChar, '/'));

    public string SourceFile(string relative) => Prefix + relative;

    public string PathOf(string sourceFile) => Path.Combine(Root, sourceFile[Prefix.Length..]);

    public bool Contains(string realPath) => IsWithin(realPath, RealRoot);

    private static bool IsWithin(string path, string folder) =>
        path.StartsWith(folder, StringComparison.Ordinal)
        && (path.Length == folder.Length || Path.EndsInDirectorySeparator(folder) || path[folder.Length] == Path.DirectorySeparatorChar);
}
