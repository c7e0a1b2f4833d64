using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Oracle.Api.Status;
using Oracle.Cli.Connecting;
using Oracle.Cli.Indexing;
using Oracle.Host.Tests.Cli.Fakes;
using Oracle.Testing;

namespace Oracle.Host.Tests.Cli;

/// <summary>Waiting for Chroma to follow SQLite. Time stands still unless a test moves it: what ends a wait is what the host tells.</summary>
public sealed class SyncWaitTests : IAsyncLifetime
{
    private readonly FakeTimeProvider time = new();
    private FakeHost host = null!;

    public async Task InitializeAsync() => host = await FakeHost.StartAsync();

    public async Task DisposeAsync() => await host.DisposeAsync();

    [Fact]
    public async Task It_looks_again_when_the_host_has_told_of_all_that_was_on_its_way()
    {
        host.StatsInTurn(FakeHost.StatsBody(synced: 1, pending: 2, deleting: 1), FakeHost.StatsBody(synced: 3));
        host.On("GET /api/events", async context =>
        {
            await TellAsync(context, "event: ping\ndata: {}\n\n", Sync("a"), "event: circuit\ndata: {}\n\n", Sync("b", "c"));
            await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
        });

        var stats = await WaitAsync().WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(3, stats.Sync.Synced);
        Assert.Equal(["GET /api/stats", "GET /api/events", "GET /api/stats"], host.Requests);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(503)]
    [InlineData(200)]
    public async Task Where_the_host_tells_nothing_it_asks_on(int status)
    {
        host.StatsInTurn(FakeHost.StatsBody(pending: 2), FakeHost.StatsBody(pending: 1), FakeHost.StatsBody(synced: 2));
        host.Text("GET /api/events", "", status, "text/event-stream");

        var waiting = WaitAsync();
        await Eventually.True(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return waiting.IsCompleted;
        });

        Assert.Equal(2, (await waiting).Sync.Synced);
    }

    [Fact]
    public async Task What_goes_forward_is_waited_for_and_what_does_not_is_not()
    {
        host.Text("GET /api/events", "", 404, "text/event-stream");
        host.StatsInTurn(FakeHost.StatsBody(pending: 4), FakeHost.StatsBody(pending: 3), FakeHost.StatsBody(pending: 2), FakeHost.StatsBody(pending: 1), FakeHost.StatsBody(pending: 1), FakeHost.StatsBody(pending: 1), FakeHost.StatsBody(synced: 4));

        var waiting = WaitAsync();
        await Eventually.True(() =>
        {
            time.Advance(TimeSpan.FromMinutes(40));
            return waiting.IsCompleted;
        });

        // An hour and more without progress, and not before.
        Assert.Equal(1, (await waiting).Sync.Pending);
    }

    private static string Sync(params string[] ids) =>
        $"event: sync\ndata: {JsonSerializer.Serialize(new { documents = ids.Select(id => new { id }) })}\n\n";

    private static async Task TellAsync(HttpContext context, params string[] events)
    {
        context.Response.ContentType = "text/event-stream";
        foreach (var text in events)
        {
            await context.Response.WriteAsync(text);
            await context.Response.Body.FlushAsync();
        }
    }

    private async Task<StatsAnswer> WaitAsync()
    {
        using var api = new OracleApi(host.Address, token: null);
        return await SyncWait.UntilAsync(SyncWait.IsIdle, api, TimeSpan.FromHours(1), _ => { }, time, CancellationToken.None);
    }
}
