namespace Oracle.ManagedChroma;

/// <summary>How to run Chroma's command line on this machine, without the subcommand.</summary>
/// <param name="File">A program's full path, or a name to be found on PATH.</param>
/// <param name="Arguments">What comes before <c>run</c>.</param>
internal sealed record ChromaCommand(string File, IReadOnlyList<string> Arguments)
{
    /// <summary>The environment variable in which <c>./oracle</c> says where it installed Chroma's npm package.</summary>
    public const string PackageVariable = "ORACLE_CHROMA_PACKAGE";

    /// <summary>What to tell a person when <see cref="Find(string?, string?)"/> finds nothing.</summary>
    public const string HowToGetOne =
        "no Chroma server to run: start the host with ./oracle, which installs one (it needs Node.js 20), " +
        "or put a 'chroma' command of version 1.x on PATH, or set CHROMA_URL to a server that runs already";

    private const string CommandLineInPackage = "node_modules/chromadb/dist/cli.mjs";

    /// <summary>Looks in the environment of this process.</summary>
    public static ChromaCommand? Find() =>
        Find(Environment.GetEnvironmentVariable(PackageVariable), Environment.GetEnvironmentVariable("PATH"));

    /// <summary>The npm package if its folder holds one and Node is there to run it, else <c>chroma</c> on PATH, else null.</summary>
    public static ChromaCommand? Find(string? package, string? path)
    {
        if (!string.IsNullOrEmpty(package)
            && Path.GetFullPath(Path.Combine(package, CommandLineInPackage)) is var script
            && System.IO.File.Exists(script)
            && OnPath("node", path) is { } node)
        {
            return new(node, [script]);
        }
        return OnPath("chroma", path) is { } chroma ? new(chroma, []) : null;
    }

    /// <summary>The first executable of that name in the folders of a PATH, or null.</summary>
    public static string? OnPath(string name, string? path) =>
        (path ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(IsExecutable);

    private static bool IsExecutable(string file) =>
        System.IO.File.Exists(file)
        && (OperatingSystem.IsWindows()
            || (System.IO.File.GetUnixFileMode(file)
                & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != UnixFileMode.None);
}
