namespace Oracle.Vaults.Walking;

/// <summary>Resolves every symbolic link of a path; .NET itself resolves only the last one.</summary>
internal static class RealPath
{
    // Linux gives up after 40 links too (path_resolution(7)).
    private const int MaxLinks = 40;

    /// <returns>The path without links, or null if it leads nowhere, in a circle, or where one may not look.</returns>
    public static string? Of(string path)
    {
        try
        {
            return Resolve(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string? Resolve(string path)
    {
        var full = Path.GetFullPath(path);
        var current = Path.GetPathRoot(full)!;
        var ahead = new Stack<string>(Names(full[current.Length..]));
        var links = 0;
        while (ahead.TryPop(out var name))
        {
            if (name == "..")
            {
                current = Path.GetDirectoryName(current) ?? current;
                continue;
            }

            var next = Path.Combine(current, name);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                current = next;
                continue;
            }

            if (++links > MaxLinks)
                return null;
            if (Path.IsPathRooted(target))
                current = Path.GetPathRoot(target)!;
            foreach (var step in Names(target))
                ahead.Push(step);
        }

        return Path.Exists(current) ? current : null;
    }

    private static IEnumerable<string> Names(string path) =>
        path.Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Where(name => name != ".").Reverse();
}
