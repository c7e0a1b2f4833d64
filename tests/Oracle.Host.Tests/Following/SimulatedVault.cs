using System.Security.Cryptography;
using System.Text;
using Oracle.Application.Following;
using Oracle.Application.Indexing;
using Oracle.Documents;
using Oracle.Vaults;

namespace Oracle.Host.Tests.Following;

/// <summary>What a simulated vault decides by. The product's own functions, unless a fault is put in.</summary>
internal sealed record Deciders
{
    public Func<IReadOnlyList<FileRecord>, IListing, Func<string, bool>, DateTimeOffset, ScanPlan> Plan { get; init; } = ScanPlan.Of;

    public Func<string, FileToRead, VaultItem, ScanWishes, MoveMatches, DateTimeOffset, ReadAction> Act { get; init; } = ReadAction.Of;

    public Func<RootState, Missed, bool, DateTimeOffset, (RootState, bool)> Guard { get; init; } = DeletionGuard.Decide;

    public Func<FollowedRoot, DateTimeOffset, (FollowedRoot, DueScan?)> Next { get; init; } = (root, now) => root.Next(now);

    public Func<FollowedRoot, IEnumerable<PostponedFile>, DateTimeOffset?, FollowedRoot> Ended { get; init; } = (root, later, listAt) => root.Ended(later, listAt);
}

/// <summary>
/// A root on a disk that is simulated, followed by the product's decisions at a simulated time. What is stored is a dictionary. Checks at each step
/// what must hold at each step; <see cref="AfterQuiet"/> checks what holds in the end.
/// </summary>
internal sealed class SimulatedVault(Deciders deciders, bool isEventLossy)
{
    private const string Root = "/v";
    private static readonly TimeSpan ListEvery = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan QuietMinute = TimeSpan.FromMinutes(1);

    private readonly SortedDictionary<string, DiskFile> _disk = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FileRecord> _records = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _documents = new(StringComparer.Ordinal);
    private DateTimeOffset _now = new(2026, 11, 30, 0, 0, 0, TimeSpan.Zero);
    private FollowedRoot _followed = new(Root, new DateTimeOffset(2026, 11, 30, 0, 0, 0, TimeSpan.Zero));
    private RootState _state = RootState.New;
    private ulong _inodes = 100;
    private ulong _device = 1;
    private bool _isAway;
    private int _removals;
    private (DateTimeOffset Last, int Deleted, int Known) _window;

    public int Revisions { get; private set; }

    public int Scans { get; private set; }

    public IReadOnlyCollection<string> Names => _disk.Keys;

    public IReadOnlyDictionary<string, string> Documents => _documents;

    public void Write(string name, string text) => Touch(name, () => _disk[name] = _disk.TryGetValue(name, out var file)
        ? file with { Text = text, Modified = _now, Changed = _now, Since = _now }
        : new DiskFile(text, _now, _now, ++_inodes, _now));

    /// <summary>Written beside and renamed over it, as most editors save.</summary>
    public void Replace(string name, string text) => Touch(name, () => _disk[name] = new DiskFile(text, _now, _now, ++_inodes, _now));

    /// <summary>Another content of the same size with the same time, as a back-up is brought back.</summary>
    public void Restore(string name)
    {
        if (_disk.TryGetValue(name, out var file) && file.Text.Length > 0)
            Touch(name, () => _disk[name] = file with { Text = new string([.. file.Text.Reverse()]) is var other && other != file.Text ? other : new string('z', file.Text.Length), Changed = _now, Inode = ++_inodes, Since = _now });
    }

    public void Delete(string name) => Touch(name, () => _removals += _disk.Remove(name) ? 1 : 0);

    public void Rename(string from, string to)
    {
        if (from == to || !_disk.TryGetValue(from, out var file))
            return;
        Delete(from);
        Touch(to, () => _disk[to] = file with { Changed = _now, Since = _now });
    }

    public void RenameFolder(string from, string to)
    {
        if (from == to)
            return;
        foreach (var (name, file) in _disk.Where(each => each.Key.StartsWith(from + "/", StringComparison.Ordinal)).ToList())
        {
            _removals++;
            _disk.Remove(name);
            _disk[to + name[from.Length..]] = file with { Since = _now };
        }

        Tell(from);
        Tell(to);
    }

    /// <summary>Deletes files one after the other, as one command does. Where that is most of the root nothing of it may be lost, however long it takes.</summary>
    public void DeleteMany(int count, TimeSpan pause)
    {
        var names = _disk.Keys.Take(count).ToList();
        var (revisions, documents) = (Revisions, _documents.Keys.ToHashSet(StringComparer.Ordinal));
        foreach (var name in names)
        {
            Delete(name);
            Advance(pause);
        }

        var lost = names.Where(documents.Contains).ToList();
        if (pause >= FollowedRoot.Quiet || isEventLossy || _isAway || lost.Count < 20 || lost.Count * 2 <= documents.Count)
            return;
        Advance(TimeSpan.FromSeconds(2));
        Check(Revisions > revisions || lost.TrueForAll(_documents.ContainsKey), $"{lost.Count(name => !_documents.ContainsKey(name))} of {lost.Count} files that were deleted together were not held");
    }

