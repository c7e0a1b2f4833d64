using Oracle.Chaos.Tests.Faults;
using Oracle.Testing;
using Oracle.Testing.Faults;
using Xunit.Abstractions;

namespace Oracle.Chaos.Tests.Embedders;

/// <summary>Every way in which an embedding server fails, and faults between host and Chroma at the same time, while a client writes and searches.</summary>
public sealed class EmbedderFaultProgrammeTests(ITestOutputHelper output)
{
    private const int FaultsOfAKind = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [SkippableTheory, InlineData("ollama"), InlineData("openai")]
    public Task However_the_embedder_fails_both_stores_agree_within_a_minute(string provider) =>
        FaultRun.OfAsync(ChromaBuild.Compat, nameof(EmbedderFaultProgrammeTests), run => RunAsync(run, provider));

    private async Task RunAsync(FaultRun run, string provider)
    {
        await using var embedder = await EmbeddingServer.StartAsync();
        var host = await run.ServeAsync(embedder.Settings(provider));
        await using var traffic = new Traffic(host, run.Ledger, run.Random);
        await run.AgreeAsync();
        var kinds = Enum.GetValues<EmbedderFault>().Where(kind => kind != EmbedderFault.None).ToArray();
        run.Random.Shuffle(kinds);
        foreach (var kind in kinds)
        {
            run.Now = $"{kind}";
            traffic.Resume();
            // Now and then: a server that fails each time is away, and that is the other tests' matter. Requests come on several threads.
            var (chance, gate) = (new Random(run.Random.Next()), new Lock());
            embedder.Next = () =>
            {
                lock (gate)
                    return chance.Next(10) < 3 ? kind : EmbedderFault.None;
            };
            run.Proxy.Plan.Add([new Fault(Endpoint.Upsert, FaultKind.ApplyThenReset)]);
            await Eventually.True(() => embedder.Requests.Count(request => request.Fault == kind) >= FaultsOfAKind && !run.Proxy.Plan.Pending.Any(), Patience);
            await traffic.PauseAsync();
            embedder.Next = () => EmbedderFault.None;
            run.Proxy.Clear();
            var agreed = await run.AgreeAsync();
            Assert.Empty(traffic.Wrongs);
            Assert.Empty(agreed.Quarantined);
            output.WriteLine($"{kind}: {embedder.Requests.Count(request => request.Fault == kind)} faults, agreed after {agreed.Took:ss\\.f} s ({agreed.Documents} documents)");
        }

        await HonestStats.AssertAsync(host, run.DataDir);
        output.WriteLine($"seed {run.Seed}: {embedder.Requests.Count} requests for vectors, {traffic.Figures}, {run.Ledger.Acknowledgements} acknowledged");
    }
}
