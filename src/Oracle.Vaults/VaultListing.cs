using Oracle.Vaults.OracleV2;
using Oracle.Vaults.Reading;
using Oracle.Vaults.Walking;

namespace Oracle.Vaults;

/// <summary>
/// Which files exist, without opening one: the ground on which it is decided what is to be read, and which documents are of vanished files.
/// </summary>
public sealed class VaultListing : IListing
{
    private readonly Scope _scope;
    private readonly Dictionary<string, ListedFile> _files = new(StringComparer.Ordinal);
    private readonly List<SkippedFile> _skipped = [];
    private readonly List<SkippedFile> _links = [];
    private readonly List<IgnoreFault> _faults = [];
    private readonly List<FollowedLink> _followed = [];
    private readonly List<string> _blind = [];

    internal VaultListing(Scope scope, IEnumerable<string> given, CancellationToken cancellationToken)
    {
        _scope = scope;
        Device = FileStamp.DeviceOf(scope.Root);
        var memory = new Memory(scope);
        foreach (var found in FolderWalk.From(scope, cancellationToken))
            Add(found, memory);
        // A folder's names are read once, however many of its files were given.
        foreach (var folder in given.Where(file => Covers(file) && !_files.ContainsKey(scope.SourceFile(scope.RelativeOf(file)))).GroupBy(file => Path.GetDirectoryName(scope.PathOf(file))!, StringComparer.Ordinal).ToList())
        {
            var names = DiskPath.Names(folder.Key);
            foreach (var path in folder.Select(scope.PathOf).Where(path => names.Contains(Nfc.Of(Path.GetFileName(path)))).Select(DiskPath.Find).OfType<string>().Where(path => !Directory.Exists(path)))
            {
                foreach (var found in FolderWalk.Below(scope, path, cancellationToken))
                    Add(found, memory, isGiven: true);
            }
        }
    }

    /// <inheritdoc />
    public IReadOnlyDictionary<string, ListedFile> Files => _files;

    /// <summary>Files and folders into which the listing could not look.</summary>
    public IReadOnlyList<SkippedFile> Skipped => _skipped;

    /// <summary>Links that are not followed.</summary>
    public IReadOnlyList<SkippedFile> Links => _links;

    /// <summary>Links that are followed.</summary>
    public IReadOnlyList<FollowedLink> FollowedLinks => _followed;

    /// <summary>Rules of what is left out that cannot be read: they leave nothing out.</summary>
    public IReadOnlyList<IgnoreFault> Faults => _faults;

    /// <summary>The device on which the root lies; null where it went away meanwhile.</summary>
    public ulong? Device { get; }

    /// <summary>Whether all of the root was looked at, and not only a part of it.</summary>
    public bool IsOfWholeRoot => _scope.Start == _scope.Root;

    /// <inheritdoc />
    public bool Covers(string sourceFile)
    {
        ArgumentNullException.ThrowIfNull(sourceFile);
        return IsWithin(sourceFile, _scope.SourceFile(_scope.StartRelative));
    }

    /// <inheritdoc />
    public string? Blinded(string sourceFile) => _blind.Find(place => IsWithin(sourceFile, place)) is { } place
        ? _skipped.Concat(_links).First(skipped => _scope.SourceFile(_scope.Relative(skipped.Path)) == place).Reason
        : null;

    /// <inheritdoc />
    /// <remarks>The listing is the truth, not whether a path opens: a disk that knows no case opens <c>Config.md</c> as <c>config.md</c>.</remarks>
    public bool IsGone(string sourceFile, bool isGiven = false)
    {
        ArgumentNullException.ThrowIfNull(sourceFile);
        // A file of a folder that is called otherwise since another root came or went is listed under its other name.
        if (!IsNamedSo(sourceFile))
            return IsOfWholeRoot;
        if (_files.ContainsKey(sourceFile) || !Covers(sourceFile) || _blind.Exists(place => IsWithin(sourceFile, place)))
            return false;

        // A file that was once given directly may have any extension, and a walk lists only Markdown.
        return !(isGiven || FolderWalk.Overlooks(_scope.RelativeOf(sourceFile))) || !DiskPath.IsListed(_scope.PathOf(sourceFile));
    }

    /// <inheritdoc />
    public string PathOf(string sourceFile) => _scope.PathOf(sourceFile);

    private void Add(Found found, Memory memory, bool isGiven = false)
    {
        if (found is FoundFile file)
        {
            if ((file.Stamp ?? FileStamp.Of(file.RealPath)) is { } stamp)
            {
                var sourceFile = _scope.SourceFile(file.Relative);
                isGiven |= file.Path == _scope.Start && (FolderWalk.Overlooks(file.Relative) || IgnoreRules.LeavesPath(_scope, file.Path, isFolder: false));
                _files.TryAdd(sourceFile, new ListedFile(file.Path, file.RealPath, file.Relative, sourceFile, stamp, VaultReader.Rule(file.Relative, memory), isGiven));
            }
            else if (DiskPath.IsListed(file.Path))
            {
                Add(new Obstacle(file.Path, file.Relative, "is no regular file, or may not be looked at"), memory);
            }

            return;
        }

        if (found is FoundFault { Fault: var fault })
        {
            _faults.Add(fault);
            return;
        }

        if (found is FoundLink { Link: var link })
        {
            _followed.Add(link);
            return;
        }

        var obstacle = (Obstacle)found;
        (obstacle.IsLink ? _links : _skipped).Add(new SkippedFile(found.Path, obstacle.Reason));
        _blind.Add(_scope.SourceFile(found.Relative));
    }

    private bool IsNamedSo(string sourceFile) => !sourceFile.StartsWith(_scope.Prefix, StringComparison.Ordinal) || _scope.SourceFile(_scope.RelativeOf(sourceFile)) == sourceFile;

    private static bool IsWithin(string sourceFile, string place) =>
        sourceFile.StartsWith(place, StringComparison.Ordinal)
        && (place.Length == 0 || place.EndsWith('/') || sourceFile.Length == place.Length || sourceFile[place.Length] == '/');
}
