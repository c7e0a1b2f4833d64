using System.Net.Http.Json;
using Microsoft.Extensions.Configuration;
using Oracle.Host.Cli;
using Oracle.Host.Settings;
using Oracle.Host.Startup;

namespace Oracle.Chaos.Tests.Reindexing;

/// <summary>A host inside the test, with a slow embedder that counts.</summary>
internal sealed class CountingHost : IAsyncDisposable
{
    private OracleHost? _host;
    private int _embedded;

    private CountingHost(OracleSettings settings) => DataDir = settings.DataDir;

    public string DataDir { get; }

    /// <summary>How many texts were embedded so far.</summary>
    public int Embedded => Volatile.Read(ref _embedded);

    public HttpClient Http { get; } = new();

    public static async Task<CountingHost> StartAsync(string dataDir, Uri chroma)
    {
        var settings = OracleSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Oracle:DataDir"] = dataDir, ["Oracle:Http:Port"] = "0", ["Oracle:Chroma:Url"] = chroma.ToString(),
        }).Build());
        var directory = await Documents.DataDirectory.HoldAsync(settings.DataDir, TimeSpan.Zero, TimeProvider.System, default);
        var counting = new CountingHost(settings);
        counting._host = await OracleHost.StartAsync(
            settings, directory!, new HostRequest(settings.DataDir, Port: 0, Adopt: false, OnDemand: true), default,
            (_, _) => new CountingEmbedder(texts => Interlocked.Add(ref counting._embedded, texts)));
        counting.Http.BaseAddress = counting._host.Address;
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

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (_host is not null)
            await _host.DisposeAsync();
    }
}
