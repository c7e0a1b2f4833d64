using Oracle.Chaos.Tests.Hosts;
using Oracle.Chroma;
using Oracle.Testing;

namespace Oracle.Chaos.Tests.Agreement;

/// <summary>A collection whose index has no way to some of its records.</summary>
public sealed class NarrowIndexTests : IDisposable
{
    private const int Documents = 1_000;

    // What Chroma gives a vector by itself.
    private const int Few = 16;

    private readonly TempFolder _folder = new();

    private string DataDir => _folder["data"];

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public async Task A_collection_made_with_few_neighbours_heals_by_itself_and_says_meanwhile_what_it_does_not_find()
    {
        await using var chroma = await ChromaServer.StartAsync(ChromaBuild.Compat);
        await using var host = await OracleInProcess.ServeAsync(DataDir, chroma.Url);
        await Eventually.Get(() => host.GetAsync("/api/stats"), static stats => stats.GetProperty("vector").GetProperty("count").ToString() == "0");
        await NarrowAsync(chroma);
        await host.PostDocumentsAsync(Enumerable.Range(0, Documents).Select(n => new { id = $"d{n}", content = $"This command is an alias of command {n}. Display help for the command {n} of the suite." }));

        var told = await Eventually.Get(
            () => host.GetAsync("/api/stats"), static stats => stats.GetProperty("vector").GetProperty("unretrievable").GetInt32() > 0, TimeSpan.FromSeconds(60));
        var health = await host.GetAsync("/api/health");
        Assert.Equal("degraded", health.GetProperty("status").GetString());
        Assert.Contains("records by their own vectors", health.GetProperty("reason").GetString());
        Assert.Equal("oracle_knowledge", told.GetProperty("vector").GetProperty("collection").GetString());

        await Eventually.Get(
            () => host.GetAsync("/api/stats"),
            static stats => stats.GetProperty("vector") is var vector && vector.GetProperty("unretrievable").GetInt32() == 0 && vector.GetProperty("collection").GetString() != "oracle_knowledge",
            TimeSpan.FromSeconds(180));
        await StoresAgree.WithinAsync(DataDir, chroma.Url);
        Assert.Equal("ok", (await host.GetAsync("/api/health")).GetProperty("status").GetString());
    }

    // As if an Oracle of before, or somebody else, had made it.
    private static async Task NarrowAsync(ChromaServer chroma)
    {
        using var client = new ChromaClient(new ChromaOptions { Url = chroma.Url });
        var made = (await client.GetCollectionAsync("oracle_knowledge")).Value;
        await client.DeleteCollectionAsync(made.Name);
        await client.GetOrCreateCollectionAsync(new CollectionSpec(made.Name, ChromaSpace.Cosine, Metadata: made.Metadata, Neighbours: Few));
    }
}
