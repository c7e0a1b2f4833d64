namespace Oracle.Cli.Doctor;

/// <summary>Node.js is the way Chroma's server arrives, and nothing else.</summary>
internal static class NodeCheck
{
    private const string Name = "Node.js";
    private const int Oldest = 20;
    private const string Remedy = "install Node.js 20 or newer, or set CHROMA_URL to a Chroma server that runs already";

    /// <param name="printed">What <c>node --version</c> printed, such as <c>v20.20.2</c>; null if there is no node.</param>
    /// <param name="needsPackage">Whether the server is to come from the npm package.</param>
    public static Finding Judge(string? printed, bool needsPackage)
    {
        if (!needsPackage)
        {
            return new(Name, Verdict.Ok, $"{printed ?? "not installed"}; not needed here");
        }
        if (printed is null)
        {
            return new(Name, Verdict.Fail, "not on PATH", Remedy);
        }
        return Version.TryParse(printed.TrimStart('v'), out var version) && version.Major >= Oldest
            ? new(Name, Verdict.Ok, printed)
            : new(Name, Verdict.Fail, $"{printed} is too old", Remedy);
    }
}
