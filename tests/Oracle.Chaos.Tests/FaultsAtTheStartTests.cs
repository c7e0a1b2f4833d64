using System.Diagnostics;
using Oracle.Chaos.Tests.Faults;
using Oracle.Chroma;
using Oracle.Testing;
using Oracle.Testing.Faults;
using Xunit.Abstractions;

namespace Oracle.Chaos.Tests;

/// <summary>
/// Every kind of fault at what a host asks when it starts with <c>--adopt</c> and finds its collection in other hands.
/// Adopting is asked for once; the host owes it however often Chroma fails meanwhile.
/// </summary>
public sealed class FaultsAtTheStartTests(ITestOutputHelper output)
{
    private const string Collection = "oracle_knowledge";
    private static readonly int Rounds = LongRun.IsOn ? 3 : 1;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly Endpoint[] Starting = [Endpoint.GetCollection, Endpoint.ModifyCollection, Endpoint.PreFlight];

    [SkippableTheory, MemberData(nameof(FaultRun.Builds), MemberType = typeof(FaultRun))]
    public Task A_host_that_may_adopt_a_collection_does_so_whatever_happens_at_its_start(ChromaBuild build) =>
        FaultRun.OfAsync(build, nameof(FaultsAtTheStartTests), RunAsync);

    private async Task RunAsync(FaultRun run)
    {
        var (proxy, random) = (run.Proxy, run.Random);
        await StartAsync(run);
        await run.AgreeAsync(Collection);
        for (var round = 1; round <= Rounds; round++)
        {
            var kinds = FaultProgramme.Kinds.ToArray();
            random.Shuffle(kinds);
            foreach (var kind in kinds)
            {
                run.Now = $"{kind}, round {round}";
                var clock = Stopwatch.StartNew();
                await run.StopAsync();
                await GiveAwayAsync(run.Chroma.Url);
                proxy.Plan.Add(FaultProgramme.PlacesOf(Starting, 0, random)
                    .Select(endpoint => new Fault(endpoint, kind) { ReleaseAfter = kind == FaultKind.HeldBack ? TimeSpan.FromSeconds(1) : null }));
                await StartAsync(run);
                await Eventually.Get(() => string.Join(", ", proxy.Plan.Pending), static pending => pending == "", Patience);
                await Eventually.True(() => proxy.Held == 0, Patience);
                proxy.Clear();
                var agreed = await run.AgreeAsync(Collection);
                Assert.Empty(proxy.Troubles);
                output.WriteLine($"{run.Now}: {clock.Elapsed:ss\\.f} s, agreed after {agreed.Took:ss\\.f} s ({agreed.Documents} documents)");
            }
        }

        output.WriteLine($"seed {run.Seed}: {proxy.Plan.Injected.Values.Sum()} faults");
        foreach (var kind in FaultProgramme.Kinds)
            Assert.All(Starting, endpoint => Assert.True(proxy.Plan.Injected.GetValueOrDefault((endpoint, kind)) >= Rounds, $"{kind} at {endpoint}"));
    }

    private static async Task StartAsync(FaultRun run)
    {
        var host = await run.ServeAsync("--adopt");
        var random = run.Random;
        var texts = Enumerable.Range(0, 3).Select(_ => random.Next(20)).Distinct().ToDictionary(n => $"doc-{n}", n => $"text {n} {random.Next()}", StringComparer.Ordinal);
        Assert.True(await new LedgerClient(run.Ledger, host.Http).PostAsync(texts));
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
