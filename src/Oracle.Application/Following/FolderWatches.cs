using Oracle.Vaults;

namespace Oracle.Application.Following;

/// <summary>
/// Watches by .NET's FileSystemWatcher. What is known of its faults, and what is done about each, is in decision 36: nothing is trusted to be
/// told, so all of a root is listed from time to time as well.
/// </summary>
internal sealed class FolderWatches : IFolderWatches
{
    /// <inheritdoc />
    public IFolderWatch Watch(string path, Action told) => new FolderWatch(path, told);

    private sealed class FolderWatch : IFolderWatch
    {
        private const int MostPaths = 10_000;

        // The largest that Windows takes for a network folder; elsewhere it is not used.
        private const int Buffer = 64 << 10;

        private readonly Lock _sync = new();
        private readonly FileSystemWatcher _watcher;
        private readonly Action _told;
        private HashSet<string> _paths = new(StringComparer.Ordinal);
        private long _events;
        private bool _isOverflow;
        private string? _trouble;
        private bool _isTold;

        // What the folder was on its disk when the watch began, and the descriptor of the watch; null: the system does not tell.
        private readonly string? _identity;
        private string? _descriptor;

        public FolderWatch(string path, Action told)
        {
            _told = told;
            _watcher = new FileSystemWatcher(path)
            {
                IncludeSubdirectories = true,
                InternalBufferSize = Buffer,
                NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size | NotifyFilters.CreationTime | NotifyFilters.Attributes,
            };
            _watcher.Created += (_, happened) => Add(happened.FullPath);
            _watcher.Changed += (_, happened) => Add(happened.FullPath);
            _watcher.Deleted += (_, happened) => Add(happened.FullPath);
            _watcher.Renamed += (_, happened) => Add(happened.OldFullPath, happened.FullPath);
            _watcher.Error += (_, failure) => Fail(failure.GetException());
            try
            {
                _watcher.EnableRaisingEvents = true;
                var identity = Vault.IdentityOf(path);
                _descriptor = identity is null ? null : Inotify.Of(identity);
                _identity = _descriptor is null ? null : identity;
            }
            catch
            {
                _watcher.Dispose();
                throw;
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

        public void Dispose() => _watcher.Dispose();

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
