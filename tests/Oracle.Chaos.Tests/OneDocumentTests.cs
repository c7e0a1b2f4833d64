using System.Diagnostics;
using System.Net.Http.Json;
using Oracle.Chroma;
using Oracle.Testing;
using Xunit.Abstractions;

namespace Oracle.Chaos.Tests;

/// <summary>One document on an idle system: whoever waits for it is told, not left to ask.</summary>
public sealed class OneDocumentTests(ITestOutputHelper output) : IDisposable
{
    private const int Documents = 80;

    // The fastest tenth: of these the machine's other work is not part. Asking every 100 ms would be in each of them.
    private const double Quick = 0.1;
    private const double Most = 3;

    private static readonly Dictionary<string, MetadataValue> NoMetadata = [];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public async Task Waiting_for_one_document_takes_little_longer_than_Chroma_itself()
    {
        await using var chroma = await ChromaServer.StartAsync(ChromaBuilds.Native);
        await using var host = await OracleProcess.ServeAsync(_folder["data"], chroma.Url);
        using var client = new ChromaClient(new ChromaOptions { Url = chroma.Url });
        var bare = (await client.GetOrCreateCollectionAsync(new CollectionSpec("bare", ChromaSpace.Cosine, 384))).Value;
        var limits = (await client.PreFlightAsync()).Value;
        var (plain, waited) = (new List<TimeSpan>(), new List<TimeSpan>());
        // The first ones make the collections and have the code compiled.
        for (var i = -10; i < Documents; i++)
        {
            var (plainTook, waitedTook) = (await PlainAsync(client, bare.Id, limits, $"d-{i}"), await WaitedAsync(host, $"d-{i}"));
            if (i >= 0)
                (plain, waited) = ([.. plain, plainTook], [.. waited, waitedTook]);
        }

        var ratio = At(waited, Quick) / At(plain, Quick);
        output.WriteLine($"Fastest tenth: {At(plain, Quick).TotalMilliseconds:0.0} ms of Chroma alone, {At(waited, Quick).TotalMilliseconds:0.0} ms of a document that is waited for: {ratio:0.00} times; "
            + $"medians {At(plain, 0.5).TotalMilliseconds:0.0} and {At(waited, 0.5).TotalMilliseconds:0.0} ms");
        Assert.True(ratio <= Most, $"It takes {ratio:0.00} times as long.");
    }

    private static TimeSpan At(List<TimeSpan> times, double part) => times.Order().ElementAt((int)(times.Count * part));

    private static async Task<TimeSpan> PlainAsync(ChromaClient client, Guid collection, ChromaLimits limits, string id)
    {
        var vector = new float[384];
        for (var i = 0; i < vector.Length; i++)
            vector[i] = Random.Shared.NextSingle();
        var clock = Stopwatch.StartNew();
        Assert.True((await client.UpsertAsync(collection, [new ChromaRecord(id, vector, $"text of {id}", NoMetadata)], limits)).Succeeded);
        Assert.Single((await client.GetAsync(collection, new ChromaGet { Ids = [id] })).Value);
        return clock.Elapsed;
    }

    private static async Task<TimeSpan> WaitedAsync(OracleProcess host, string id)
    {
        var clock = Stopwatch.StartNew();
        using var response = await host.Http.PostAsJsonAsync("/api/documents?waitFor=synced", new { id, content = $"text of {id}" });
        Assert.Equal(200, (int)response.StatusCode);
        return clock.Elapsed;
    }
}