    public void DeleteFolder(string folder)
    {
        foreach (var name in _disk.Keys.Where(name => name.StartsWith(folder + "/", StringComparison.Ordinal)).ToList())
        {
            _removals++;
            _disk.Remove(name);
        }

        Tell(folder);
    }

    public void Unmount(bool emptyMountPoint)
    {
        _isAway = true;
        _device = emptyMountPoint ? 1 : 2UL;
        Tell("");
    }

    public void Mount() => (_isAway, _device) = (false, 1);

    public void Overflow() => _followed = _followed.TouchAll(_now);

    public void Confirm() => Scan(new DueScan([Root], IsFull: true, IsTold: true, [], System.Collections.Immutable.ImmutableDictionary<string, FileStamp>.Empty), isConfirmed: true);

    public int LossOfEvents { get; set; }

    public void Advance(TimeSpan by)
    {
        var end = _now + by;
        while (true)
        {
            var (root, scan) = deciders.Next(_followed, _now);
            _followed = root;
            if (scan is not null)
            {
                Scan(scan, isConfirmed: false);
                continue;
            }

            if (_followed.DueAt is not { } due || due > end)
                break;
            _now = due > _now ? due : _now.AddMilliseconds(1);
        }

        _now = end;
    }

    /// <summary>After quiet and a listing the documents are those of the files, unless deletions are held.</summary>
    public void AfterQuiet()
    {
        Advance(ListEvery + ListEvery);
        if (_isAway)
        {
            // Nothing was deleted because a disk was away.
            Mount();
            Advance(ListEvery + ListEvery);
        }

        foreach (var (name, file) in _disk)
            Check(_documents.TryGetValue(name, out var text) && text == Said(name, file.Text), $"'{name}' is '{_documents.GetValueOrDefault(name)}' and not '{file.Text}'");
        var extra = _documents.Keys.Except(_disk.Keys, StringComparer.Ordinal).ToList();
        if (_state.Held is null)
            Check(extra.Count == 0, $"stale: {string.Join(", ", extra)}");
        else
            Check(extra.Count == _state.Held.Files && (_disk.Count == 0 || _removals >= 20), $"{_state.Held} with {extra.Count} too many and {_disk.Count} on disk, {_removals} removed");
        if (_state.Held is not null)
        {
            Confirm();
            Check(_documents.Keys.SequenceEqual(_disk.Keys.Intersect(_documents.Keys), StringComparer.Ordinal) || _documents.Count == _disk.Count, "stale after it was confirmed");
            Check(_state.Held is null, "held after it was confirmed");
        }
    }

    private void Scan(DueScan due, bool isConfirmed)
    {
        Scans++;
        var later = new List<PostponedFile>();
        var wishes = new ScanWishes(Deletes: true, isConfirmed) { Settle = isConfirmed ? TimeSpan.Zero : FollowedRoot.Quiet, IsUnsettled = due.IsUnsettled, AnyUnsettled = due.Unsettled.Count > 0, SeenEmpty = due.SeenEmpty };
        var path = _state.Held is null ? Existing(due.Place) : Root;
        var listing = new Listing(this, path);
        var known = _records.Values.ToList();
        var plan = deciders.Plan(known, listing, wishes.IsUnsettled, _now);
        var moves = new MoveMatches(plan.Gone);
        foreach (var file in plan.Read)
            Apply(deciders.Act("", file, Read(file.Listed), wishes, moves, _now), later);
        var missing = moves.Left();
        if (plan.Waiting(missing, listing, wishes, _now) is { Count: > 0 } waiting)
        {
            later.AddRange(waiting);
        }
        else
        {
            var missed = Missed.Of(known.Count, missing, listing, _device, path == Root && !plan.IsVanishing, !wishes.AnyUnsettled);
            var (state, mayDelete) = deciders.Guard(_state, missed, isConfirmed, _now);
            _state = state;
            if (mayDelete)
                Remove(missing, known.Count, listing, isConfirmed);
        }

        _followed = deciders.Ended(_followed, later, due.IsFull ? _now + ListEvery : null);
    }

