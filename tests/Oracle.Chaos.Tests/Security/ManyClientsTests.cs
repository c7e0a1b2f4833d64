using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Oracle.Testing;

namespace Oracle.Chaos.Tests.Security;

/// <summary>Clients that are many, slow, or never end. One that behaves is answered meanwhile.</summary>
[Collection(nameof(LoopbackHost))]
public sealed class ManyClientsTests(LoopbackHost oracle)
{
    private const int Slow = 100;
    private const int Listeners = 10_000;

    // A second or two on a machine of one's own; this one is shared.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Slow_clients_and_bodies_that_never_end_keep_nobody()
    {
        var host = $"Host: {oracle.Host.Address.Authority}\r\n";
        const string Json = "Content-Type: application/json\r\n";
        var clients = new List<RawClient>();
        try
        {
            for (var i = 0; i < Slow; i++)
            {
                await StartAsync("GET /api/stats HTTP/1.1\r\nHost");
                await StartAsync($"POST /api/documents HTTP/1.1\r\n{host}{Json}Content-Length: 67108864\r\n\r\n[");
                await StartAsync($"POST /api/documents HTTP/1.1\r\n{host}Content-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{{\r\n");
                await StartAsync($"POST /api/sync/retry HTTP/1.1\r\n{host}{Json}Transfer-Encoding: chunked\r\n\r\n1\r\n{{\r\n");
            }

            await AssertAnsweredAsync();
            // Whoever sends next to nothing is let go of.
            var told = await clients[1].ReadAsync();
            Assert.True(told.Status is 0 or 408, told.ToString());
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }

        async Task StartAsync(string text)
        {
            var client = new RawClient(oracle.Host.Address);
            clients.Add(client);
            await client.WriteAsync(text);
        }
    }

    [Fact]
    public async Task Ten_thousand_listeners_keep_nobody_and_are_told_to_come_back()
    {
        var clients = new RawClient?[Listeners];
        var refused = 0;
        try
        {
            var crowd = Parallel.ForAsync(0, Listeners, new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (i, _) =>
            {
                try
                {
                    clients[i] = new RawClient(oracle.Host.Address);
                    await clients[i]!.WriteAsync($"GET /api/events HTTP/1.1\r\nHost: {oracle.Host.Address.Authority}\r\n\r\n");
                }
                catch (System.Net.Sockets.SocketException)
                {
                    Interlocked.Increment(ref refused);
                }
            });
            await AssertAnsweredAsync();
            await crowd;
            await AssertAnsweredAsync();
            using var late = await oracle.Host.Http.GetAsync("/api/events", HttpCompletionOption.ResponseHeadersRead);
            Assert.Equal(HttpStatusCode.TooManyRequests, late.StatusCode);
            Assert.NotNull(late.Headers.RetryAfter?.Delta);
            Assert.InRange(refused, 0, Listeners / 10);
        }
        finally
        {
            foreach (var client in clients)
                client?.Dispose();
        }
    }

    [Fact]
    public async Task A_body_that_is_too_long_is_refused_with_the_limit_also_where_it_never_ends()
    {
        var announced = await oracle.SendAsync("POST /api/sync/retry", "Content-Type: application/json\r\n", new string(' ', (1 << 20) + 1));
        Assert.Equal(413, announced.Status);
        using var endless = new RawClient(oracle.Host.Address);
        await endless.WriteAsync($"POST /api/audit HTTP/1.1\r\nHost: {oracle.Host.Address.Authority}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
        var reading = endless.ReadAsync();
        var chunk = $"10000\r\n{new string(' ', 0x10000)}\r\n";
        for (var i = 0; i < 64 && !reading.IsCompleted; i++)
        {
            try
            {
                await endless.WriteAsync(chunk);
            }
            catch (System.Net.Sockets.SocketException)
            {
                break;
            }
        }

        Assert.Equal(413, (await reading).Status);
        foreach (var body in new[] { announced.Body, (await reading).Body })
            Assert.Contains("1048576", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_of_rubbish_that_never_ends_is_ended()
    {
        var rubbish = string.Concat(Enumerable.Repeat("x\n", 20_000));
        var answer = await oracle.SendAsync("POST /api/documents", "Content-Type: application/x-ndjson\r\n", rubbish);
        Assert.Equal(400, answer.Status);
        Assert.Contains("10000", answer.Body, StringComparison.Ordinal);
        Assert.True(answer.Body.Length < 10_000);
    }

    [Fact]
    public async Task A_flood_of_headers_is_refused()
    {
        Assert.Equal(431, (await oracle.SendAsync("GET /api/stats", string.Concat(Enumerable.Range(0, 200).Select(i => $"X-{i}: y\r\n")))).Status);
        Assert.Equal(431, (await oracle.SendAsync("GET /api/stats", $"X: {new string('y', 40_000)}\r\n")).Status);
        await AssertAnsweredAsync();
    }

    [Fact]
    public async Task More_searches_at_once_than_may_wait_are_told_to_come_back()
    {
        await Eventually.True(async () =>
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => oracle.Host.Http.GetAsync("/api/search?q=quokka&mode=fts")));
            Assert.All(answers, answer => Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.TooManyRequests));
            var refused = answers.Where(answer => answer.StatusCode == HttpStatusCode.TooManyRequests).ToList();
            Assert.All(refused, answer => Assert.NotNull(answer.Headers.RetryAfter?.Delta));
            if (refused.Count == 0)
                return false;
            var problem = await refused[0].Content.ReadFromJsonAsync<JsonElement>();
            Assert.Contains("Oracle:Http:SearchesAtOnce", problem.GetProperty("error").GetString(), StringComparison.Ordinal);
            return true;
        });
    }

    private async Task AssertAnsweredAsync()
    {
        foreach (var ask in new Func<Task<HttpResponseMessage>>[]
        {
            () => oracle.Host.Http.GetAsync("/api/stats"), () => oracle.Host.Http.GetAsync("/api/search?q=quokka&mode=fts"),
            () => oracle.Host.Http.PostAsJsonAsync("/api/documents", new { id = "meanwhile", content = Guid.NewGuid().ToString() }),
        })
        {
            var clock = Stopwatch.StartNew();
            using var answer = await ask();
            Assert.True(answer.IsSuccessStatusCode, $"{answer}");
            Assert.True(clock.Elapsed < Soon, $"{answer.RequestMessage!.RequestUri} took {clock.Elapsed}");
        }
    }
}
