using System.Net.Http.Json;
using System.Text.Json;
using Oracle.Chaos.Tests.Hosts;
using Oracle.Chaos.Tests.Kills;
using Oracle.Chroma;
using Oracle.Testing;
using Xunit.Abstractions;

namespace Oracle.Chaos.Tests.Reindexing;

/// <summary>A re-index that is cancelled: what answers goes on answering, and Chroma holds no half collection, after a crash either.</summary>
public sealed class ReindexCancelTests(ChromaOfClass servers, ITestOutputHelper output) : IClassFixture<ChromaOfClass>, IDisposable
{
    private const string First = "oracle_knowledge";
    private const string Second = "oracle_knowledge_g1";
    private const string Other = "hash-256-v1";
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(2);

    private readonly TempFolder _folder = new();

    public static TheoryData<ChromaBuild> Builds => [.. Programme.Builds];

    public void Dispose() => _folder.Dispose();

    [SkippableTheory, MemberData(nameof(Builds))]
    public async Task The_host_is_killed_as_soon_as_it_said_so(ChromaBuild build)
    {
        await using var world = new World(await servers.OfAsync(build), output, isProxied: true);
        using var writes = new TargetWrites(world, Other);
        await world.FillAsync(600);
        await world.MoveAsync(Other);
        await Eventually.Get(() => writes.Confirmed.Count, confirmed => confirmed > 0, Soon);
        var second = world.Collections("filling").Single();
        Assert.True(await world.IsInChromaAsync(second));

        var cancelled = await CancelAsync(world.Host, 202);
        Assert.Equal(("cancelled", second), (cancelled.GetProperty("state").GetString(), cancelled.GetProperty("collection").GetString()));
        world.KillHost();
        await world.StartAsync();
        await Eventually.True(async () => !await world.IsInChromaAsync(second), Soon);
        Assert.Equal("cancelled", (await world.Host.GetAsync("/api/reindex")).GetProperty("state").GetString());
        Assert.Empty(world.Collections("retired"));
        await CancelAsync(world.Host, 409);
        world.Faulted();
        await world.CheckAsync();

        // The next one begins from nothing and ends.
        await world.MoveAsync(Other);
        await world.EndAsync(Other);
    }

    [Fact]
    public async Task One_whose_next_collection_s_name_is_somebody_else_s_leaves_that_alone()
    {
        await using var chroma = await ChromaServer.StartAsync(ChromaBuild.Compat);
        using var client = new ChromaClient(new ChromaOptions { Url = chroma.Url });
        var foreign = (await client.GetOrCreateCollectionAsync(new CollectionSpec(Second, ChromaSpace.Cosine, 3))).Value;
        await using var host = await OracleInProcess.ServeAsync(_folder["data"], chroma.Url);
        await host.PostDocumentsAsync(new { id = "a", content = "text" });
        await ReindexTests.SyncedAsync(host, 1);

        await ReindexTests.BeginAsync(host, "/api/reindex", new { model = Other });
        var stuck = await Eventually.Get(() => host.GetAsync("/api/reindex"), run => run.TryGetProperty("error", out _), Soon);
        Assert.Contains(Second, stuck.GetProperty("error").GetString(), StringComparison.Ordinal);
        await CancelAsync(host, 202);
        await Eventually.True(() => Task.FromResult(BothStores.Query(_folder["data"], "select name from oracle_collections where state <> 'answering'").Count == 0), Soon);
        Assert.Equal(foreign.Id, (await client.GetCollectionAsync(Second)).Value.Id);

        // Another name is taken the next time.
        await ReindexTests.BeginAsync(host, "/api/reindex", new { model = Other });
        await ReindexTests.EndAsync(host);
        Assert.Equal([First, Second, "oracle_knowledge_g2"], (await client.ListCollectionsAsync()).Value.Select(collection => collection.Name).Order(StringComparer.Ordinal));
    }

    private static async Task<JsonElement> CancelAsync(RunningOracle host, int status)
    {
        using var answer = await host.Http.DeleteAsync("/api/reindex");
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True((int)answer.StatusCode == status, body.ToString());
        return body;
    }
}
