namespace Oracle.Cli.Doctor;

/// <summary>Whether the host can keep its files where it should, and nobody else reads them.</summary>
internal static class DataDirectoryCheck
{
    private const string Name = "data directory";
    private const UnixFileMode Others = ~(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

    public static Finding Look(string directory)
    {
        if (File.Exists(directory))
        {
            return new(Name, Verdict.Fail, $"{directory} is a file", "name a folder with --data-dir or ORACLE_DATA_DIR");
        }
        if (!Directory.Exists(directory))
        {
            // What is missing is made at the first start, if the nearest folder above allows it.
            return Trouble(DataDirectory.NearestExisting(directory)) is { } why
                ? new(Name, Verdict.Fail, $"{directory} is not there and cannot be made: {why}", "name another with --data-dir or ORACLE_DATA_DIR")
                : new(Name, Verdict.Ok, $"{directory} is not there yet; the first start makes it");
        }
        if (Trouble(directory) is { } trouble)
        {
            return new(Name, Verdict.Fail, $"{directory} cannot be written to: {trouble}", $"chown -R \"$(id -un)\" '{directory}' && chmod 700 '{directory}'");
        }
        if (OperatingSystem.IsWindows() || (File.GetUnixFileMode(directory) & Others) == UnixFileMode.None)
        {
            return new(Name, Verdict.Ok, $"{directory}, writable, for its owner only");
        }
        return new(Name, Verdict.Warn, $"{directory} is open to other users of this machine", $"chmod 700 '{directory}'");
    }

    // Permission bits do not tell of a read-only file system or a full disk; a file that is gone when closed does.
    private static string? Trouble(string directory)
    {
        try
        {
            using var probe = new FileStream(
                Path.Combine(directory, $".doctor-{Guid.NewGuid():N}"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }
}
