using Oracle.Chaos.Tests.Kills;
using Oracle.Testing;
using Xunit.Abstractions;

namespace Oracle.Chaos.Tests.Reindexing;

/// <summary><c>kill -9</c> of the host while it moves to another model: it goes on where it was, and ends right.</summary>
public sealed class ReindexKillTests(ITestOutputHelper output) : IDisposable
{
    private const string To = "hash-256-v1";

    private readonly TempFolder _folder = new();

    private string DataDir => _folder["data"];

    public void Dispose() => _folder.Dispose();

    public static TheoryData<ChromaBuild> Builds => [.. Programme.Builds];

    [SkippableTheory, MemberData(nameof(Builds))]
    public async Task A_host_killed_at_random_moments_of_a_re_index_goes_on_where_it_was(ChromaBuild build)
    {
        var (kills, documents) = Programme.IsLong ? (20, 5_000) : (5, 1_500);
        var random = Programme.Chance(output, nameof(ReindexKillTests));
        await using var chroma = await ChromaServer.StartAsync(build);
        var host = await FilledAsync(chroma, documents);
        try
        {
            await ReindexTests.BeginAsync(host, "/api/reindex", new { model = To });
            for (var kill = 1; kill <= kills; kill++)
            {
                // Each time somewhere in what is left.
                var held = Held();
                var goal = held + random.Next(1, Math.Max(2, (documents - held) * 2 / (kills - kill + 2)));
                await Eventually.Get(() => Task.FromResult(Held()), now => now >= goal || State() != "running", TimeSpan.FromMinutes(5));
                host.Kill();
                var confirmed = Confirmed();
                await host.DisposeAsync();
                host = await OracleProcess.ServeAsync(DataDir, chroma.Url);
                output.WriteLine($"killed with {confirmed.Count} of {documents} confirmed, state {State()}");
                // What was confirmed stays so; that it is not sent once more is the store suite's to show, not this line's.
                Assert.Empty(confirmed.Except(Confirmed()));
            }

            await ReindexTests.EndAsync(host);
            await AgreeAsync(host, chroma, To);
        }
        finally
        {
            await host.DisposeAsync();
        }
    }

    [SkippableTheory, MemberData(nameof(Builds))]
    public async Task A_host_killed_before_and_after_the_switch_and_while_it_drops_the_old_collection_ends_right(ChromaBuild build)
    {
        await using var chroma = await ChromaServer.StartAsync(build);
        var host = await FilledAsync(chroma, 300);
        try
        {
            await ReindexTests.BeginAsync(host, "/api/reindex", new { model = To });
            host = await KilledWhenAsync(host, chroma, () => State() == "verifying");
            host = await KilledWhenAsync(host, chroma, () => Answering() == To);
            Assert.Equal(To, Answering());
            await AgreeAsync(host, chroma, To);

            // The next one retires what the first had kept; it is dropped once all is written.
            await ReindexTests.BeginAsync(host, "/api/reindex", new { model = "hash-128-v1" });
            host = await KilledWhenAsync(host, chroma, () => Answering() == "hash-128-v1");
            await AgreeAsync(host, chroma, "hash-128-v1");
            host = await KilledWhenAsync(host, chroma, () => BothStores.Query(DataDir, "select 1 from oracle_collections where state = 'retired'").Count == 0, TimeSpan.FromMinutes(3));
            await AgreeAsync(host, chroma, "hash-128-v1");
        }
        finally
        {
            await host.DisposeAsync();
        }
    }

    private async Task<OracleProcess> FilledAsync(ChromaServer chroma, int documents)
    {
        var host = await OracleProcess.ServeAsync(DataDir, chroma.Url);
        foreach (var some in ReindexTests.Ids("doc", documents).Chunk(500))
            await host.PostDocumentsAsync(some.Select(id => (object)new { id, content = Searchers.Text(id) }));
        await ReindexTests.SyncedAsync(host, documents);
        return host;
    }

    private async Task<OracleProcess> KilledWhenAsync(OracleProcess host, ChromaServer chroma, Func<bool> moment, TimeSpan? within = null)
    {
        await Eventually.True(() => Task.FromResult(moment()), within ?? TimeSpan.FromMinutes(1));
        host.Kill();
        await host.DisposeAsync();
        return await OracleProcess.ServeAsync(DataDir, chroma.Url);
    }

    private async Task AgreeAsync(OracleProcess host, ChromaServer chroma, string model)
    {
        Assert.Equal(model, Answering());
        await StoresAgree.WithinAsync(DataDir, chroma.Url);
        await HonestStats.AssertAsync(host, DataDir);
    }

    private string State() => (string)BothStores.Query(DataDir, "select state from oracle_reindex").Single()[0]!;

    private string Answering() => (string)BothStores.Query(DataDir, "select model from oracle_collections where state = 'answering'").Single()[0]!;

    private int Held() => Confirmed().Count;

    // Of the collection that is filled, or has taken over meanwhile.
    private HashSet<string> Confirmed() => [.. BothStores.Query(
        DataDir,
        $"""
        select t.id from oracle_targets t join oracle_collections c on c.name = t.collection
        where c.model = '{To}' and t.revision > 0
        union select id from oracle_documents where sync_status = 'synced' and exists (
            select 1 from oracle_collections where state = 'answering' and model = '{To}')
        """).Select(row => (string)row[0]!)];
}
