using System.Diagnostics;
using Oracle.Chaos.Tests.Faults;
using Oracle.Chroma;
using Oracle.Testing;
using Oracle.Testing.Faults;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Oracle.Chaos.Tests;

/// <summary>
/// Every kind of fault at what a host asks when it starts with <c>--adopt</c> and finds its collection in other hands.
/// Adopting is asked for once; the host owes it however often Chroma fails meanwhile.
/// </summary>
public sealed class FaultsAtTheStartTests(ITestOutputHelper output) : IDisposable
{
    private const string Collection = "oracle_knowledge";
    private static readonly int Rounds = FaultRun.IsLong ? 3 : 1;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly Endpoint[] Starting = [Endpoint.GetCollection, Endpoint.ModifyCollection, Endpoint.PreFlight];

    private readonly TempFolder _folder = new();
    private string _now = "the start";
    private OracleProcess? _host;

    private string DataDir => _folder["data"];

    public void Dispose() => _folder.Dispose();

    [SkippableTheory, MemberData(nameof(FaultRun.Builds), MemberType = typeof(FaultRun))]
    public async Task A_host_that_may_adopt_a_collection_does_so_whatever_happens_at_its_start(ChromaBuild build)
    {
        var seed = FaultRun.Seed();
        await using var chroma = await ChromaServer.StartAsync(build);
        await using var proxy = new FaultProxy(chroma.Url);
        using var ledger = new Ledger(_folder["ledger"]);
        try
        {
            await RunAsync(chroma, proxy, ledger, new Random(seed));
        }
        catch (Exception e)
        {
            throw new XunitException(
                $"""
                 Failed at {_now}, on {build}. {FaultRun.Replay(seed, nameof(FaultsAtTheStartTests))}
                 {e.Message}
                 {FaultRun.Trace(proxy, _host)}
                 """, e);
        }
        finally
        {
            if (_host is not null)
                await _host.DisposeAsync();
        }
    }

    private async Task RunAsync(ChromaServer chroma, FaultProxy proxy, Ledger ledger, Random random)
    {
        await StartAsync(proxy, ledger, random, "--adopt");
        await StoresAgree.WithinAsync(DataDir, chroma.Url, Collection, ledger);
        for (var round = 1; round <= Rounds; round++)
        {
            var kinds = FaultProgramme.Kinds.ToArray();
            random.Shuffle(kinds);
            foreach (var kind in kinds)
            {
                _now = $"{kind}, round {round}";
                var clock = Stopwatch.StartNew();
                await _host!.DisposeAsync();
                await GiveAwayAsync(chroma.Url);
                proxy.Plan.Add(FaultProgramme.PlacesOf(Starting, 0, random)
                    .Select(endpoint => new Fault(endpoint, kind) { ReleaseAfter = kind == FaultKind.HeldBack ? TimeSpan.FromSeconds(1) : null }));
                await StartAsync(proxy, ledger, random, "--adopt");
                await Eventually.Get(() => string.Join(", ", proxy.Plan.Pending), static pending => pending == "", Patience);
                await Eventually.True(() => proxy.Held == 0, Patience);
                proxy.Clear();
                var agreed = await StoresAgree.WithinAsync(DataDir, chroma.Url, Collection, ledger);
                Assert.Empty(proxy.Troubles);
                output.WriteLine($"{_now}: {clock.Elapsed:ss\\.f} s, agreed after {agreed.Took:ss\\.f} s ({agreed.Documents} documents)");
            }
        }

        foreach (var kind in FaultProgramme.Kinds)
            Assert.All(Starting, endpoint => Assert.True(proxy.Plan.Injected.GetValueOrDefault((endpoint, kind)) >= Rounds, $"{kind} at {endpoint}"));
    }

    private async Task StartAsync(FaultProxy proxy, Ledger ledger, Random random, params string[] arguments)
    {
        _host = await OracleProcess.ServeAsync(DataDir, proxy.Url, FaultRun.Impatient, arguments);
        var texts = Enumerable.Range(0, 3).Select(_ => random.Next(20)).Distinct().ToDictionary(n => $"doc-{n}", n => $"text {n} {random.Next()}", StringComparer.Ordinal);
        Assert.True(await new LedgerClient(ledger, _host.Http).PostAsync(texts));
    }

    // While it is another's, it is that other's to change: a record goes.
    private static async Task GiveAwayAsync(Uri chroma)
    {
        using var client = new ChromaClient(new ChromaOptions { Url = chroma });
        var collection = (await client.GetCollectionAsync(Collection)).Value;
        var metadata = new Dictionary<string, MetadataValue>(collection.Metadata, StringComparer.Ordinal) { ["oracle_store"] = "somebody else" };
        Assert.True((await client.ModifyCollectionAsync(collection.Id, newMetadata: metadata)).Succeeded);
        var some = (await client.GetAsync(collection.Id, new ChromaGet { Limit = 1 })).Value;
        Assert.True((await client.DeleteAsync(collection.Id, [.. some.Select(static record => record.Id)])).Succeeded);
    }
}
