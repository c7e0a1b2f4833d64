using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Oracle.Testing;
using Oracle.Testing.Faults;

namespace Oracle.Chaos.Tests.Faults;

/// <summary>Each fault as a client sees it, and as the server behind does.</summary>
public sealed class FaultProxyTests : IAsyncLifetime, IDisposable
{
    private const string Upsert = "/api/v2/tenants/t/databases/d/collections/c/upsert";
    private const string Delete = "/api/v2/tenants/t/databases/d/collections/c/delete";

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });
    private TinyServer _server = null!;
    private FaultProxy _proxy = null!;

    public async Task InitializeAsync()
    {
        _server = await TinyServer.StartAsync();
        _proxy = new FaultProxy(_server.Url) { TrickleEvery = TimeSpan.FromMilliseconds(50) };
        _http.BaseAddress = _proxy.Url;
        _http.Timeout = TimeSpan.FromSeconds(30);
    }

    public async Task DisposeAsync()
    {
        await _proxy.DisposeAsync();
        await _server.DisposeAsync();
    }

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task Without_a_plan_it_changes_nothing()
    {
        var large = new string('x', 3_000_000);
        Assert.Equal("""{"answer":1}""", await Body(await _http.PostAsync(Upsert, new StringContent(large))));
        Assert.Equal("part 0;part 1;part 2;", await _http.GetStringAsync("/chunked"));
        // Without a known length HttpClient sends chunks.
        Assert.Equal("""{"answer":3}""", await Body(await _http.PostAsync(Upsert, JsonContent.Create(new { chunked = true }))));
        Assert.Equal(404, (int)(await _http.GetAsync("/missing")).StatusCode);
        Assert.Equal([large, "", """{"chunked":true}""", ""], _server.Arrived);
        Assert.Equal(
            [Endpoint.Upsert, Endpoint.Other, Endpoint.Upsert, Endpoint.Other], _proxy.Records.Select(static record => record.Endpoint));
        Assert.Equal([200, 200, 200, 404], _proxy.Records.Select(static record => record.ServerStatus));
        Assert.Empty(_proxy.Plan.Injected);
    }

    [Theory]
    [InlineData(FaultKind.DropBeforeApply, 0, "broken")]
    [InlineData(FaultKind.ApplyThenReset, 1, "reset")]
    [InlineData(FaultKind.ApplyThenDelay, 1, "time-out")]
    [InlineData(FaultKind.Refuse, 0, "reset")]
    [InlineData(FaultKind.BlackHole, 0, "time-out")]
    [InlineData(FaultKind.TooManyRequests, 0, "429 Rate limit exceeded")]
    [InlineData(FaultKind.InternalError, 0, "500 injected by the fault proxy")]
    [InlineData(FaultKind.ApplyThenInternalError, 1, "500 injected by the fault proxy")]
    [InlineData(FaultKind.Unavailable503, 0, "503 injected by the fault proxy")]
    [InlineData(FaultKind.SlowLoris, 1, "time-out")]
    [InlineData(FaultKind.TruncatedJson, 1, "200 no JSON")]
    [InlineData(FaultKind.WrongContentLength, 1, "broken")]
    [InlineData(FaultKind.HalfClose, 1, "broken")]
    [InlineData(FaultKind.HtmlOk, 0, "200 no JSON")]
    [InlineData(FaultKind.DuplicateDelivery, 2, "200 answer 1")]
    [InlineData(FaultKind.HeldBack, 0, "broken")]
    [InlineData(FaultKind.GatewayTimeout504MaybeApplied, 1, "504 no JSON")]
    [InlineData(FaultKind.CompactionError, 0, "500 Error in compaction")]
    public async Task Each_kind_does_what_it_says_once_and_the_next_request_passes(FaultKind kind, int arrived, string seen)
    {
        // Faults meet a connection that is kept as well as a new one.
        await PostAsync("before");
        _proxy.Plan.Add(new Fault(Endpoint.Upsert, kind));

        Assert.StartsWith(seen, (await SeenAsync("hit")).Replace("answer 2", "answer 1", StringComparison.Ordinal));
        Assert.Equal(arrived, _server.Arrived.Count(static body => body == "hit"));
        Assert.Equal((1, 1), (_proxy.Plan.Injected[(Endpoint.Upsert, kind)], _proxy.Plan.InjectedOf(kind)));
        Assert.Empty(_proxy.Plan.Pending);

        await Eventually.Get(() => SeenAsync("after"), static after => after.StartsWith("200 answer", StringComparison.Ordinal));
        Assert.Equal(1, _server.Arrived.Count(static body => body == "after"));
        Assert.Equal(kind, Assert.Single(_proxy.Records, static record => record.Fault is not null).Fault);
        Assert.Empty(_proxy.Troubles);
    }

    [Fact]
    public async Task While_it_refuses_nobody_listens_and_later_the_same_port_answers()
    {
        _proxy.Plan.Add(new Fault(Endpoint.Upsert, FaultKind.Refuse, For: TimeSpan.FromMinutes(10)));
        Assert.Equal("reset", await SeenAsync("hit"));
        Assert.Equal("refused", await SeenAsync("while"));
        Assert.Equal("refused", await SeenAsync("while"));

        _proxy.Clear();
        Assert.Equal("200 answer 1", await SeenAsync("after"));
        Assert.Equal(["after"], _server.Arrived);
    }

    [Fact]
    public async Task A_request_held_back_arrives_after_newer_ones_and_once()
    {
        _proxy.Plan.Add(new Fault(Endpoint.Upsert, FaultKind.HeldBack, Times: 2), new Fault(Endpoint.Delete, FaultKind.HeldBack) { ReleaseAfter = TimeSpan.FromMilliseconds(300) });
        await SeenAsync("first");
        await SeenAsync("second");
        await SeenAsync("newer");
        Assert.Equal(["newer"], _server.Arrived);
        Assert.Equal(2, _proxy.Held);

        Assert.Equal(2, await _proxy.ReleaseAsync());
        Assert.Equal(["newer", "first", "second"], _server.Arrived);
        Assert.Equal(0, await _proxy.ReleaseAsync());

        await Assert.ThrowsAsync<HttpRequestException>(() => _http.PostAsync(Delete, new StringContent("by itself")));
        await Eventually.True(() => _server.Arrived.Contains("by itself"));
        Assert.Equal(0, await _proxy.ReleaseAsync());
    }

    [Fact]
    public async Task A_planned_fault_meets_its_endpoint_its_condition_and_its_number_only()
    {
        _proxy.Plan.Add(
            new Fault(Endpoint.Delete, FaultKind.HtmlOk),
            new Fault(Endpoint.Upsert, FaultKind.Unavailable503) { If = static request => request.Text.Contains("this one", StringComparison.Ordinal) },
            new Fault(Endpoint: null, FaultKind.InternalError, Times: 2) { If = static request => request.Text == "any" });
        Assert.Equal("200 answer 1", await SeenAsync("not that"));
        Assert.StartsWith("503", await SeenAsync("this one"));
        Assert.Equal("200 answer 2", await SeenAsync("this one"));
        Assert.StartsWith("500", await SeenAsync("any"));
        Assert.StartsWith("500", await SeenAsync("any"));
        Assert.Equal("200 answer 3", await SeenAsync("any"));
        Assert.Equal(FaultKind.HtmlOk, Assert.Single(_proxy.Plan.Pending).Kind);
    }

    [Fact]
    public async Task A_fault_with_a_time_lasts_from_the_first_request_it_meets_until_it_is_over()
    {
        _proxy.Plan.Add(new Fault(Endpoint.Upsert, FaultKind.Unavailable503, For: TimeSpan.FromSeconds(2)));
        Assert.StartsWith("503", await SeenAsync("a"));
        Assert.StartsWith("503", await SeenAsync("b"));
        await Eventually.Get(() => SeenAsync("c"), static seen => seen == "200 answer 1");
    }

    [Fact]
    public async Task Hooks_run_before_the_server_is_asked_and_before_the_client_is_answered()
    {
        var moments = new List<string>();
        using (_proxy.Hooks.BeforeForward(Endpoint.Upsert, request => Note($"forward {request.Text} {_server.Arrived.Count}")))
        using (_proxy.Hooks.BeforeAnswer(Endpoint.Upsert, (request, response) => Note($"answer {request.Text} {response.Status} {_server.Arrived.Count}")))
            await PostAsync("x");
        await PostAsync("y");
        Assert.Equal(["forward x 0", "answer x 200 1"], moments);

        Task Note(string moment)
        {
            moments.Add(moment);
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task Nothing_is_forwarded_for_a_client_that_died_in_the_hook_before()
    {
        using var client = await ConnectAsync();
        using var hook = _proxy.Hooks.BeforeForward(Endpoint.Upsert, _ =>
        {
            client.Close();
            return Task.CompletedTask;
        });
        await client.GetStream().WriteAsync(Request("x"));
        await Eventually.True(() => _proxy.Records.Any(static record => record.ServerStatus is null));
        Assert.Empty(_server.Arrived);
    }

    [Fact]
    public async Task A_client_that_leaves_takes_its_request_at_the_server_with_it()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _http.PostAsync("/never", new StringContent(""), patience.Token));
        await Eventually.True(() => _server.Aborted == 1);
    }

    [Fact]
    public async Task A_server_that_is_down_looks_like_a_reset()
    {
        await _server.DisposeAsync();
        Assert.Equal("reset", await SeenAsync("x"));
    }

    [Fact]
    public async Task Garbage_half_requests_and_crowds_do_not_end_it()
    {
        foreach (var garbage in new[] { "", "\0\u0001\r\n\r\n", "POST /x HTTP/1.1\r\nContent-Length: 10\r\n\r\nabc", "POST /x HTTP/1.1\r\nContent-Length: x\r\n\r\n", new string('a', 200_000) })
        {
            using var client = await ConnectAsync();
            try
            {
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(garbage));
            }
            catch (IOException)
            {
                // It had enough.
            }
        }

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => SeenAsync($"{i}")));
        Assert.All(answers, static seen => Assert.StartsWith("200 answer", seen));
        Assert.Equal(100, _server.Arrived.Distinct().Count());
    }

    [Fact]
    public async Task Disposing_ends_what_is_under_way()
    {
        _proxy.Plan.Add(new Fault(Endpoint.Upsert, FaultKind.BlackHole), new Fault(Endpoint.Upsert, FaultKind.HeldBack) { ReleaseAfter = TimeSpan.FromHours(1) });
        var waiting = _http.PostAsync(Upsert, new StringContent("x"));
        await Eventually.True(() => _proxy.Plan.InjectedOf(FaultKind.BlackHole) == 1);
        await SeenAsync("held");
        await _proxy.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));
        await Assert.ThrowsAsync<HttpRequestException>(() => waiting);
        Assert.Equal("refused", await SeenAsync("y"));
    }

    private async Task PostAsync(string body) => (await _http.PostAsync(Upsert, new StringContent(body))).EnsureSuccessStatusCode();

    /// <summary>One request, with a client's patience of half a second where only time ends it.</summary>
    private async Task<string> SeenAsync(string body)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        try
        {
            using var response = await _http.PostAsync(Upsert, new StringContent(body), patience.Token);
            Assert.Equal((int)response.StatusCode == 429, response.Headers.RetryAfter is not null);
            return $"{(int)response.StatusCode} {Words(await response.Content.ReadAsStringAsync())}";
        }
        catch (OperationCanceledException)
        {
            return "time-out";
        }
        catch (HttpRequestException e)
        {
            return (e.GetBaseException() as SocketException)?.SocketErrorCode switch
            {
                SocketError.ConnectionReset => "reset",
                SocketError.ConnectionRefused => "refused",
                _ => "broken",
            };
        }
    }

    private static string Words(string body)
    {
        try
        {
            var json = JsonDocument.Parse(body).RootElement;
            return json.TryGetProperty("answer", out var answer) ? $"answer {answer}" : json.GetProperty("message").GetString()!;
        }
        catch (JsonException)
        {
            return "no JSON";
        }
    }

    private static async Task<string> Body(HttpResponseMessage response)
    {
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsStringAsync();
    }

    private async Task<TcpClient> ConnectAsync()
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _proxy.Url.Port);
        return client;
    }

    private static byte[] Request(string body) =>
        Encoding.ASCII.GetBytes($"POST {Upsert} HTTP/1.1\r\nHost: x\r\nContent-Length: {body.Length}\r\n\r\n{body}");
}
