namespace Oracle.Cli.Doctor;

/// <summary>Whether there is room for both stores.</summary>
internal static class DiskSpaceCheck
{
    private const string Name = "disk space";
    private const long MiB = 1024 * 1024;

    /// <param name="directory">The data directory, or where it will be.</param>
    /// <param name="free">Bytes that this user may still write there.</param>
    public static Finding Judge(string directory, long free) => free switch
    {
        < 100 * MiB => new(Name, Verdict.Fail, $"{free / MiB:N0} MiB free for {directory}", "make room: SQLite and Chroma refuse writes on a full disk"),
        < 1024 * MiB => new(Name, Verdict.Warn, $"{free / MiB:N0} MiB free for {directory}", "make room before indexing much: Chroma's files grow and never shrink"),
        _ => new(Name, Verdict.Ok, $"{free / MiB:N0} MiB free for {directory}"),
    };

    public static Finding Look(string directory)
    {
        try
        {
            return Judge(directory, new DriveInfo(DataDirectory.NearestExisting(directory)).AvailableFreeSpace);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return new(Name, Verdict.Warn, $"unknown: {e.Message}");
        }
    }
}
