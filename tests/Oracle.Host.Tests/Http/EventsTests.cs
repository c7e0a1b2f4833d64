using System.Diagnostics;
using System.Net.ServerSentEvents;
using Akka.Actor;
using Oracle.Actors.Auditing;
using Oracle.Actors.Hosting;
using Oracle.Actors.Reindexing;
using Oracle.Actors.Sweeping;
using Oracle.Actors.Syncing;
using Oracle.Documents.Syncing;
using Oracle.Host.Tests.Http.Fakes;
using Oracle.Testing;
using static Oracle.Host.Tests.Http.Fakes.Samples;

namespace Oracle.Host.Tests.Http;

public sealed class EventsTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private StubActors host = null!;

    public async Task InitializeAsync() => host = await StubActors.StartAsync();

    public async Task DisposeAsync() => await host.DisposeAsync();

    [Fact]
    public async Task Each_kind_of_event_is_told_in_the_order_it_happened()
    {
        await using var client = await Client.ListenAsync(host);
        var status = new Reindex.Status(Running, First, null, null);
        host.On<ActorKeys.Reindexer>(_ => status);
        Publish(
            new ChromaSync.DocumentsSettled([new Settled(1, "ก", 7, SyncStatus.Failed, Written: true)]),
            new ChromaSync.CircuitChanged(Circuit.Closed.Failed("Chroma does not answer.", isConfiguration: false)),
            new Sweeper.SweepFinished(Noon, Noon.AddSeconds(1), 4, 3, 1, 2),
            status,
            new Audit.Result(Audit.State.Verifying, 5, 6, 1, 2, 3, 4, 0, new Dictionary<Audit.Drift, IReadOnlyList<string>>(), Noon));

        Assert.Equal(("sync", """{"documents":[{"id":"ก","revision":7,"status":"failed"}]}"""), await client.NextAsync());
        Assert.Equal(("circuit", """{"state":"open","reason":"Chroma does not answer."}"""), await client.NextAsync());
        Assert.Equal(
            ("sweep", """{"attempted":4,"synced":3,"failed":1,"remaining":2,"startedAt":"2026-01-31T12:00:00+00:00","finishedAt":"2026-01-31T12:00:01+00:00"}"""),
            await client.NextAsync());
        Assert.Equal(("reindex", await host.Http.GetStringAsync("/api/reindex")), await client.NextAsync());
        Assert.Equal(
            ("audit", """{"state":"verifying","checked":5,"total":6,"missing":1,"stale":2,"orphans":3,"unretrievable":4,"repaired":0}"""),
            await client.NextAsync());
    }

    [Fact]
    public async Task A_client_that_leaves_frees_its_subscription()
    {
        var others = Actors();
        await using (await Client.ListenAsync(host))
            Assert.Equal(others + 1, Actors());

        await Eventually.True(() => Actors() == others);
    }

    [Fact]
    public async Task A_hundred_clients_are_told_the_next_is_refused_and_finds_room_when_one_leaves()
    {
        var clients = new List<Client>();
        try
        {
            for (var i = 0; i < 100; i++)
                clients.Add(await Client.ListenAsync(host));
            using (var refused = await host.Http.GetAsync("/api/events", HttpCompletionOption.ResponseHeadersRead))
                Assert.Equal((429, "application/problem+json"), ((int)refused.StatusCode, refused.Content.Headers.ContentType?.MediaType));
            Publish(new Sweeper.SweepFinished(Noon, Noon, 0, 0, 0, 0));
            foreach (var client in clients)
                Assert.Equal("sweep", (await client.NextAsync()).Name);

            await clients[0].DisposeAsync();

            clients[0] = await Eventually.Get<Client>(() => Client.ListenAsync(host), static _ => true);
        }
        finally
        {
            foreach (var client in clients)
                await client.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_client_that_reads_nothing_holds_up_neither_another_one_nor_the_end()
    {
        using var stalled = await host.Http.GetAsync("/api/events", HttpCompletionOption.ResponseHeadersRead);
        await using var client = await Client.ListenAsync(host);
        var reason = new string('x', 10_000);
        for (var i = 0; i < 2_000; i++)
        {
            Publish(new ChromaSync.CircuitChanged(Circuit.Closed.Failed(reason, isConfiguration: false)));
            Assert.Equal("circuit", (await client.NextAsync()).Name);
        }

        var clock = Stopwatch.StartNew();
        await host.StopAsync();
        Assert.True(clock.Elapsed < Limit, $"Stopping took {clock.Elapsed}.");
    }

    [Fact]
    public async Task A_host_that_stops_ends_the_stream_cleanly_and_at_once()
    {
        await using var client = await Client.ListenAsync(host);

        var stopping = host.StopAsync();

        Assert.Null(await client.TryNextAsync());
        await stopping.WaitAsync(Limit);
    }

    private void Publish(params ReadOnlySpan<object> happenings)
    {
        foreach (var happening in happenings)
            host.System.EventStream.Publish(happening);
    }

    private int Actors() => ((ActorRefWithCell)((ExtendedActorSystem)host.System).Guardian).Children.Count();

    private sealed class Client : IAsyncDisposable
    {
        private readonly HttpResponseMessage response;
        private readonly IAsyncEnumerator<SseItem<string>> events;

        private Client(HttpResponseMessage response, Stream stream) =>
            (this.response, events) = (response, SseParser.Create(stream).EnumerateAsync().GetAsyncEnumerator());

        /// <summary>Returns when nothing is missed any more.</summary>
        public static async Task<Client> ListenAsync(StubActors host)
        {
            var answer = await host.Http.GetAsync("/api/events", HttpCompletionOption.ResponseHeadersRead);
            answer.EnsureSuccessStatusCode();
            Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
            var client = new Client(answer, await answer.Content.ReadAsStreamAsync());
            Assert.Equal(("ping", "{}"), await client.NextAsync());
            return client;
        }

        public async Task<(string Name, string Data)> NextAsync() => await TryNextAsync() ?? throw new EndOfStreamException();

        public async Task<(string Name, string Data)?> TryNextAsync() =>
            await events.MoveNextAsync().AsTask().WaitAsync(Limit) ? (events.Current.EventType, events.Current.Data) : null;

        public async ValueTask DisposeAsync()
        {
            response.Dispose();
            try
            {
                await events.DisposeAsync();
            }
            catch (Exception e) when (e is IOException or NotSupportedException or ObjectDisposedException)
            {
            }
        }
    }
}
