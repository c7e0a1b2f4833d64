namespace Oracle.Documents;

/// <summary>
/// The folder of one store, held by an operating-system file lock while this object lives. The lock goes with the
/// process, however it ends.
/// </summary>
public sealed class DataDirectory : IDisposable
{
    private const string LockFile = "oracle.lock";
    private static readonly TimeSpan RetryEvery = TimeSpan.FromMilliseconds(100);

    private readonly FileStream _lock;

    private DataDirectory(string path, FileStream heldLock)
    {
        Path = path;
        _lock = heldLock;
    }

    /// <summary>The folder's absolute path.</summary>
    public string Path { get; }

    /// <summary>Makes the folder where it is missing, readable by its owner only, takes the lock, and takes the rights of all others from what is there from before.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="wait">How long to wait for a host that is just stopping.</param>
    /// <param name="time">The clock that is waited by.</param>
    /// <param name="cancel">Ends the waiting.</param>
    /// <returns>The held folder, or null when somebody else holds it all the while.</returns>
    /// <exception cref="StoreUnavailableException">The folder cannot be made or written.</exception>
    public static async Task<DataDirectory?> HoldAsync(string path, TimeSpan wait, TimeProvider time, CancellationToken cancel)
    {
        path = System.IO.Path.GetFullPath(path);
        var start = time.GetTimestamp();
        while (true)
        {
            if (TryLock(path) is { } held)
            {
                OwnerOnly.Apply(path);
                return new DataDirectory(path, held);
            }

            if (time.GetElapsedTime(start) >= wait)
                return null;
            await Task.Delay(RetryEvery, time, cancel);
        }
    }

    /// <summary>Lets go of the folder.</summary>
    public void Dispose() => _lock.Dispose();

    private static FileStream? TryLock(string path)
    {
        var lockPath = System.IO.Path.Combine(path, LockFile);
        try
        {
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(path);
            else
                Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            return new FileStream(lockPath, options);
        }
        catch (IOException e) when (File.Exists(lockPath) && e is not PathTooLongException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException($"The data directory {path} cannot be used: {e.Message}", e);
        }
    }
}