    private void Remove(IReadOnlyList<FileRecord> missing, int known, Listing listing, bool isConfirmed)
    {
        var isAll = listing.IsWhole || missing.Count == known;
        foreach (var file in missing)
        {
            _records.Remove(file.SourceFile);
            _documents.Remove(file.SourceFile);
        }

        if (missing.Count == 0 || isConfirmed)
            return;
        if (_now - _window.Last >= QuietMinute)
            _window = (_now, 0, known);
        // What came since counts as well.
        _window = (_now, _window.Deleted + missing.Count, known + _window.Deleted);
        Check(!(isAll && listing.Files.Count == 0), $"{missing.Count} files were deleted because the folder is empty");
        Check(!(_window.Deleted >= 20 && _window.Deleted * 2 > _window.Known), $"{_window.Deleted} of {_window.Known} files were deleted without a word");
    }

    private void Apply(ReadAction action, List<PostponedFile> later)
    {
        switch (action)
        {
            case ReadAction.Postpone postponed:
                later.Add(postponed.File);
                break;
            case ReadAction.Keep same:
                _records[same.Record.SourceFile] = same.Record;
                break;
            case ReadAction.Store store:
                if (store.From is { } from)
                {
                    _records.Remove(from);
                    _documents.Remove(from);
                }

                _records[store.Record.SourceFile] = store.Record;
                _documents[store.Record.SourceFile] = store.File.Documents[0].Content;
                Revisions++;
                CheckSettled(store.Record.SourceFile);
                break;
        }
    }

    // Where every event is told, what is stored was so for a moment: never an empty or a half document.
    private void CheckSettled(string name)
    {
        if (isEventLossy || !_disk.TryGetValue(name, out var file))
            return;
        var lasted = _now - file.Since;
        Check(lasted >= FollowedRoot.Quiet, $"'{name}' was taken {lasted.TotalMilliseconds} ms after it was written to");
        Check(file.Text.Length > 0 || _now - file.Changed >= TimeSpan.FromSeconds(5), $"'{name}' was taken empty after {(_now - file.Changed).TotalSeconds} s");
    }

    private VaultItem Read(ListedFile listed)
    {
        if (!_disk.TryGetValue(listed.SourceFile, out var file))
            return new VanishedFile(listed.Path);
        var document = new VaultDocument(listed.SourceFile, "note", Said(listed.SourceFile, file.Text), listed.SourceFile, [], null);
        return new VaultFile(listed.Path, listed.SourceFile, [document], [])
        {
            Hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(file.Text))), Stamp = file.Stamp(_device),
        };
    }

    private static string Said(string name, string text) => text.Length == 0 ? name : text;

    private void Touch(string name, Action change)
    {
        if (_isAway)
            return;
        change();
        Tell(name);
    }

    private void Tell(string name)
    {
        // Every so many events are lost.
        if (isEventLossy && LossOfEvents > 0 && --LossOfEvents == 0)
            return;
        _followed = _followed.Touch(name.Length == 0 ? Root : $"{Root}/{name}", _now);
    }

    private string Existing(string path)
    {
        while (path.Length > Root.Length && !_disk.Keys.Any(name => $"{Root}/{name}".StartsWith(path + "/", StringComparison.Ordinal)))
            path = Path.GetDirectoryName(path)!;
        return path.Length > Root.Length && !_isAway ? path : Root;
    }

    private static void Check(bool holds, string what)
    {
        if (!holds)
            throw new InvalidOperationException(what);
    }

    private sealed record DiskFile(string Text, DateTimeOffset Modified, DateTimeOffset Changed, ulong Inode, DateTimeOffset Since)
    {
        public FileStamp Stamp(ulong device) => new(Encoding.UTF8.GetByteCount(Text), Nanoseconds(Modified), Nanoseconds(Changed), Inode, device);

        private static long Nanoseconds(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
    }

    private sealed class Listing : IListing
    {
        private readonly string _place;

        public Listing(SimulatedVault vault, string path)
        {
            IsWhole = path == Root;
            _place = IsWhole ? "" : path[(Root.Length + 1)..] + "/";
            Files = (vault._isAway ? [] : vault._disk).Where(each => each.Key.StartsWith(_place, StringComparison.Ordinal)).ToDictionary(
                each => each.Key, each => new ListedFile($"{Root}/{each.Key}", $"{Root}/{each.Key}", each.Key, each.Key, each.Value.Stamp(vault._device), "1"), StringComparer.Ordinal);
        }

        public bool IsWhole { get; }

        public IReadOnlyDictionary<string, ListedFile> Files { get; }

        public bool Covers(string sourceFile) => sourceFile.StartsWith(_place, StringComparison.Ordinal);

        public bool IsGone(string sourceFile, bool isGiven = false) => !Files.ContainsKey(sourceFile) && Covers(sourceFile);

        public string? Blinded(string sourceFile) => null;

        public string PathOf(string sourceFile) => $"{Root}/{sourceFile}";
    }
}
