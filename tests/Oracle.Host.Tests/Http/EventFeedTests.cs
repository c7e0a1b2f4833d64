using System.Text.Json;
using Akka.Actor;
using Oracle.Actors.Sweeping;
using Oracle.Actors.Syncing;
using Oracle.Api;
using Oracle.Documents.Syncing;
using Oracle.Host.Http;
using Oracle.Testing;
using static Oracle.Host.Tests.Http.Fakes.Samples;

namespace Oracle.Host.Tests.Http;

public sealed class EventFeedTests : IAsyncLifetime
{
    private readonly ActorSystem system = ActorSystem.Create("events");

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await system.Terminate();

    [Fact]
    public async Task A_slow_client_loses_the_oldest_events_learns_how_many_and_reads_on_in_order()
    {
        using var feed = await ListenAsync(capacity: 10);
        for (var i = 1; i <= 100; i++)
            Sweep(i);
        // Nobody reads, and nobody who publishes waits: the last one arrives all the same.
        await Eventually.True(() => feed.Dropped == 90);

        var seen = new List<string>();
        for (var i = 0; i < 11; i++)
            seen.Add(await NextAsync(feed));

        Assert.Equal(["""dropped {"count":90}""", .. Enumerable.Range(91, 10).Select(Told)], seen);
        Sweep(101);
        Assert.Equal(Told(101), await NextAsync(feed));
    }

    [Fact]
    public async Task A_settlement_of_many_documents_is_told_in_parts_of_a_thousand_without_those_that_changed_meanwhile()
    {
        using var feed = await ListenAsync(capacity: 10);
        system.EventStream.Publish(new ChromaSync.DocumentsSettled(
            [.. Enumerable.Range(0, 3_000).Select(i => new Settled(i, $"d-{i}", i, SyncStatus.Synced, Written: i % 2 == 0))]));

        var parts = new List<JsonElement>();
        for (var i = 0; i < 2; i++)
            parts.Add(JsonDocument.Parse((await NextAsync(feed)).Split(' ', 2)[1]).RootElement.GetProperty("documents"));

        Assert.Equal([1_000, 500], parts.Select(part => part.GetArrayLength()));
        Assert.Equal(
            Enumerable.Range(0, 1_500).Select(i => $$"""{"id":"d-{{i * 2}}","revision":{{i * 2}},"status":"synced"}"""),
            parts.SelectMany(part => part.EnumerateArray()).Select(document => document.GetRawText()));
    }

    [Fact]
    public async Task A_quiet_feed_pings_again_and_again()
    {
        using var feed = await ListenAsync(capacity: 10, pingEvery: TimeSpan.FromMilliseconds(20));

        for (var i = 0; i < 3; i++)
            Assert.Equal("ping {}", await NextAsync(feed));
    }

    [Fact]
    public async Task A_feed_that_is_let_go_gives_its_actor_back_and_ends()
    {
        var feed = await ListenAsync(capacity: 10);
        Assert.Equal(1, Listeners());

        feed.Dispose();

        await Eventually.True(() => Listeners() == 0);
        Assert.Null(await feed.NextAsync(CancellationToken.None, CancellationToken.None));
    }

    [Fact]
    public async Task Stopping_ends_a_feed_at_once_with_events_untold()
    {
        using var feed = await ListenAsync(capacity: 10);
        Sweep(1);

        Assert.Null(await feed.NextAsync(new CancellationToken(canceled: true), CancellationToken.None));
    }

    private async Task<EventFeed> ListenAsync(int capacity, TimeSpan? pingEvery = null)
    {
        var feed = new EventFeed(system, capacity, pingEvery ?? TimeSpan.FromHours(1));
        Assert.Equal("ping {}", await NextAsync(feed));
        return feed;
    }

    private static async Task<string> NextAsync(EventFeed feed)
    {
        var next = await feed.NextAsync(CancellationToken.None, CancellationToken.None).AsTask().WaitAsync(TimeSpan.FromSeconds(30));
        return $"{next!.Value.Name} {JsonSerializer.Serialize(next.Value.Data, ApiJson.Options)}";
    }

    private void Sweep(int remaining) => system.EventStream.Publish(new Sweeper.SweepFinished(Noon, Noon, 0, 0, 0, remaining));

    private static string Told(int remaining) =>
        $$"""sweep {"attempted":0,"synced":0,"failed":0,"remaining":{{remaining}},"startedAt":"2026-01-31T12:00:00+00:00","finishedAt":"2026-01-31T12:00:00+00:00"}""";

    private int Listeners() => ((ActorRefWithCell)((ExtendedActorSystem)system).Guardian).Children.Count();
}
