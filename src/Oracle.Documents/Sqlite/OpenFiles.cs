namespace Oracle.Documents.Sqlite;

/// <summary>
/// Whether the files that SQLite has open still stand under their names. One that was deleted, moved or replaced goes on
/// taking writes, and they are gone when the process ends. Seen through <c>/proc</c>; where there is none, nothing is known.
/// </summary>
internal sealed class OpenFiles
{
    private const string Descriptors = "/proc/self/fd";

    private readonly IReadOnlyList<(string Descriptor, string Path)> _files;

    private OpenFiles(IReadOnlyList<(string, string)> files) => _files = files;

    /// <summary>The descriptors of a database that is open, its write-ahead log's too.</summary>
    // SQLite's own are looked for: a further one must not be opened, for closing it would drop SQLite's locks
    // (https://www.sqlite.org/howtocorrupt.html, section 2.2).
    public static OpenFiles Of(string databasePath)
    {
        if (!Directory.Exists(Descriptors))
            return new OpenFiles([]);
        var path = Real(Path.GetFullPath(databasePath));
        string[] names = [path, path + "-wal", path + "-shm"];
        return new OpenFiles([.. Directory.EnumerateFiles(Descriptors)
            .Select(descriptor => (descriptor, Target(descriptor)))
            .Where(file => names.Contains(file.Item2, StringComparer.Ordinal))]);
    }

    /// <summary>The file that is not in its place any more, or null.</summary>
    public string? Missing() => _files.FirstOrDefault(file => Target(file.Descriptor) != file.Path).Path;

    private static string Target(string link)
    {
        try
        {
            return new FileInfo(link).LinkTarget ?? "";
        }
        catch (IOException)
        {
            return "";
        }
    }

    // The kernel's names know no links.
    private static string Real(string path)
    {
        var real = "/";
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            real = Path.Combine(real, part);
            if (new FileInfo(real).ResolveLinkTarget(returnFinalTarget: true) is { } target)
                real = Real(target.FullName);
        }

        return real;
    }
}
