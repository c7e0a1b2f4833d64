using System.Collections.Concurrent;
using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using Oracle.Actors.Inspecting;
using Oracle.Api.Indexing;
using Oracle.Api.Roots;
using Oracle.Application.Indexing;
using Oracle.Documents;
using Oracle.Vaults;

namespace Oracle.Application.Following;

/// <summary>When roots are looked at.</summary>
/// <param name="ListEvery">So often all of a root is listed, whatever events tell.</param>
/// <param name="LookEvery">So often it is seen whether the folders are there.</param>
public sealed record FollowSchedule(TimeSpan ListEvery, TimeSpan LookEvery);

/// <summary>
/// Keeps the documents of every root in step with its files: by what the system tells of them, and by listing them from time to time.
/// A start lists everything once, so that what happened meanwhile is caught up with.
/// </summary>
internal sealed class VaultFollower : ReceiveActor, IWithTimers, IDisposable
{
    // What a scan could not store is tried again.
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(5);

    private const int MostSaid = 10_000;

    // What was said of paths that cannot be read. Scans run on threads of their own.
    private readonly ConcurrentDictionary<string, string> _said = new(StringComparer.Ordinal);

    private readonly VaultIndexer _vaults;
    private readonly IRoots _roots;
    private readonly IFolderWatches _watches;
    private readonly FollowSchedule _schedule;
    private readonly FollowSnapshot _snapshot;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationToken _stopped;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Announced _announced = ActorStates.Announce(Context);
    private readonly EventHandler _rootsChanged;
    private ImmutableHashSet<(string Name, string Path)> _known = [];
    private ImmutableDictionary<string, Followed> _followed = ImmutableDictionary<string, Followed>.Empty;

    public VaultFollower(VaultIndexer vaults, IRoots roots, IFolderWatches watches, FollowSchedule schedule, FollowSnapshot snapshot, TimeProvider clock)
    {
        (_vaults, _roots, _watches, _schedule, _snapshot, _clock) = (vaults, roots, watches, schedule, snapshot, clock);
        var self = Self;
        _stopped = _stopping.Token;
        _rootsChanged = (_, _) => self.Tell(Follow.LookAtRoots.Instance);

        Receive<Follow.LookAtRoots>(_ => FindRootsAsync().PipeTo(Self, failure: e => new Akka.Actor.Status.Failure(e)));
        Receive<Follow.RootsFound>(OnRootsFound);
        Receive<Follow.Watching>(OnWatching);
        Receive<Follow.Told>(message => OnTold(message.Root));
        Receive<Follow.Due>(message => Advance(message.Root));
        Receive<Follow.Scanned>(OnScanned);
        Receive<Akka.Actor.Status.Failure>(failure => _log.Warning("The roots cannot be read: {Reason} They are looked at again in {Seconds} s.", failure.Cause.Message, _schedule.LookEvery.TotalSeconds));
    }

    ITimerScheduler IWithTimers.Timers { get; set; } = null!;

    private ITimerScheduler Timers => field ??= _announced.Show(((IWithTimers)this).Timers);

    protected override void PreStart()
    {
        _vaults.RootsChanged += _rootsChanged;
        Self.Tell(Follow.LookAtRoots.Instance);
        Timers.StartPeriodicTimer(nameof(Follow.LookAtRoots), Follow.LookAtRoots.Instance, _schedule.LookEvery);
    }

    protected override void PostStop()
    {
        _vaults.RootsChanged -= _rootsChanged;
        _stopping.Cancel();
        foreach (var followed in _followed.Values)
            End(followed.Watch);
        Dispose();
    }

    /// <inheritdoc />
    public void Dispose() => _stopping.Dispose();

