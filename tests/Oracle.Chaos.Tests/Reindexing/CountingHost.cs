using System.Net.Http.Json;
using Oracle.Chaos.Tests.Hosts;

namespace Oracle.Chaos.Tests.Reindexing;

/// <summary>A host with a slow embedder that counts.</summary>
internal sealed class CountingHost : IAsyncDisposable
{
    private OracleInProcess _host = null!;
    private int _embedded;

    private CountingHost()
    {
    }

    /// <summary>How many texts were embedded so far.</summary>
    public int Embedded => Volatile.Read(ref _embedded);

    public HttpClient Http => _host.Http;

    public static async Task<CountingHost> StartAsync(string dataDir, Uri chroma)
    {
        var counting = new CountingHost();
        counting._host = await OracleInProcess.ServeAsync(
            dataDir, chroma, embedders: (_, _) => new CountingEmbedder(texts => Interlocked.Add(ref counting._embedded, texts)));
        counting._host.AskAsOwner(dataDir);
        return counting;
    }

    public async Task PostAsync(IEnumerable<string> ids, int version = 0)
    {
        foreach (var some in ids.Chunk(500))
        {
            using var posted = await Http.PostAsync("/api/documents", JsonContent.Create(some.Select(id => new { id, content = Searchers.Text(id, version) })));
            Assert.True(posted.IsSuccessStatusCode);
        }
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}
