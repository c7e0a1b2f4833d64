using System.Threading.Channels;
using Akka.Actor;
using Oracle.Actors.Auditing;
using Oracle.Actors.Reindexing;
using Oracle.Actors.Sweeping;
using Oracle.Actors.Syncing;
using Oracle.Application.Reindexing;

namespace Oracle.Host.Http;

/// <summary>An event on its way to one client; it becomes JSON only when the client takes it.</summary>
internal readonly record struct Happening(string Name, object Data);

/// <summary>
/// What one client has yet to be told. A client that is slower than the events loses the oldest and learns how many;
/// nobody waits for it.
/// </summary>
internal sealed class EventFeed : IDisposable
{
    private readonly ActorSystem _system;
    private readonly IActorRef _listener;
    private readonly ChannelReader<Happening> _reader;
    private long _dropped;

    public EventFeed(ActorSystem system, int capacity, TimeSpan pingEvery)
    {
        var channel = Channel.CreateBounded<Happening>(
            new BoundedChannelOptions(capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
            _ => Interlocked.Increment(ref _dropped));
        (_system, _reader) = (system, channel.Reader);
        _listener = system.ActorOf(Props.Create(() => new Listener(channel, pingEvery)));
    }

    /// <summary>Events that were lost and not told of yet.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>The next event; null when there will be none, or nobody wants any more.</summary>
    public async ValueTask<Happening?> NextAsync(CancellationToken stopping, CancellationToken left)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stopping, left);
        try
        {
            if (end.IsCancellationRequested || !await _reader.WaitToReadAsync(end.Token))
                return null;
        }
        catch (OperationCanceledException)
        {
            return null;
        }

        // What was lost is older than what is there.
        if (Interlocked.Exchange(ref _dropped, 0) is > 0 and var count)
            return new Happening("dropped", new { count });
        return _reader.TryRead(out var next) ? next : null;
    }

    /// <summary>Gives the subscription back.</summary>
    public void Dispose() => _system.Stop(_listener);

    /// <summary>Hears the event stream, which takes none but actors.</summary>
    private sealed class Listener : ReceiveActor, IWithTimers
    {
        private const int MaxIds = 1_000;
        private static readonly object Nothing = new();

        private readonly Channel<Happening> _channel;
        private readonly TimeSpan _pingEvery;

        public Listener(Channel<Happening> channel, TimeSpan pingEvery)
        {
            (_channel, _pingEvery) = (channel, pingEvery);
            Receive<ChromaSync.DocumentsSettled>(OnSettled);
            Receive<ChromaSync.CircuitChanged>(changed => Tell("circuit", new { changed.Circuit.State, changed.Circuit.Reason }));
            Receive<Sweeper.SweepFinished>(run => Tell(
                "sweep", new { run.Attempted, run.Synced, run.Failed, run.Remaining, run.StartedAt, run.FinishedAt }));
            Receive<Reindex.Status>(status => Tell("reindex", ReindexService.Of(status)));
            Receive<Audit.Result>(audit => Tell("audit", new
            {
                audit.State, audit.Checked, audit.Total, audit.Missing, audit.Stale, audit.Orphans, audit.Unretrievable, audit.Repaired,
            }));
            Receive<Ping>(_ => OnPing());
        }

        public ITimerScheduler Timers { get; set; } = null!;

        protected override void PreStart()
        {
            foreach (var type in new[]
            {
                typeof(ChromaSync.DocumentsSettled), typeof(ChromaSync.CircuitChanged), typeof(Sweeper.SweepFinished),
                typeof(Reindex.Status), typeof(Audit.Result),
            })
            {
                Context.System.EventStream.Subscribe(Self, type);
            }

            // The first one says that nothing is missed from here on.
            OnPing();
            Timers.StartPeriodicTimer(Ping.Instance, Ping.Instance, _pingEvery);
        }

        protected override void PostStop()
        {
            Context.System.EventStream.Unsubscribe(Self);
            _channel.Writer.TryComplete();
        }

        private void OnSettled(ChromaSync.DocumentsSettled settled)
        {
            foreach (var some in settled.Documents.Where(document => document.Written).Chunk(MaxIds))
                Tell("sync", new { documents = some.Select(document => new { document.Id, document.Revision, document.Status }) });
        }

        // A client that has things to read needs no sign of life, least of all in place of an event.
        private void OnPing()
        {
            if (_channel.Reader.Count == 0)
                Tell("ping", Nothing);
        }

        private void Tell(string name, object data) => _channel.Writer.TryWrite(new Happening(name, data));

        private sealed record Ping
        {
            public static readonly Ping Instance = new();
        }
    }
}