    private async Task<Follow.RootsFound> FindRootsAsync()
    {
        var watches = _followed.Values.Select(followed => followed.Watch).OfType<IFolderWatch>().ToList();
        var all = await _roots.AllAsync();
        // Looking at a disk that is gone may take its time.
        return await Task.Run(() => new Follow.RootsFound([.. all.Select(root => (root, Vault.IdentityOf(root.Path)))], [.. watches.Where(watch => !watch.IsAlive())]));
    }

    private void OnRootsFound(Follow.RootsFound found)
    {
        var now = _clock.GetUtcNow();
        foreach (var (root, identity) in found.Roots)
        {
            var before = _followed.GetValueOrDefault(root.Name);
            var isDead = before?.Watch is { } watch && found.Dead.Contains(watch);
            if (before is not null && before.Root.Path == root.Path && before.Identity == identity && !isDead && before.Watched.SequenceEqual(before.Reach.Places(root)))
                continue;
            if (isDead)
                _log.Warning("The watch on '{Path}' had ended without a word. It is made anew, and all of the folder is listed.", root.Path);
            // Another folder lies there than before, or none: a watch on the old one tells nothing any more.
            End(before?.Watch);
            // What it waits for is kept: a scan may run, and a file may be written to just now.
            // That a dead watch missed something is known, and no reason to make the next one anew.
            var waiting = before is null || before.Root.Path != root.Path ? new FollowedRoot(root.Path, now) : isDead ? before.Root.TouchAll(now) : before.Root.ListNow(now);
            var followed = new Followed(waiting, identity, before?.Status ?? new FollowStatus()) { Reach = before is not null && before.Root.Path == root.Path ? before.Reach : Reach.Nowhere };
            followed = followed with { Watched = followed.Reach.Places(root) };
            Keep(root.Name, followed with { Status = followed.Status with { IsWatched = false, Trouble = identity is null ? "the folder is not there" : null, Remade = followed.Status.Remade + (isDead ? 1 : 0) } });
            if (identity is null)
                _log.Warning("The folder '{Path}' is not there. Its documents stay as they are; it is followed again when it is back.", root.Path);
            else
                Watch(root, identity, followed.Reach.Places(root));
            Advance(root.Name);
        }

        foreach (var forgotten in _followed.Keys.Except(found.Roots.Select(each => each.Root.Name), StringComparer.Ordinal).ToList())
        {
            End(_followed[forgotten].Watch);
            _followed = _followed.Remove(forgotten);
            Publish();
        }

        // What a root holds, and how its documents are called, depends on which others there are.
        var known = found.Roots.Select(each => (each.Root.Name, each.Root.Path)).ToImmutableHashSet();
        if (!known.SetEquals(_known))
        {
            _known = known;
            foreach (var name in _followed.Keys.ToList())
            {
                Keep(name, _followed[name] with { Root = _followed[name].Root.ListNow(now) });
                Advance(name);
            }
        }
    }

    private void Watch(Root root, string identity, IReadOnlyList<WatchedPlace> places)
    {
        var self = Self;
        var (watches, name) = (_watches, root.Name);
        // A large tree takes a while to be watched.
        Task.Run(() => watches.Watch(places, () => self.Tell(new Follow.Told(name)))).PipeTo(
            Self,
            success: watch => new Follow.Watching(name, identity, places, watch, Failure: null),
            failure: e => new Follow.Watching(name, identity, places, Watch: null, e.Message));
    }

    // All the watches of a large tree take a while to be taken back.
    private static void End(IFolderWatch? watch)
    {
        if (watch is not null)
            _ = Task.Run(watch.Dispose);
    }

    private void OnWatching(Follow.Watching message)
    {
        if (_followed.GetValueOrDefault(message.Root) is not { } followed || followed.Identity != message.Identity || !followed.Watched.SequenceEqual(message.Places))
        {
            End(message.Watch);
            return;
        }

        if (message.Failure is { } failure)
            _log.Warning("'{Path}' cannot be watched: {Reason} It is listed every {Seconds} s. On Linux the limit is fs.inotify.max_user_watches.", followed.Root.Path, failure, _schedule.ListEvery.TotalSeconds);
        End(followed.Watch);
        // What happened before the watch was there was told by nobody.
        Keep(message.Root, followed with
        {
            Watch = message.Watch, Status = followed.Status with { IsWatched = message.Watch is not null, Trouble = message.Failure }, Root = followed.Root.ListNow(_clock.GetUtcNow()),
        });
        // It may have told something before it was known here, and it tells no more until that is taken.
        OnTold(message.Root);
        Advance(message.Root);
    }

