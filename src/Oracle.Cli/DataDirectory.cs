namespace Oracle.Cli;

/// <summary>Which data directory is meant.</summary>
internal static class DataDirectory
{
    /// <summary>Named on the command line, else by the environment, else <c>~/.oracle</c>. Always absolute.</summary>
    public static string Resolve(string? option, Func<string, string?> environment) =>
        Absolute(option
            ?? environment.FirstOf("ORACLE_DATA_DIR", "Oracle__DataDir")
            ?? "~/.oracle");

    /// <summary>The folder itself, or the nearest one above it that exists.</summary>
    public static string NearestExisting(string path)
    {
        var folder = path;
        while (!Directory.Exists(folder))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException($"{path} is on no file system");
        }
        return folder;
    }

    /// <summary>A leading <c>~/</c> is the home directory, as a shell leaves it in <c>--data-dir=~/x</c>.</summary>
    public static string Absolute(string path) =>
        Path.TrimEndingDirectorySeparator(Path.GetFullPath(path == "~" || path.StartsWith("~/", StringComparison.Ordinal)
            ? Path.Join(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), path[1..])
            : path));
}
