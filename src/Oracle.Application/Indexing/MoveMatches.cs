using Oracle.Documents;
using Oracle.Vaults;

namespace Oracle.Application.Indexing;

/// <summary>
/// Which missing file a new one was before: one of the same content, best of all the same on its disk, else one of the same name. Each is
/// taken once. An empty file is like any other empty file, so it has not moved.
/// </summary>
internal sealed class MoveMatches(IReadOnlyList<FileRecord> gone)
{
    // SHA-256 of nothing (FIPS 180-4).
    private const string Nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private readonly Lock _sync = new();
    private readonly Dictionary<string, List<FileRecord>> _byHash = gone.Where(file => file.Hash.Length > 0 && file.Hash != Nothing)
        .GroupBy(file => file.Hash, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.ToList(), StringComparer.Ordinal);
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    /// <summary>The source file that a new file had before, or null.</summary>
    public string? Take(FileRecord file)
    {
        lock (_sync)
        {
            if (!_byHash.TryGetValue(file.Hash, out var alike) || alike.Count == 0)
                return null;
            var from = alike.Find(other => Inode(other.Stamp) == Inode(file.Stamp)) ?? alike.Find(other => Name(other) == Name(file)) ?? alike[0];
            alike.Remove(from);
            _taken.Add(from.SourceFile);
            return from.SourceFile;
        }
    }

    /// <summary>
    /// The file that one was before which cannot be read: the same on its disk, and either of the same size and time or not readable before
    /// either. Null: there is none.
    /// </summary>
    public FileRecord? TakeUnread(FileStamp stamp)
    {
        var (inode, unchanging) = (Inode(stamp.ToString()), Unchanging(stamp.ToString()));
        lock (_sync)
        {
            if (gone.FirstOrDefault(file => !_taken.Contains(file.SourceFile) && (file.Unreadable is null ? Unchanging(file.Stamp) == unchanging : Inode(file.Stamp) == inode)) is not { } from)
                return null;
            _taken.Add(from.SourceFile);
            return from;
        }
    }

    /// <summary>Those that nothing was before.</summary>
    public IReadOnlyList<FileRecord> Left()
    {
        lock (_sync)
            return [.. gone.Where(file => !_taken.Contains(file.SourceFile))];
    }

    // The first two parts of a stamp are size and time of writing, the last two number and device. A move leaves these as they were.
    private static string Unchanging(string stamp) => string.Join(':', stamp.Split(':').Take(2).Append(Inode(stamp)));

    private static string Inode(string stamp) => string.Join(':', stamp.Split(':').TakeLast(2));

    private static string Name(FileRecord file) => Path.GetFileName(file.SourceFile);
}
