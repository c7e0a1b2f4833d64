using Oracle.ManagedChroma;

namespace Oracle.Cli.Doctor;

/// <summary>Where the Chroma server comes from, by the settings and what is on PATH.</summary>
/// <param name="Url">A server that somebody else runs; then nothing else here matters.</param>
/// <param name="Package">The folder of the npm package that <c>./oracle</c> installs, whether it is there or not.</param>
/// <param name="Node">Node.js, if it is on PATH.</param>
/// <param name="OnPath">A <c>chroma</c> program, if one is on PATH.</param>
/// <param name="Command">What the host would run, if there is anything.</param>
internal sealed record ChromaSource(string? Url, string? Package, string? Node, string? OnPath, ChromaCommand? Command)
{
    /// <summary>The <see cref="Url"/>, if it is one that can be asked.</summary>
    public Uri? Address => Uri.TryCreate(Url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address : null;

    /// <summary>Whether the package is installed.</summary>
    public bool HasPackage => Package is not null && Directory.Exists(Path.Combine(Package, "node_modules", "chromadb"));

    /// <summary>Whether the npm package is the only way to a server.</summary>
    public bool NeedsPackage => Url is null && OnPath is null;

    /// <summary>Looks around; starts nothing.</summary>
    /// <param name="environment">The settings.</param>
    /// <param name="fitting">The name of the build that fits this machine, or null if none does.</param>
    public static ChromaSource Of(Func<string, string?> environment, string? fitting)
    {
        var package = environment.FirstOf(ChromaCommand.PackageVariable)
            ?? (Repository.Root(environment) is { } root && fitting is not null ? Path.Combine(root, "tools", "chroma", fitting) : null);
        var path = environment("PATH");
        return new(
            environment.FirstOf("CHROMA_URL", "Oracle__Chroma__Url"),
            package,
            ChromaCommand.OnPath("node", path),
            ChromaCommand.OnPath("chroma", path),
            ChromaCommand.Find(package, path));
    }
}
