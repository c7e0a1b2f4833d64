namespace Oracle.Cli.Doctor;

/// <summary>Whether there is a Chroma server to start or to use.</summary>
internal static class ChromaSourceCheck
{
    private const string Name = "Chroma's source";

    /// <param name="source">Where it would come from.</param>
    /// <param name="fitting">The name of the build that fits this machine, or null if none does.</param>
    public static Finding Judge(ChromaSource source, string? fitting) => source switch
    {
        { Url: { } url, Address: null } => new(Name, Verdict.Fail,
            $"CHROMA_URL is '{url}'; an http or https address is allowed", "export CHROMA_URL=http://127.0.0.1:8000"),
        { Url: { } url } => new(Name, Verdict.Ok, $"the server at {url} (CHROMA_URL); the host starts none"),
        { Command: { } command } when command.File == source.OnPath => new(Name, Verdict.Ok, $"{command.File} on PATH"),
        { Command: not null } when Path.GetFileName(source.Package) == GlibcCheck.Current && fitting == GlibcCheck.Compat => new(Name, Verdict.Fail,
            $"the npm package in {source.Package} needs a newer C library", Install(fitting)),
        { Command: not null } => new(Name, Verdict.Ok, $"the npm package in {source.Package}"),
        { HasPackage: true } => new(Name, Verdict.Fail, $"the npm package in {source.Package}, and no Node.js to run it", "install Node.js 20 or newer"),
        _ => new(Name, Verdict.Fail, $"no npm package{(source.Package is { } package ? $" in {package}" : "")}, and no 'chroma' on PATH",
            fitting is null ? "set CHROMA_URL to a Chroma server on another machine" : Install(fitting)),
    };

    private static string Install(string build) => $"tools/chroma/install --build {build}";
}
