using System.Diagnostics;
using Oracle.Chaos.Tests.Faults;
using Oracle.Chroma;
using Oracle.Testing;
using Oracle.Testing.Faults;
using Xunit.Abstractions;

namespace Oracle.Chaos.Tests;

/// <summary>
/// Every kind of fault at every endpoint, between a host process and a real Chroma server, while a client writes and
/// searches. After each kind both stores must agree without help.
/// </summary>
/// <remarks>What only a start does, adopting a collection, is in <see cref="FaultsAtTheStartTests"/>.</remarks>
public sealed class FaultProgrammeTests(ITestOutputHelper output)
{
    // Each round has a kind at each of its endpoints at least once, so at least nine times.
    private static readonly int Rounds = LongRun.IsOn ? 6 : 1;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    // What the host asks when it looks for its collection, and makes it.
    private static readonly Endpoint[] Opening = [Endpoint.PreFlight, Endpoint.GetCollection, Endpoint.CreateCollection];
    private static readonly Endpoint[] Working = [Endpoint.Heartbeat, Endpoint.Upsert, Endpoint.Get, Endpoint.Query, Endpoint.Delete, Endpoint.Count];

    [SkippableTheory, MemberData(nameof(FaultRun.Builds), MemberType = typeof(FaultRun))]
    public Task Whatever_happens_at_whatever_endpoint_both_stores_agree_within_a_minute(ChromaBuild build) =>
        FaultRun.OfAsync(build, nameof(FaultProgrammeTests), RunAsync);

    private async Task RunAsync(FaultRun run)
    {
        var proxy = run.Proxy;
        var host = await run.ServeAsync();
        var (clock, slowest) = (Stopwatch.StartNew(), (Took: TimeSpan.Zero, Cycle: ""));
        await using var traffic = new Traffic(host, run.Ledger, run.Random);
        await run.AgreeAsync();
        for (var round = 1; round <= Rounds; round++)
        {
            var kinds = FaultProgramme.Kinds.ToArray();
            run.Random.Shuffle(kinds);
            foreach (var kind in kinds)
            {
                run.Now = $"{kind}, round {round}";
                var began = clock.Elapsed;
                await InjectAsync(run, traffic, kind);
                var agreed = await run.AgreeAsync();
                Assert.Empty(traffic.Wrongs);
                Assert.Empty(agreed.Quarantined);
                Assert.Empty(proxy.Troubles);
                if (agreed.Took > slowest.Took)
                    slowest = (agreed.Took, run.Now);
                output.WriteLine($"{clock.Elapsed:mm\\:ss} {run.Now}: {clock.Elapsed - began:ss\\.f} s, agreed after {agreed.Took:ss\\.f} s ({agreed.Documents} documents)");
            }
        }

        await HonestStats.AssertAsync(host, run.DataDir);
        foreach (var kind in FaultProgramme.Kinds)
        {
            var places = proxy.Plan.Injected.Where(entry => entry.Key.Kind == kind).ToDictionary(entry => entry.Key.Endpoint, entry => entry.Value);
            output.WriteLine($"{kind,-30} {places.Values.Sum(),4}  {string.Join(", ", places.Select(place => $"{place.Key} {place.Value}"))}");
            Assert.All(Opening.Concat(Working), endpoint => Assert.True(places.GetValueOrDefault(endpoint) >= Rounds, $"{kind} at {endpoint}"));
            Assert.True(places.Values.Sum() >= (LongRun.IsOn ? 50 : 5), $"{kind}");
        }

        output.WriteLine($"seed {run.Seed}: {proxy.Plan.Injected.Values.Sum()} faults in {proxy.Records.Count()} requests, {traffic.Figures}, {run.Ledger.Acknowledgements} acknowledged, slowest agreement {slowest}");
    }

    private static async Task InjectAsync(FaultRun run, Traffic traffic, FaultKind kind)
    {
        var (proxy, random) = (run.Proxy, run.Random);
        traffic.Resume();
        // Gone behind the host's back, so that it has to look for it and make it.
        using (var client = new ChromaClient(new ChromaOptions { Url = run.Chroma.Url }))
            await client.DeleteCollectionAsync((string)BothStores.Query(run.DataDir, "select name from oracle_collections where state = 'answering'")[0][0]!);
        await MeetAsync(proxy, FaultProgramme.PlacesOf(Opening, 0, random).Select(endpoint => Of(endpoint, kind)));
        // A write whose outcome nobody knows comes first, so that there is something to read back.
        await MeetAsync(proxy, [new Fault(Endpoint.Upsert, FaultKind.ApplyThenReset), .. FaultProgramme.PlacesOf(Working, 0, random).Select(endpoint => Of(endpoint, kind))]);
        await Eventually.True(() => proxy.Held == 0, Patience);
        await traffic.PauseAsync();
        proxy.Clear();
    }

    // Late enough for newer writes to have gone through, and early enough for the first reading back to see what it did.
    private static Fault Of(Endpoint endpoint, FaultKind kind) =>
        new(endpoint, kind) { ReleaseAfter = kind == FaultKind.HeldBack ? TimeSpan.FromSeconds(3) : null };

    private static async Task MeetAsync(FaultProxy proxy, IEnumerable<Fault> faults)
    {
        proxy.Plan.Add(faults);
        await Eventually.Get(() => string.Join(", ", proxy.Plan.Pending), static pending => pending == "", Patience);
    }
}
