namespace Oracle.Cli.Doctor;

/// <summary>Whether the Chroma server answers its heartbeat.</summary>
internal static class ChromaServerCheck
{
    private const string Name = "Chroma's heartbeat";

    /// <param name="address">Where it should answer; null if nothing tells.</param>
    /// <param name="answers">Whether it does.</param>
    /// <param name="isOurs">Whether a host of ours starts and stops it.</param>
    /// <param name="hostRuns">Whether that host runs now.</param>
    public static Finding Judge(Uri? address, bool answers, bool isOurs, bool hostRuns) => (address, answers, isOurs, hostRuns) switch
    {
        (not null, true, _, _) => new(Name, Verdict.Ok, $"{address} answers"),
        (not null, false, false, _) => new(Name, Verdict.Fail, $"{address} does not answer", "start that server, or unset CHROMA_URL to have a local one"),
        (_, _, true, true) => new(Name, Verdict.Warn, "the host runs, its Chroma server does not answer; the host starts it again by itself",
            "if it stays so, see chroma/chroma.log in the data directory"),
        _ => new(Name, Verdict.Ok, "not running; the host starts it"),
    };
}
