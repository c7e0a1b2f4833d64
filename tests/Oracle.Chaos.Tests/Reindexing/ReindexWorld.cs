using Oracle.Chaos.Tests.Kills;
using Oracle.Chroma;
using Oracle.Testing;

namespace Oracle.Chaos.Tests.Reindexing;

/// <summary>What the tables of a world say of its re-index and its collections, and what Chroma says of these.</summary>
internal static class ReindexWorld
{
    public static async Task FillAsync(this World world, int documents)
    {
        await world.StartAsync();
        foreach (var some in ReindexTests.Ids("doc", documents).Chunk(500))
            Assert.True(await world.Client.PostAsync(some.ToDictionary(id => id, id => Searchers.Text(id))));
        await ReindexTests.SyncedAsync(world.Host, documents);
        ComputedVectors.Count(world.DataDir);
    }

    public static Task MoveAsync(this World world, string model) => ReindexTests.BeginAsync(world.Host, "/api/reindex", new { model });

    /// <summary>The re-index ends, the collection of the model answers, and both stores agree.</summary>
    public static async Task EndAsync(this World world, string model)
    {
        await ReindexTests.EndAsync(world.Host);
        Assert.Equal(model, world.Answering());
        world.Faulted();
        await world.CheckAsync();
        await HonestStats.AssertAsync(world.Host, world.DataDir);
    }

    public static string State(this World world) => world.One("select state from oracle_reindex");

    /// <summary>The model of the collection that answers.</summary>
    public static string Answering(this World world) => world.One("select model from oracle_collections where state = 'answering'");

    /// <summary>The names of the collections in a state.</summary>
    public static IReadOnlyList<string> Collections(this World world, string state) =>
        [.. BothStores.Query(world.DataDir, $"select name from oracle_collections where state = '{state}'").Select(row => (string)row[0]!)];

    /// <summary>Whether a path is that of a call to the collection that is being filled.</summary>
    public static bool IsOfFilling(this World world, string path) =>
        BothStores.Query(world.DataDir, "select uuid from oracle_collections where state = 'filling' and uuid <> ''") is [[string uuid]]
        && path.Contains(uuid, StringComparison.Ordinal);

    public static async Task<bool> IsInChromaAsync(this World world, string collection)
    {
        using var client = new ChromaClient(new ChromaOptions { Url = world.Chroma!.Url });
        var found = await client.GetCollectionAsync(collection);
        return found.Succeeded || (found.Failure!.Kind == ChromaFailureKind.NotFound ? false : throw new InvalidOperationException(found.Failure.Message));
    }

    private static string One(this World world, string sql) => (string)BothStores.Query(world.DataDir, sql).Single()[0]!;
}
