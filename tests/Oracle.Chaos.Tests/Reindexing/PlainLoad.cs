using System.Diagnostics;
using Oracle.Chroma;

namespace Oracle.Chaos.Tests.Reindexing;

/// <summary>What it takes to write the records of the answering collection to another one, a request after the other and nothing else.</summary>
internal static class PlainLoad
{
    private const int AtOnce = 250;
    private const string Name = "plain-load";

    public static async Task<TimeSpan> OfAsync(Uri chroma, string collection = "oracle_knowledge")
    {
        using var client = new ChromaClient(new ChromaOptions { Url = chroma });
        var from = (await client.GetCollectionAsync(collection)).Value;
        var records = new List<StoredRecord>();
        do
        {
            records.AddRange((await client.GetAsync(from.Id, new ChromaGet
            {
                Offset = records.Count, Limit = AtOnce, Include = ChromaInclude.Documents | ChromaInclude.Metadata | ChromaInclude.Embeddings,
            })).Value);
        }
        while (records.Count > 0 && records.Count % AtOnce == 0 && records.Count < (await client.CountAsync(from.Id)).Value);

        var to = (await client.GetOrCreateCollectionAsync(new CollectionSpec(Name, ChromaSpace.Cosine, records[0].Embedding.Length))).Value;
        var limits = (await client.PreFlightAsync()).Value;
        var clock = Stopwatch.StartNew();
        foreach (var some in records.Chunk(AtOnce))
        {
            var written = await client.UpsertAsync(to.Id, [.. some.Select(record => new ChromaRecord(record.Id, record.Embedding, record.Document, record.Metadata))], limits);
            Assert.True(written.Succeeded);
        }

        var took = clock.Elapsed;
        Assert.True((await client.DeleteCollectionAsync(Name)).Succeeded);
        return took;
    }
}