    private void OnTold(string name)
    {
        if (_followed.GetValueOrDefault(name) is not { Watch: { } watch } followed)
            return;
        var now = _clock.GetUtcNow();
        var happened = watch.Take();
        var root = happened.Paths.SelectMany(path => followed.Reach.Seen(followed.Root.Path, path)).Aggregate(followed.Root, (root, path) => Touched(root, followed.Reach, path, now));
        var status = followed.Status with { Events = followed.Status.Events + happened.Events, Overflows = followed.Status.Overflows + (happened.IsOverflow ? 1 : 0) };
        if (happened.IsOverflow || happened.Trouble is not null)
            root = root.TouchAll(now);
        if (happened.Trouble is { } trouble && trouble != status.Trouble)
            _log.Warning("A part of '{Path}' cannot be watched: {Reason} All of it is listed every {Seconds} s. On Linux the limit is fs.inotify.max_user_watches.", followed.Root.Path, trouble, _schedule.ListEvery.TotalSeconds);
        Keep(name, followed with { Root = root, Status = status with { Trouble = happened.Trouble ?? status.Trouble } });
        Advance(name);
    }

    // What Obsidian leaves out may have changed for all of the root. The ids of Oracle V2's layout depend on its other files. What else happens in folders that no walk goes into is nothing to it.
    private static FollowedRoot Touched(FollowedRoot root, Reach reach, string path, DateTimeOffset now) =>
        path == Path.Combine(root.Path, ".obsidian", "app.json") ? root.TouchAll(now)
        : Vault.IsOverlooked(root.Path, path) ? reach.Given.Contains(path) ? root.TouchAll(now) : root
        : Vault.IsOfMemory(root.Path, path) ? root.Touch(path, now).TouchAll(now)
        : root.Touch(path, now);

    private void Advance(string name)
    {
        if (_followed.GetValueOrDefault(name) is not { } followed)
            return;
        var now = _clock.GetUtcNow();
        var (root, scan) = followed.Root.Next(now);
        Keep(name, followed with { Root = root });
        if (scan is not null)
            Task.Run(() => ScanAsync(name, scan)).PipeTo(Self, failure: e => new Follow.Scanned(name, scan, End: null, IndexTotals.None, e.Message));
        else if (root.DueAt is { } dueAt)
            Timers.StartSingleTimer($"scan of {(name.Length == 0 ? RootName.First : name)}", new Follow.Due(name), dueAt > now ? dueAt - now : TimeSpan.Zero);
    }

    private async Task<Follow.Scanned> ScanAsync(string name, DueScan due)
    {
        var (totals, sync) = (IndexTotals.None, new Lock());
        var wishes = new ScanWishes(Deletes: true) { Settle = FollowedRoot.Quiet, IsUnsettled = due.IsUnsettled, AnyUnsettled = due.Unsettled.Count > 0, SeenEmpty = due.SeenEmpty };
        var end = await _vaults.ScanAsync(name, due.Place, wishes, Count, Tell, _stopped);
        return new Follow.Scanned(name, due, end, totals, Failure: null);

        void Count(IndexTotals more)
        {
            lock (sync)
                totals += more;
        }

        Task Tell(IndexEvent happened)
        {
            // At each scan of its folder it is skipped again, and said once.
            if (happened is IndexEvent.SkippedFile skipped && IsNews(skipped.Path, skipped.Error))
                _log.Warning("Not read: {Path}: {Reason}", skipped.Path, skipped.Error);
            else if (happened is IndexEvent.RejectedDocument rejected)
                _log.Warning("Not taken: {Path}, document '{Id}': {Reason}", rejected.Path, rejected.Id, rejected.Error);
            else if (happened is IndexEvent.Warning { Kind: IndexEvent.Ignoring } warning && IsNews($"{warning.Path}:{warning.Line}:{warning.Text}", warning.Text))
                _log.Warning("{Warning}", warning);
            else if (happened is IndexEvent.Notice notice)
                _log.Warning("{Notice}", notice.Text);
            return Task.CompletedTask;
        }
    }

