using Oracle.Vaults;

namespace Oracle.Application.Following;

/// <summary>
/// Watches by .NET's FileSystemWatcher. What is known of its faults, and what is done about each, is in decision 36: nothing is trusted to be
/// told, so all of a root is listed from time to time as well.
/// </summary>
internal sealed class FolderWatches : IFolderWatches
{
    /// <inheritdoc />
    public IFolderWatch Watch(IReadOnlyList<WatchedPlace> places, Action told) => new FolderWatch(places, told);

    private sealed class FolderWatch : IFolderWatch
    {
        private const int MostPaths = 10_000;

        // The largest that Windows takes for a network folder; elsewhere it is not used.
        private const int Buffer = 64 << 10;

        private readonly Lock _sync = new();
        private readonly List<FileSystemWatcher> _watchers = [];
        private readonly Action _told;
        private HashSet<string> _paths = new(StringComparer.Ordinal);
        private long _events;
        private bool _isOverflow;
        private string? _trouble;
        private bool _isTold;

        // What the first folder was on its disk when the watch began, and the descriptor of the watch; null: the system does not tell.
        private readonly string? _identity;
        private string? _descriptor;

        public FolderWatch(IReadOnlyList<WatchedPlace> places, Action told)
        {
            _told = told;
            try
            {
                Begin(places[0]);
            }
            catch
            {
                Dispose();
                throw;
            }

            var identity = Vault.IdentityOf(places[0].Path);
            _descriptor = identity is null ? null : Inotify.Of(identity);
            _identity = _descriptor is null ? null : identity;
            foreach (var place in places.Skip(1))
            {
                try
                {
                    Begin(place);
                }
                catch (Exception e) when (e is IOException or ArgumentException or UnauthorizedAccessException)
                {
                    // The rest is watched.
                    Fail(e);
                }
            }
        }

        public WatchedEvents Take()
        {
            lock (_sync)
            {
                var taken = new WatchedEvents(_paths, _events, _isOverflow, _trouble);
                (_paths, _events, _isOverflow, _trouble, _isTold) = (new HashSet<string>(StringComparer.Ordinal), 0, false, null, false);
                return taken;
            }
        }

        public bool IsAlive() => _identity is null || (_descriptor = Inotify.Of(_identity, _descriptor)) is not null;

        public void Dispose() => _watchers.ForEach(watcher => watcher.Dispose());

        private void Begin(WatchedPlace place)
        {
            var watcher = new FileSystemWatcher(place.Path)
            {
                IncludeSubdirectories = place.IsWithAllBelow,
                InternalBufferSize = Buffer,
                NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size | NotifyFilters.CreationTime | NotifyFilters.Attributes,
            };
            _watchers.Add(watcher);
            watcher.Created += (_, happened) => Add(happened.FullPath);
            watcher.Changed += (_, happened) => Add(happened.FullPath);
            watcher.Deleted += (_, happened) => Add(happened.FullPath);
            watcher.Renamed += (_, happened) => Add(happened.OldFullPath, happened.FullPath);
            watcher.Error += (_, failure) => Fail(failure.GetException());
            watcher.EnableRaisingEvents = true;
        }

        private void Add(params ReadOnlySpan<string> paths)
        {
            lock (_sync)
            {
                _events++;
                foreach (var path in paths)
                {
                    if (_paths.Count < MostPaths)
                        _paths.Add(path);
                    else
                        _isOverflow |= !_paths.Contains(path);
                }
            }

            Tell();
        }

        private void Fail(Exception reason)
        {
            lock (_sync)
            {
                if (reason is InternalBufferOverflowException)
                    _isOverflow = true;
                else
                    _trouble = reason.Message;
            }

            Tell();
        }

        // Once until it is taken: a burst of events is one message.
        private void Tell()
        {
            lock (_sync)
            {
                if (_isTold)
                    return;
                _isTold = true;
            }

            _told();
        }
    }
}
