using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Oracle.Chaos.Tests.Kills;
using Oracle.Chroma;
using Oracle.Host.Cli;
using Oracle.Host.Settings;
using Oracle.Host.Startup;
using Oracle.Testing;
using Xunit.Abstractions;

namespace Oracle.Chaos.Tests.Reindexing;

/// <summary>Chroma's whole data directory is removed while the host runs.</summary>
public sealed class LostDirectoryTests(ITestOutputHelper output) : IDisposable
{
    private readonly TempFolder _folder = new();
    private int _embedded;

    public void Dispose() => _folder.Dispose();

    [SkippableTheory, MemberData(nameof(ChromaBuilds.All), MemberType = typeof(ChromaBuilds))]
    public async Task Everything_is_back_when_Chroma_is_started_again_and_no_text_is_embedded_twice(ChromaBuild build)
    {
        var count = Programme.IsLong ? 5_000 : 400;
        await using var chroma = await ChromaServer.StartAsync(build);
        var settings = OracleSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Oracle:DataDir"] = _folder["data"], ["Oracle:Http:Port"] = "0", ["Oracle:Chroma:Url"] = chroma.Url.ToString(),
        }).Build());
        var directory = await Documents.DataDirectory.HoldAsync(settings.DataDir, TimeSpan.Zero, TimeProvider.System, default);
        await using var host = await OracleHost.StartAsync(
            settings, directory!, new HostRequest(settings.DataDir, Port: 0, Adopt: false, OnDemand: true), default,
            (_, _) => new CountingEmbedder(texts => Interlocked.Add(ref _embedded, texts)));
        using var http = new HttpClient { BaseAddress = host.Address };
        foreach (var some in ReindexTests.Ids("doc", count).Chunk(500))
        {
            using var posted = await http.PostAsync("/api/documents", System.Net.Http.Json.JsonContent.Create(some.Select(id => new { id, content = Searchers.Text(id) })));
            Assert.True(posted.IsSuccessStatusCode);
        }

        await StoresAgree.WithinAsync(settings.DataDir, chroma.Url, deadline: TimeSpan.FromMinutes(5));
        Assert.Equal(count, _embedded);

        chroma.Kill();
        Directory.Delete(chroma.DataPath, recursive: true);
        await chroma.RestartAsync();
        var clock = Stopwatch.StartNew();
        await StoresAgree.WithinAsync(settings.DataDir, chroma.Url, deadline: TimeSpan.FromMinutes(5));
        var back = clock.Elapsed;
        Assert.Equal(count, _embedded);
        output.WriteLine($"{build}: {count} documents back {back.TotalSeconds:0.0} s after Chroma was started, {(await LoadAsync(chroma, count)).TotalSeconds:0.0} s for a plain load of the same vectors");
    }

    // The same texts and vectors, one request after the other.
    private static async Task<TimeSpan> LoadAsync(ChromaServer chroma, int count)
    {
        using var client = new ChromaClient(new ChromaOptions { Url = chroma.Url });
        var from = (await client.GetCollectionAsync("oracle_knowledge")).Value;
        var records = new List<StoredRecord>();
        for (var offset = 0; offset < count; offset += 250)
        {
            records.AddRange((await client.GetAsync(from.Id, new ChromaGet
            {
                Offset = offset, Limit = 250, Include = ChromaInclude.Documents | ChromaInclude.Metadata | ChromaInclude.Embeddings,
            })).Value);
        }

        var to = (await client.GetOrCreateCollectionAsync(new CollectionSpec("plain-load", ChromaSpace.Cosine, 384))).Value;
        var limits = (await client.PreFlightAsync()).Value;
        var clock = Stopwatch.StartNew();
        foreach (var some in records.Chunk(250))
        {
            var written = await client.UpsertAsync(to.Id, [.. some.Select(record => new ChromaRecord(record.Id, record.Embedding, record.Document, record.Metadata))], limits);
            Assert.True(written.Succeeded);
        }

        return clock.Elapsed;
    }
}
