using System.Globalization;
using Oracle.Chaos.Tests.Hosts;
using Oracle.Testing;
using Oracle.Testing.Faults;
using Xunit.Sdk;

namespace Oracle.Chaos.Tests.Faults;

/// <summary>One run of faults between a host and a Chroma server: how long, by which chance, and what a failure says.</summary>
public sealed class FaultRun
{
    private const int Lines = 60;
    // Chroma's count is asked for at each comparison, and a fault waits for its endpoint to be asked.
    private static readonly Dictionary<string, string?> Impatient = new(StringComparer.Ordinal)
    {
        ["Oracle__Chroma__RequestTimeout"] = "00:00:01", ["Oracle__Sync__CompareInterval"] = "00:00:02",
    };

    private readonly TempFolder _folder;

    private FaultRun(TempFolder folder, ChromaServer chroma, FaultProxy proxy, Ledger ledger, int seed) =>
        (_folder, Chroma, Proxy, Ledger, Seed, Random) = (folder, chroma, proxy, ledger, seed, new Random(seed));

    /// <summary>One build in the short run, both in the long one.</summary>
    public static TheoryData<ChromaBuild> Builds => LongRun.IsOn ? ChromaBuilds.All : [ChromaBuild.Current];

    /// <summary>The server behind the proxy.</summary>
    public ChromaServer Chroma { get; }

    /// <summary>What the host takes for Chroma.</summary>
    public FaultProxy Proxy { get; }

    /// <summary>What the host acknowledged.</summary>
    public Ledger Ledger { get; }

    /// <summary>What chance began with.</summary>
    public int Seed { get; }

    /// <summary>Whatever is left to chance is left to this.</summary>
    public Random Random { get; }

    /// <summary>Where the host keeps its documents.</summary>
    public string DataDir => _folder["data"];

    /// <summary>What is tried now, for a failure's words.</summary>
    public string Now { get; set; } = "the start";

    /// <summary>The host of the moment.</summary>
    public RunningOracle? Host { get; private set; }

    /// <summary>Runs a test; a failure says how to run it again and what went over the wire last.</summary>
    public static async Task OfAsync(ChromaBuild build, string test, Func<FaultRun, Task> body)
    {
        var seed = NewSeed();
        using var folder = new TempFolder();
        await using var chroma = await ChromaServer.StartAsync(build);
        await using var proxy = new FaultProxy(chroma.Url);
        using var ledger = new Ledger(folder["ledger"]);
        var run = new FaultRun(folder, chroma, proxy, ledger, seed);
        try
        {
            await body(run);
        }
        catch (Exception e)
        {
            throw new XunitException(
                $"""
                 Failed at {run.Now}, on {build}. {Replay(seed, test)}
                 {e.Message}
                 {Trace(proxy, run.Host)}
                 """, e);
        }
        finally
        {
            await run.StopAsync();
        }
    }

    /// <summary>Starts a host that gives Chroma one second, so that it soon looks again after an outcome nobody knows.</summary>
    public Task<RunningOracle> ServeAsync(params string[] arguments) => ServeAsync(new Dictionary<string, string?>(StringComparer.Ordinal), arguments);

    /// <summary>The same with further settings.</summary>
    public async Task<RunningOracle> ServeAsync(IReadOnlyDictionary<string, string?> settings, params string[] arguments) =>
        Host = await OracleInProcess.ServeAsync(DataDir, Proxy.Url, Impatient.Concat(settings).ToDictionary(StringComparer.Ordinal), arguments: arguments);

    /// <summary>Stops the host, if there is one.</summary>
    public async Task StopAsync()
    {
        if (Host is not { } host)
            return;
        Host = null;
        await host.DisposeAsync();
    }

    /// <summary>Waits until both stores agree.</summary>
    public Task<Agreed> AgreeAsync(string? collection = null) => StoresAgree.WithinAsync(DataDir, Chroma.Url, collection, Ledger);

    private static int NewSeed() => Environment.GetEnvironmentVariable("ORACLE_TEST_SEED") is { Length: > 0 } given
        ? int.Parse(given, CultureInfo.InvariantCulture)
        : Random.Shared.Next();

    private static string Replay(int seed, string test) =>
        $"Seed {seed}. Replay: ORACLE_TEST_SEED={seed} ./test{(LongRun.IsOn ? " --long" : "")} -- --filter FullyQualifiedName~{test}";

    private static string Trace(FaultProxy proxy, RunningOracle? host) =>
        $"""
         The proxy's last exchanges, plain reads aside:
         {string.Join('\n', proxy.Records.Where(static record => !IsPlain(record)).TakeLast(Lines))}
         The host wrote:
         {string.Join('\n', (host?.Error ?? "").Split('\n').TakeLast(Lines))}
         """;

    private static bool IsPlain(ProxyRecord record) => record is { Fault: null, Endpoint: Endpoint.Query or Endpoint.Count, ServerStatus: 200 };
}
