using Oracle.Vaults.Reading;

namespace Oracle.Vaults.Walking;

/// <summary>
/// Finds the Markdown files below a folder, lazily and in the ordinal order of their relative paths.
/// Links to files within the root are followed. Links to folders are not, unless it is asked for: what is within the root
/// is found at its own place, and what is outside is not the vault's.
/// </summary>
internal static class FolderWalk
{
    public static IEnumerable<Found> From(Scope scope, CancellationToken cancellationToken) =>
        Below(scope, scope.Start, cancellationToken);

    /// <summary>Whether a walk over the root passes a file over by its name or its place; it can be given by name all the same.</summary>
    public static bool Overlooks(string relative)
    {
        var names = relative.Split('/');
        return !FileName.IsMarkdown(names[^1]) || FileName.IsIgnoredFile(names[^1]) || names[..^1].Any(FileName.IsIgnoredFolder);
    }

    /// <param name="scope">The root.</param>
    /// <param name="start">A folder or file within the root, as spelled on disk.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    public static IEnumerable<Found> Below(Scope scope, string start, CancellationToken cancellationToken)
    {
        var relative = scope.Relative(start);
        if (FileName.Problem(relative) is { } problem)
            return [new Obstacle(start, relative, problem)];
        if (RealPath.Of(start) is not { } real)
            return [new Obstacle(start, relative, Link.Nowhere, IsLink: true)];
        if (!scope.Contains(real) && !scope.FollowsLinks)
            return [new Obstacle(start, relative, Link.Outwards(real), IsLink: true)];
        if (!Directory.Exists(start))
            return [new FoundFile(start, relative, real)];
        return scope.IsWithinInnerRoot(start) || (start != scope.Root && IgnoreRules.LeavesPath(scope, start, isFolder: true))
            ? []
            : new Walk(scope, cancellationToken).From(start, real);
    }

    private sealed class Walk(Scope scope, CancellationToken cancellationToken)
    {
        // Folders behind links, so that none is gone into twice or in a circle.
        private readonly HashSet<string> _followed = new(StringComparer.Ordinal);

        public IEnumerable<Found> From(string start, string real)
        {
            var rules = IgnoreRules.At(scope, start);
            return rules.Faults.Select(Found (fault) => new FoundFault(fault)).Concat(Folder(start, rules, real));
        }

        private IEnumerable<Found> Folder(string folder, IgnoreRules rules, string real)
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
                if (IsLeftOut(entry, rules))
                    continue;
                var (found, into) = Look(entry, ref previous);
                if (found is not null)
                    yield return found;
                if (entry.LinkTarget is not null && (into ?? (found as FoundFile)?.RealPath) is { } target)
                    yield return new FoundLink(new FollowedLink(entry.FullName, scope.Here(target), IsFolder: into is not null));
                if (into is null)
                    continue;
                var own = rules.Within(scope, entry.FullName);
                foreach (var fault in own?.Faults ?? [])
                    yield return new FoundFault(fault);
                foreach (var below in Folder(entry.FullName, own ?? rules, into))
                    yield return below;
            }

            bool IsLeftOut(FileSystemInfo entry, IgnoreRules rules) => FileName.Problem(entry.Name) is null
                && (entry is DirectoryInfo || FileName.IsMarkdown(entry.Name)) && rules.Leaves(scope.Relative(entry.FullName), entry is DirectoryInfo);

            (Found?, string?) Look(FileSystemInfo entry, ref string? previous)
            {
                if (entry is FileInfo && !FileName.IsMarkdown(entry.Name) && entry.LinkTarget is null)
                    return (null, null);
                if (FileName.Problem(entry.Name) is { } problem)
                    return (new Obstacle(entry.FullName, Path.GetRelativePath(scope.Root, entry.FullName), problem), null);

                var relative = scope.Relative(entry.FullName);
                var isTwin = previous == relative;
                previous = relative;
                if (isTwin)
                    return (new Obstacle(entry.FullName, relative, "its name differs from its neighbour's only in Unicode normalisation; rename one of them"), null);
                if (entry.LinkTarget is not null)
                    return AtLink(entry, relative);
                return entry is FileInfo ? (new FoundFile(entry.FullName, relative, entry.FullName), null)
                    : scope.IsInnerRoot(entry.FullName) ? (null, null)
                    : (null, Path.Combine(real, entry.Name));
            }
        }

        private (Found?, string?) AtLink(FileSystemInfo link, string relative)
        {
            var found = Link.Look(scope, link, relative);
            if (!scope.FollowsLinks || found is not Obstacle { IsLink: true } || RealPath.Of(link.FullName) is not { } target)
                return (found, null);
            if (!Directory.Exists(target))
                return (new FoundFile(link.FullName, relative, target), null);
            // What another root or another link has is found there.
            return Link.LeadsBack(link.FullName, target) || scope.OtherRoots.Concat(_followed).Any(other => Scope.IsWithin(target, other) || Scope.IsWithin(other, target)) || !_followed.Add(target)
                ? (found, null)
                : (null, target);
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
}
