using Oracle.Testing;

namespace Oracle.Chroma.Tests.RealServers;

/// <summary>One server of each build for all tests of this collection.</summary>
[CollectionDefinition(Name)]
public sealed class SharedServers : ICollectionFixture<ChromaServers>
{
    public const string Name = "real Chroma servers";
}

/// <summary>A client and a fresh collection on a shared server.</summary>
internal sealed record RealChroma(ChromaClient Client, ChromaCollection Collection, ChromaLimits Limits) : IDisposable
{
    public Guid Id => Collection.Id;

    public static async Task<RealChroma> On(ChromaServers servers, ChromaBuild build, IReadOnlyDictionary<string, MetadataValue>? metadata = null)
    {
        var server = await servers.Get(build);
        var client = new ChromaClient(new ChromaOptions { Url = server.Url });
        var collection = await client.GetOrCreateCollectionAsync(new CollectionSpec(NewName(), Metadata: metadata));
        return new RealChroma(client, collection.Value, (await client.PreFlightAsync()).Value);
    }

    public static string NewName() => $"test-{Guid.NewGuid():N}";

    public async Task Upsert(params ChromaRecord[] records)
    {
        var result = await Client.UpsertAsync(Id, records, Limits);
        Assert.True(result.Succeeded, result.ToString());
    }

    public async Task<StoredRecord?> Read(string id) =>
        (await Client.GetAsync(Id, new ChromaGet
        {
            Ids = [id],
            Include = ChromaInclude.Documents | ChromaInclude.Metadata | ChromaInclude.Embeddings,
        })).Value.SingleOrDefault();

    public async Task<ChromaCollection> Described() => (await Client.GetCollectionAsync(Collection.Name)).Value;

    public void Dispose() => Client.Dispose();
}
