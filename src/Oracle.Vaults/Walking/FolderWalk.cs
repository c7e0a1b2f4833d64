using Oracle.Vaults.Reading;

namespace Oracle.Vaults.Walking;

/// <summary>
/// Finds the Markdown files below a folder, lazily and in the ordinal order of their relative paths.
/// Links to files within the root are followed. Links to folders are not: what is within the root
/// is found at its own place, and what is outside is not the vault's.
/// </summary>
internal static class FolderWalk
{
    public static IEnumerable<Found> From(Scope scope, CancellationToken cancellationToken) =>
        Below(scope, scope.Start, cancellationToken);

    /// <param name="scope">The root.</param>
    /// <param name="start">A folder or file within the root, as spelled on disk.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    public static IEnumerable<Found> Below(Scope scope, string start, CancellationToken cancellationToken)
    {
        var relative = scope.Relative(start);
        if (FileName.Problem(relative) is { } problem)
            return [new Obstacle(start, relative, problem)];
        if (RealPath.Of(start) is not { } real)
            return [new Obstacle(start, relative, Link.Nowhere)];
        if (!scope.Contains(real))
            return [new Obstacle(start, relative, Link.Outwards(real))];
        return Directory.Exists(start) ? Folder(scope, start, cancellationToken) : [new FoundFile(start, relative, real)];
    }

    private static IEnumerable<Found> Folder(Scope scope, string folder, CancellationToken cancellationToken)
    {
        List<FileSystemInfo> entries;
        string? failure = null;
        try
        {
            entries = [.. new DirectoryInfo(folder).EnumerateFileSystemInfos()
                .Where(entry => !IsIgnored(entry))
                .OrderBy(SortKey, StringComparer.Ordinal).ThenBy(entry => entry.Name, StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            failure = e is UnauthorizedAccessException ? "no permission to read the folder" : e.Message;
            entries = [];
        }

        if (failure is not null)
            yield return new Obstacle(folder, scope.Relative(folder), failure);

        string? previous = null;
        foreach (var entry in entries)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Look(scope, entry, ref previous) is { } found)
                yield return found;
            else if (entry is DirectoryInfo && entry.LinkTarget is null)
            {
                foreach (var below in Folder(scope, entry.FullName, cancellationToken))
                    yield return below;
            }
        }
    }

    private static bool IsIgnored(FileSystemInfo entry) => entry is DirectoryInfo
        ? FileName.IsIgnoredFolder(entry.Name)
        : FileName.IsIgnoredFile(entry.Name);

    // With its '/' a folder sorts among the files as its files' relative paths do.
    private static string SortKey(FileSystemInfo entry)
    {
        var name = FileName.Problem(entry.Name) is null ? Nfc.Of(entry.Name) : entry.Name;
        return entry is DirectoryInfo ? name + '/' : name;
    }

    private static Found? Look(Scope scope, FileSystemInfo entry, ref string? previous)
    {
        if (entry is FileInfo && entry.LinkTarget is null && !FileName.IsMarkdown(entry.Name))
            return null;
        if (FileName.Problem(entry.Name) is { } problem)
            return new Obstacle(entry.FullName, Path.GetRelativePath(scope.Root, entry.FullName), problem);

        var relative = scope.Relative(entry.FullName);
        var twin = previous == relative;
        previous = relative;
        if (twin)
            return new Obstacle(entry.FullName, relative, "its name differs from its neighbour's only in Unicode normalisation; rename one of them");
        if (entry.LinkTarget is not null)
            return Link.Look(scope, entry, relative);
        return entry is FileInfo ? new FoundFile(entry.FullName, relative, entry.FullName) : null;
    }
}
