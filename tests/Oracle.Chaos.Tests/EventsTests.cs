using System.Diagnostics;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Oracle.Chaos.Tests.Hosts;
using Oracle.Testing;

namespace Oracle.Chaos.Tests;

/// <summary>What a real host tells those who listen, and those who measure.</summary>
public sealed class EventsTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableTheory, MemberData(nameof(ChromaBuilds.NativeUnlessLong), MemberType = typeof(ChromaBuilds))]
    public async Task A_listener_hears_of_every_document_that_was_synced_and_the_metrics_count_them(ChromaBuild build)
    {
        await using var chroma = await ChromaServer.StartAsync(build);
        await using var host = await OracleInProcess.ServeAsync(_folder["data"], chroma.Url);
        using var response = await host.Http.GetAsync("/api/events", HttpCompletionOption.ResponseHeadersRead);
        await using var events = SseParser.Create(await response.Content.ReadAsStreamAsync()).EnumerateAsync().GetAsyncEnumerator();
        Assert.True(await events.MoveNextAsync());
        Assert.Equal("ping", events.Current.EventType);

        var posted = Enumerable.Range(1, 600).Select(i => $"d-{i}").ToHashSet(StringComparer.Ordinal);
        var (status, _) = await host.PostDocumentsAsync(posted.Select(id => new { id, content = $"text of {id}" }));
        Assert.Equal(202, status);

        var clock = Stopwatch.StartNew();
        var missing = new HashSet<string>(posted, StringComparer.Ordinal);
        while (missing.Count > 0)
        {
            Assert.True(await events.MoveNextAsync().AsTask().WaitAsync(Limit));
            Assert.True(clock.Elapsed < TimeSpan.FromMinutes(2), $"{missing.Count} documents were not told of.");
            if (events.Current.EventType != "sync")
                continue;
            foreach (var document in JsonDocument.Parse(events.Current.Data).RootElement.GetProperty("documents").EnumerateArray())
            {
                if (document.GetProperty("status").GetString() == "synced")
                    missing.Remove(document.GetProperty("id").GetString()!);
            }
        }

        var metrics = (await host.Http.GetStringAsync("/metrics")).Split('\n');
        Assert.Contains("oracle_documents{status=\"synced\"} 600", metrics);
        Assert.Contains("oracle_vector_records 600", metrics);
        Assert.Contains("oracle_chroma_connected 1", metrics);
    }

    [SkippableFact]
    public async Task Listeners_do_not_keep_a_host_that_stops_and_their_streams_end_cleanly()
    {
        await using var host = await OracleInProcess.ServeAsync(_folder["data"], new Uri("http://127.0.0.1:9"));
        using var one = await host.Http.GetAsync("/api/events", HttpCompletionOption.ResponseHeadersRead);
        using var other = await host.Http.GetAsync("/api/events", HttpCompletionOption.ResponseHeadersRead);
        var reading = one.Content.ReadAsStringAsync();

        var clock = Stopwatch.StartNew();
        Assert.Equal(0, await host.StopAsync());

        Assert.True(clock.Elapsed < Limit, $"Stopping took {clock.Elapsed}.");
        Assert.StartsWith("event: ping\ndata: {}\n\n", await reading);
    }
}