    private bool IsNews(string what, string reason)
    {
        if (_said.Count > MostSaid)
            _said.Clear();
        var isNews = !_said.TryGetValue(what, out var before) || before != reason;
        _said[what] = reason;
        return isNews;
    }

    private void OnScanned(Follow.Scanned message)
    {
        if (_followed.GetValueOrDefault(message.Root) is not { } followed)
            return;
        var now = _clock.GetUtcNow();
        if (message.Failure is { } failure && !_stopped.IsCancellationRequested)
            _log.Warning("'{Path}' could not be scanned: {Reason} It is tried again in {Seconds} s.", followed.Root.Path, failure, AfterFailure.TotalSeconds);
        // A root that was away for a moment may be back with no event to tell it.
        DateTimeOffset? listAt = message.Failure is not null ? now + AfterFailure : message.End is null ? now + _schedule.LookEvery : message.Scan.IsFull ? now + _schedule.ListEvery : null;
        var changes = message.Totals.New + message.Totals.Changed + message.Totals.Moved + message.Totals.Gone;
        var untold = message.Scan is { IsFull: true, IsTold: false } && followed.Status.ListedAt is not null ? changes : 0;
        if (changes > 0)
        {
            var t = message.Totals;
            _log.Info("'{Path}': {New} new, {Changed} changed, {Moved} moved, {Gone} deleted files.", followed.Root.Path, t.New, t.Changed, t.Moved, t.Gone);
        }

        var reach = message.End is { } end ? followed.Reach.After(message.Scan.Place, end) : followed.Reach;
        Keep(message.Root, followed with
        {
            Root = followed.Root.Ended(message.End?.Later ?? [], listAt),
            Reach = reach,
            Status = followed.Status with
            {
                FoundByListing = followed.Status.FoundByListing + untold,
                Remade = followed.Status.Remade + (untold > 0 ? 1 : 0),
                ListedAt = message.Scan.IsFull && message.End is not null ? now : followed.Status.ListedAt,
            },
            // A watch that misses something may be dead without having said so: it is made anew.
            Identity = untold > 0 ? null : followed.Identity,
        });
        if (untold > 0 || !ReferenceEquals(reach, followed.Reach))
            Self.Tell(Follow.LookAtRoots.Instance);
        Advance(message.Root);
    }

    private void Keep(string name, Followed followed)
    {
        _followed = _followed.SetItem(name, followed);
        Publish();
    }

    private void Publish()
    {
        _snapshot.Publish(_followed.ToImmutableDictionary(each => each.Key, each => each.Value.Status with { IsScanning = each.Value.Root.IsScanning }, StringComparer.Ordinal));
        _announced.Say(new FollowerState(_followed.Count, _followed.Count(each => each.Value.Root.IsScanning)));
    }

    /// <param name="Root">What it waits for.</param>
    /// <param name="Identity">What its folder is on disk; null: it is not there, or is to be watched anew.</param>
    /// <param name="Status">How it goes.</param>
    private sealed record Followed(FollowedRoot Root, string? Identity, FollowStatus Status)
    {
        public IFolderWatch? Watch { get; init; }

        public Reach Reach { get; init; } = Reach.Nowhere;

        public IReadOnlyList<WatchedPlace> Watched { get; init; } = [];
    }
}
