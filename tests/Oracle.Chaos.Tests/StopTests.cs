using System.Diagnostics;
using System.Net.Http.Json;
using Oracle.Chaos.Tests.Hosts;
using Oracle.Testing;

namespace Oracle.Chaos.Tests;

/// <summary>SIGTERM: intake ends, a batch on its way is finished or abandoned, exit code 0.</summary>
public sealed class StopTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private readonly TempFolder _folder = new();

    private string DataDir => _folder["data"];

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public async Task A_batch_in_flight_is_finished()
    {
        await using var chroma = await ChromaServer.StartAsync(ChromaBuild.Compat);
        await using var proxy = new RecordingProxy(chroma.Url);
        await using (var host = await OracleProcess.ServeAsync(DataDir, proxy.Url))
        {
            await host.PostDocumentsAsync(Documents(2_000));
            await Eventually.True(() => proxy.Requests.Any(request => request.EndsWith("/upsert", StringComparison.Ordinal)));
            Assert.Equal(0, await host.StopAsync());
        }

        // What Chroma took was settled before the end: nothing of it is sent again.
        var inChroma = (await BothStores.RecordsAsync(chroma.Url, "oracle_knowledge")).Keys.Order(StringComparer.Ordinal).ToList();
        Assert.NotEmpty(inChroma);
        Assert.Equal(inChroma, BothStores.Query(DataDir, "select id from oracle_documents where sync_status = 'synced' order by id").Select(row => (string)row[0]!));

        await using var next = await OracleInProcess.ServeAsync(DataDir, chroma.Url);
        await Eventually.Get(() => BothStores.DifferencesAsync(DataDir, chroma.Url), static differences => differences.Count == 0, TimeSpan.FromSeconds(60));
    }

    [SkippableTheory, MemberData(nameof(ChromaBuilds.NativeUnlessLong), MemberType = typeof(ChromaBuilds))]
    public async Task A_batch_that_Chroma_never_answers_is_abandoned_and_goes_after_the_next_start(ChromaBuild build)
    {
        await using var chroma = await ChromaServer.StartAsync(build);
        var patient = new Dictionary<string, string?> { ["Oracle__Chroma__RequestTimeout"] = "00:10:00" };
        await using (var host = await OracleProcess.ServeAsync(DataDir, chroma.Url, patient))
        {
            await host.PostDocumentsAsync(Documents(3));
            await Eventually.Get(() => host.GetAsync("/api/stats"), static s => s.GetProperty("sync").GetProperty("synced").GetInt32() == 3);
            chroma.Pause();
            await host.PostDocumentsAsync(new { id = "in-flight", content = "on its way" });
            await Eventually.True(() => Sockets.HasUnread(chroma.Port));

            var clock = Stopwatch.StartNew();
            Assert.Equal(0, await host.StopAsync());
            Assert.True(clock.Elapsed < Limit, $"Stopping took {clock.Elapsed}.");
        }

        Assert.Equal("pending", BothStores.Query(DataDir, "select sync_status from oracle_documents where id = 'in-flight'")[0][0]);
        chroma.Resume();
        await using var next = await OracleInProcess.ServeAsync(DataDir, chroma.Url);
        await Eventually.Get(() => BothStores.DifferencesAsync(DataDir, chroma.Url), static differences => differences.Count == 0, TimeSpan.FromSeconds(60));
    }

    [SkippableFact]
    public async Task While_it_stops_documents_are_refused_or_acknowledged_and_kept()
    {
        await using var chroma = await ChromaServer.StartAsync(ChromaBuild.Compat);
        var acknowledged = new List<string>();
        var statuses = new HashSet<int>();
        await using (var host = await OracleProcess.ServeAsync(DataDir, chroma.Url))
        {
            using var gone = new CancellationTokenSource();
            var posting = Task.WhenAll(Enumerable.Range(0, 4).Select(client => Task.Run(async () =>
            {
                for (var i = 0; !gone.IsCancellationRequested; i++)
                {
                    try
                    {
                        using var response = await host.Http.PostAsJsonAsync("/api/documents", new { id = $"{client}-{i}", content = "text" });
                        lock (acknowledged)
                        {
                            statuses.Add((int)response.StatusCode);
                            if ((int)response.StatusCode == 202)
                                acknowledged.Add($"{client}-{i}");
                        }
                    }
                    catch (HttpRequestException)
                    {
                        return;
                    }
                }
            })));
            await Eventually.True(() => { lock (acknowledged) return acknowledged.Count > 100; });
            Assert.Equal(0, await host.StopAsync());
            await gone.CancelAsync();
            await posting;
        }

        // Nothing but yes, "shutting down", or no connection at all.
        Assert.Empty(statuses.Except([202, 503]));
        Assert.Empty(acknowledged.Except(BothStores.Query(DataDir, "select id from oracle_documents").Select(row => (string)row[0]!), StringComparer.Ordinal));
        Assert.Equal("ok", BothStores.Query(DataDir, "pragma integrity_check")[0][0]);
    }

    [SkippableFact]
    public async Task A_client_that_never_finishes_its_body_does_not_keep_the_host()
    {
        await using var host = await OracleProcess.ServeAsync(DataDir, new Uri("http://127.0.0.1:9"));
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync(host.Address.Host, host.Address.Port);
        await client.GetStream().WriteAsync("POST /api/documents HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"id\"\r\n"u8.ToArray());
        await Eventually.Get(() => host.GetAsync("/api/health"), static h => h.GetProperty("server").GetString() == "oracle");

        var clock = Stopwatch.StartNew();
        Assert.Equal(0, await host.StopAsync());
        Assert.True(clock.Elapsed < Limit, $"Stopping took {clock.Elapsed}.");
    }

    [SkippableFact]
    public async Task A_sweep_that_waits_for_Chroma_does_not_keep_the_host()
    {
        await using var chroma = await ChromaServer.StartAsync(ChromaBuild.Compat);
        var patient = new Dictionary<string, string?> { ["Oracle__Chroma__RequestTimeout"] = "00:10:00" };
        await using var host = await OracleProcess.ServeAsync(DataDir, chroma.Url, patient);
        await host.PostDocumentsAsync(Documents(3));
        await Eventually.Get(() => host.GetAsync("/api/stats"), static s => s.GetProperty("sync").GetProperty("synced").GetInt32() == 3);
        chroma.Pause();
        await host.PostDocumentsAsync(new { id = "in-flight", content = "on its way" });
        await Eventually.True(() => Sockets.HasUnread(chroma.Port));
        // The one that is refused says that the other one runs.
        var (one, other) = (SweepAsync(host), SweepAsync(host));
        var refused = await Task.WhenAny(one, other);
        Assert.Equal(409, await refused);

        var clock = Stopwatch.StartNew();
        Assert.Equal(0, await host.StopAsync());
        Assert.True(clock.Elapsed < Limit, $"Stopping took {clock.Elapsed}.");
        await Assert.ThrowsAsync<HttpRequestException>(() => refused == one ? other : one);
    }

    private static async Task<int> SweepAsync(RunningOracle host)
    {
        using var response = await host.Http.PostAsJsonAsync("/api/sync/sweep", new { });
        return (int)response.StatusCode;
    }

    private static IEnumerable<object> Documents(int count) => Enumerable.Range(1, count).Select(i => new { id = $"d-{i}", content = $"text number {i} of many" });
}
