using Oracle.Vaults.Walking;

namespace Oracle.Vaults;

/// <summary>
/// Which source files exist, without reading them: the ground on which documents of vanished files may be deleted.
/// </summary>
public sealed class VaultListing
{
    private readonly Scope _scope;
    private readonly HashSet<string> _files = new(StringComparer.Ordinal);
    private readonly List<SkippedFile> _skipped = [];
    private readonly List<string> _blind = [];

    internal VaultListing(Scope scope, CancellationToken cancellationToken)
    {
        _scope = scope;
        foreach (var found in FolderWalk.From(scope, cancellationToken))
            Add(found);
    }

    /// <summary>Source files that a reading of the same path would open.</summary>
    public IReadOnlySet<string> SourceFiles => _files;

    /// <summary>Folders and links into which the listing could not or would not look.</summary>
    public IReadOnlyList<SkippedFile> Skipped => _skipped;

    /// <summary>
    /// True only if the file lies within the listed path and is known not to exist any more.
    /// False in doubt: outside the listed path, or anywhere below a folder or link that was not looked into.
    /// </summary>
    /// <param name="sourceFile">As in <see cref="VaultDocument.SourceFile"/>.</param>
    public bool IsGone(string sourceFile)
    {
        ArgumentNullException.ThrowIfNull(sourceFile);
        if (_files.Contains(sourceFile) || !IsWithin(sourceFile, _scope.SourceFile(_scope.StartRelative)))
            return false;
        if (_blind.Exists(place => IsWithin(sourceFile, place)))
            return false;

        // A file that was once given directly may have any extension, and a walk lists only Markdown.
        return DiskPath.Find(_scope.PathOf(sourceFile)) is null;
    }

    private void Add(Found found)
    {
        if (found is FoundFile file)
        {
            _files.Add(_scope.SourceFile(file.Relative));
            return;
        }

        _skipped.Add(new SkippedFile(found.Path, ((Obstacle)found).Reason));
        _blind.Add(_scope.SourceFile(found.Relative));
    }

    private static bool IsWithin(string sourceFile, string place) =>
        sourceFile.StartsWith(place, StringComparison.Ordinal)
        && (place.Length == 0 || place.EndsWith('/') || sourceFile.Length == place.Length || sourceFile[place.Length] == '/');
}
