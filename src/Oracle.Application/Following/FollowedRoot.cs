using System.Collections.Immutable;
using Oracle.Application.Indexing;
using Oracle.Vaults;

namespace Oracle.Application.Following;

/// <summary>A scan to start.</summary>
/// <param name="Paths">Of what: the root, or folders in it. They need not be there any more.</param>
/// <param name="IsFull">Whether it is of the whole root because its time has come, and not because of an event.</param>
/// <param name="IsTold">Whether something is known to have happened: what it finds is no surprise then.</param>
/// <param name="Unsettled">Paths that are being written to right now.</param>
/// <param name="SeenEmpty">Files that were seen empty before.</param>
internal sealed record DueScan(
    ImmutableHashSet<string> Paths, bool IsFull, bool IsTold, ImmutableHashSet<string> Unsettled, ImmutableDictionary<string, FileStamp> SeenEmpty)
{
    /// <summary>Paths that are to be looked at again at their time.</summary>
    public ImmutableHashSet<string> Later { get; init; } = [];

    /// <summary>
    /// The innermost folder that holds all the paths, and those that wait. One listing of it sees a file that went from one folder to another
    /// in both, and counts what is missing in all of them together.
    /// </summary>
    public string Place => Vault.CommonFolder(Paths.Concat(Unsettled.Concat(Later).Select(path => Path.GetDirectoryName(path) ?? path)));

    /// <summary>Whether a file, or a folder above it, is being written to right now.</summary>
    public bool IsUnsettled(string path)
    {
        if (Unsettled.Count == 0)
            return false;
        for (var at = path; !string.IsNullOrEmpty(at); at = Path.GetDirectoryName(at))
        {
            if (Unsettled.Contains(at))
                return true;
        }

        return false;
    }
}

/// <summary>
/// What a root that is followed waits for. A path is looked at when nothing has happened to it for a moment, so that an editor that saves in
/// several steps makes one revision. One scan at a time; what happens meanwhile waits for the next.
/// </summary>
/// <param name="Path">Its folder.</param>
/// <param name="ListAt">When all of it is listed next, whatever was told.</param>
internal sealed record FollowedRoot(string Path, DateTimeOffset ListAt)
{
    /// <summary>So long nothing must happen to a path.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(400);

    // Nothing that is written to all the time keeps the rest from being looked at.
    private static readonly TimeSpan MostPatience = TimeSpan.FromSeconds(5);

    // Of more paths than this it is only known that there were more.
    private const int MostPaths = 4_096;

    /// <summary>Paths to which something happened, each with the last time.</summary>
    public ImmutableDictionary<string, DateTimeOffset> Touched { get; private init; } = ImmutableDictionary<string, DateTimeOffset>.Empty;

    /// <summary>Files to read again.</summary>
    public ImmutableDictionary<string, PostponedFile> Later { get; private init; } = ImmutableDictionary<string, PostponedFile>.Empty;

    /// <summary>Whether a scan runs.</summary>
    public bool IsScanning { get; private init; }

    /// <summary>When it was first and last told that anything may have happened; null: not since all of it was listed.</summary>
    public (DateTimeOffset First, DateTimeOffset Last)? Anything { get; private init; }

    /// <summary>Something happened to a path.</summary>
    public FollowedRoot Touch(string path, DateTimeOffset now) => path == Path || (Touched.Count >= MostPaths && !Touched.ContainsKey(path))
        ? TouchAll(now)
        : this with { Touched = Touched.SetItem(path, now) };

    /// <summary>Anything may have happened. All of it is listed after a moment of quiet, and not much later where there is none.</summary>
    public FollowedRoot TouchAll(DateTimeOffset now) => this with { Anything = (Anything?.First ?? now, now) };

    /// <summary>List all of it now.</summary>
    public FollowedRoot ListNow(DateTimeOffset now) => this with { ListAt = now };

    /// <summary>When there is something to do next; null: not before the running scan ends.</summary>
    public DateTimeOffset? DueAt => IsScanning ? null : Touched.Values.Select(last => last + Quiet).Concat(Later.Values.Select(file => file.At)).Append(ListAt).Append(AnythingAt).Min();

    private DateTimeOffset AnythingAt => Anything is not var (first, last) ? DateTimeOffset.MaxValue
        : last + Quiet < first + MostPatience ? last + Quiet : first + MostPatience;

    /// <summary>The scan that is due, and what is waited for while it runs.</summary>
    public (FollowedRoot Root, DueScan? Scan) Next(DateTimeOffset now)
    {
        if (IsScanning)
            return (this, null);
        // A clock that was set back makes nothing wait for ever.
        var settled = Touched.Where(touched => now - touched.Value >= Quiet || touched.Value > now).Select(touched => touched.Key).ToImmutableHashSet(StringComparer.Ordinal);
        var again = Later.Values.Where(file => file.At <= now).ToList();
        var isFull = ListAt <= now;
        var isAnything = AnythingAt <= now || Anything?.Last > now;
        if (settled.Count == 0 && again.Count == 0 && !isFull && !isAnything)
            return (this, null);
        var paths = isFull || isAnything ? [Path] : settled.Concat(again.Select(file => file.Path)).Select(FolderOf).ToImmutableHashSet(StringComparer.Ordinal);
        var scan = new DueScan(
            paths, isFull, Touched.Count > 0 || Later.Count > 0 || Anything is not null, [.. Touched.Keys.Except(settled)],
            again.Where(file => file.Empty is not null).ToImmutableDictionary(file => file.Path, file => file.Empty!.Value, StringComparer.Ordinal)) { Later = [.. Later.Keys] };
        return (this with
        {
            Touched = Touched.RemoveRange(settled), Later = Later.RemoveRange(again.Select(file => file.Path)), IsScanning = true,
            Anything = isAnything ? null : Anything, ListAt = isFull ? DateTimeOffset.MaxValue : ListAt,
        }, scan);
    }

    /// <summary>A scan has ended.</summary>
    /// <param name="later">What it left for later.</param>
    /// <param name="listAt">When all of the root is listed next, unless that was wished for earlier meanwhile; null: as was planned.</param>
    public FollowedRoot Ended(IEnumerable<PostponedFile> later, DateTimeOffset? listAt) => this with
    {
        IsScanning = false,
        ListAt = listAt < ListAt ? listAt.Value : ListAt,
        // What was touched since is looked at because of that.
        Later = Later.SetItems(later.Where(file => !Touched.ContainsKey(file.Path)).Select(file => KeyValuePair.Create(file.Path, file))),
    };

    private string FolderOf(string path) => path == Path ? Path : System.IO.Path.GetDirectoryName(path) ?? Path;
}
