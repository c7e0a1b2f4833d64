namespace Oracle.Documents;

/// <summary>
/// Takes the rights of all others from what lies in a data directory from before. Only from what is ours: somebody may have chosen a
/// folder that holds other things, too.
/// </summary>
internal static class OwnerOnly
{
    private const UnixFileMode File600 = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Folder700 = File600 | UnixFileMode.UserExecute;

    private static readonly string[] Files = ["oracle.lock", "oracle.db*", "journal.db*", "embeddings.db*", "host.json*", "cli.secret*"];
    private static readonly string[] Folders = ["chroma", "notes"];
    private static readonly EnumerationOptions Here = new() { AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true };
    private static readonly EnumerationOptions Below = new() { AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true, RecurseSubdirectories = true };

    /// <summary>What belongs to another user stays as it is.</summary>
    public static void Apply(string dataDir)
    {
        if (OperatingSystem.IsWindows())
            return;
        var folder = new DirectoryInfo(dataDir);
        // A folder with the sticky bit is everybody's, as /tmp is.
        if (!folder.UnixFileMode.HasFlag(UnixFileMode.StickyBit))
            Restrict(folder);
        foreach (var ours in Files.SelectMany(pattern => folder.EnumerateFiles(pattern, Here)))
            Restrict(ours);
        foreach (var ours in Folders.SelectMany(name => folder.EnumerateDirectories(name, Here)))
        {
            Restrict(ours);
            foreach (var entry in ours.EnumerateFileSystemInfos("*", Below))
                Restrict(entry);
        }
    }

    private static void Restrict(FileSystemInfo entry)
    {
        if (OperatingSystem.IsWindows())
            return;
        try
        {
            var allowed = entry is DirectoryInfo ? Folder700 : File600;
            if ((entry.UnixFileMode & ~allowed) != UnixFileMode.None)
                entry.UnixFileMode &= allowed;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It went away meanwhile, or is not ours to change.
        }
    }
}
