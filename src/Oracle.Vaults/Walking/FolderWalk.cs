using System.IO.Enumeration;
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
            return rules.Faults.Select(Found (fault) => new FoundFault(fault)).Concat(Folder(start, scope.Relative(start), rules, real));
        }

        private IEnumerable<Found> Folder(string folder, string folderRelative, IgnoreRules rules, string real)
        {
            List<Entry> entries;
            string? failure = null;
            try
            {
                entries = [.. Entry.In(folder)
                    .Where(entry => !(entry.IsFolder ? FileName.IsIgnoredFolder(entry.Name) : FileName.IsIgnoredFile(entry.Name)))
                    .OrderBy(entry => entry.SortKey, StringComparer.Ordinal).ThenBy(entry => entry.Name, StringComparer.Ordinal)];
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                failure = e is UnauthorizedAccessException ? "no permission to read the folder" : e.Message;
                entries = [];
            }

            if (failure is not null)
                yield return new Obstacle(folder, folderRelative, failure);

            string? previous = null;
            foreach (var entry in entries)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var path = Path.Combine(folder, entry.Name);
                var relative = folderRelative.Length == 0 ? entry.Normal : $"{folderRelative}/{entry.Normal}";
                if (entry.Problem is null && (entry.IsFolder || FileName.IsMarkdown(entry.Name)) && rules.Leaves(relative, entry.IsFolder))
                    continue;
                // Of files the system is asked once: a folder may have very many.
                var (isLink, stamp) = entry.IsFolder ? (new DirectoryInfo(path).LinkTarget is not null, null) : FileStamp.OfEntry(path);
                var (found, into) = Look(entry, path, relative, isLink, stamp, previous == relative);
                previous = relative;
                if (found is not null)
                    yield return found;
                if (isLink && (into ?? (found as FoundFile)?.RealPath) is { } target)
                    yield return new FoundLink(new FollowedLink(path, scope.Here(target), IsFolder: into is not null));
                if (into is null)
                    continue;
                var own = rules.Within(scope, path);
                foreach (var fault in own?.Faults ?? [])
                    yield return new FoundFault(fault);
                foreach (var below in Folder(path, relative, own ?? rules, into))
                    yield return below;
            }

            (Found?, string?) Look(Entry entry, string path, string relative, bool isLink, FileStamp? stamp, bool isTwin)
            {
                if (!entry.IsFolder && !FileName.IsMarkdown(entry.Name) && !isLink)
                    return (null, null);
                if (entry.Problem is { } problem)
                    return (new Obstacle(path, Path.GetRelativePath(scope.Root, path), problem), null);
                if (isTwin)
                    return (new Obstacle(path, relative, "its name differs from its neighbour's only in Unicode normalisation; rename one of them"), null);
                if (isLink)
                    return AtLink(path, relative);
                return !entry.IsFolder ? (new FoundFile(path, relative, path, stamp), null)
                    : scope.IsInnerRoot(path) ? (null, null)
                    : (null, Path.Combine(real, entry.Name));
            }
        }

        private (Found?, string?) AtLink(string link, string relative)
        {
            var found = Link.Look(scope, link, relative);
            if (!scope.FollowsLinks || found is not Obstacle { IsLink: true } || RealPath.Of(link) is not { } target)
                return (found, null);
            if (!Directory.Exists(target))
                return (new FoundFile(link, relative, target), null);
            // What another root or another link has is found there.
            return Link.LeadsBack(link, target) || scope.OtherRoots.Concat(_followed).Any(other => Scope.IsWithin(target, other) || Scope.IsWithin(other, target)) || !_followed.Add(target)
                ? (found, null)
                : (null, target);
        }
    }

    /// <summary>What a folder lists.</summary>
    /// <param name="Name">As it is spelled on disk.</param>
    /// <param name="Normal">The same in NFC, where it can be.</param>
    /// <param name="IsFolder">A folder, or a link to one.</param>
    /// <param name="Problem">Why it can be no part of an id, or null.</param>
    private sealed record Entry(string Name, string Normal, bool IsFolder, string? Problem)
    {
        /// <summary>With its '/' a folder sorts among the files as its files' relative paths do.</summary>
        public string SortKey { get; } = IsFolder ? Normal + '/' : Normal;

        // The runtime's own entries ask the system for each of them once more.
        public static IEnumerable<Entry> In(string folder) => new FileSystemEnumerable<Entry>(folder, static (ref FileSystemEntry entry) => Of(entry.FileName.ToString(), entry.IsDirectory), Options);

        private static readonly EnumerationOptions Options = new() { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false, MatchType = MatchType.Simple };

        private static Entry Of(string name, bool isFolder)
        {
            var problem = FileName.Problem(name);
            return new Entry(name, problem is null ? Nfc.Of(name) : name, isFolder, problem);
        }
    }
}
