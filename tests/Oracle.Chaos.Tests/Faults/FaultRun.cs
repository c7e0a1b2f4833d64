using System.Globalization;
using Oracle.Testing;
using Oracle.Testing.Faults;

namespace Oracle.Chaos.Tests.Faults;

/// <summary>What runs of faults have in common: how long, with which seed, and what a failure says.</summary>
public static class FaultRun
{
    private const int Lines = 60;

    /// <summary>Whether this is the run that takes its time.</summary>
    public static bool IsLong { get; } = Environment.GetEnvironmentVariable("ORACLE_TEST_LONG") == "1";

    /// <summary>One build in the short run, both in the long one.</summary>
    public static TheoryData<ChromaBuild> Builds => IsLong ? ChromaBuilds.All : [ChromaBuild.Current];

    /// <summary>A host that gives Chroma two seconds, so that it soon looks again after an outcome nobody knows.</summary>
    public static IReadOnlyDictionary<string, string?> Impatient { get; } =
        new Dictionary<string, string?>(StringComparer.Ordinal) { ["Oracle__Chroma__RequestTimeout"] = "00:00:02" };

    /// <summary>The seed given for a replay, or a new one.</summary>
    public static int Seed() => Environment.GetEnvironmentVariable("ORACLE_TEST_SEED") is { Length: > 0 } given
        ? int.Parse(given, CultureInfo.InvariantCulture)
        : Random.Shared.Next();

    /// <summary>How to run it again.</summary>
    public static string Replay(int seed, string test) =>
        $"Seed {seed}. Replay: ORACLE_TEST_SEED={seed} ./test{(IsLong ? " --long" : "")} -- --filter FullyQualifiedName~{test}";

    /// <summary>What went over the wire last, and what the host said of it.</summary>
    public static string Trace(FaultProxy proxy, OracleProcess? host) =>
        $"""
         The proxy's last exchanges, plain reads aside:
         {string.Join('\n', proxy.Records.Where(static record => !IsPlain(record)).TakeLast(Lines))}
         The host wrote:
         {string.Join('\n', (host?.Error ?? "").Split('\n').TakeLast(Lines))}
         """;

    private static bool IsPlain(ProxyRecord record) => record is { Fault: null, Endpoint: Endpoint.Query or Endpoint.Count, ServerStatus: 200 };
}
