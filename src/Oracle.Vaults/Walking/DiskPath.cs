using Oracle.Vaults.Reading;

namespace Oracle.Vaults.Walking;

/// <summary>
/// Finds a path whose names may be spelled in another Unicode normal form on disk than in the question:
/// a shell on macOS hands over decomposed names, an editor or a table composed ones.
/// </summary>
internal static class DiskPath
{
    /// <returns>The full path as spelled on disk, or null if there is nothing.</returns>
    public static string? Find(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (Path.Exists(full) || new FileInfo(full).LinkTarget is not null)
            return full;
        var parent = Path.GetDirectoryName(full);
        return parent is not null && Find(parent) is { } folder ? Twin(folder, Path.GetFileName(full)) : null;
    }

    /// <summary>Whether a folder lists a file by this very name, whatever case or normal form its disk opens it by.</summary>
    public static bool IsListed(string path)
    {
        return Path.GetDirectoryName(path) is { } folder && Names(folder).Contains(Nfc.Of(Path.GetFileName(path)));
    }

    /// <summary>The names that a folder lists, in normal form C; none where it cannot be looked into.</summary>
    public static HashSet<string> Names(string folder)
    {
        try
        {
            return Find(folder) is not { } existing ? []
                : [.. Directory.EnumerateFileSystemEntries(existing).Select(entry => Path.GetFileName(entry)).Where(name => FileName.Problem(name) is null).Select(Nfc.Of)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static string? Twin(string folder, string name)
    {
        try
        {
            return Path.Exists(Path.Combine(folder, name))
                ? Path.Combine(folder, name)
                : Directory.EnumerateFileSystemEntries(folder)
                    .Where(entry => FileName.Problem(entry) is null)
                    .Order(StringComparer.Ordinal)
                    .FirstOrDefault(entry => Nfc.Of(Path.GetFileName(entry)) == Nfc.Of(name));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
