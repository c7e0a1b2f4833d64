using Akka.Actor;
using Oracle.Actors.Sweeping;
using Oracle.Actors.Syncing;
using Oracle.Documents;

namespace Oracle.Actors.Stats;

/// <summary>
/// Answers where every document stands. It sums no messages: each answer is read from counters that SQLite keeps in
/// the transactions of the changes, and from Chroma itself.
/// </summary>
internal sealed class StatsActor : ReceiveActor
{
    private static readonly TimeSpan AskWithin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CountWithin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CountIsFreshFor = TimeSpan.FromSeconds(1);

    private readonly IStatistics _statistics;
    private readonly IVectorStore _vectors;
    private readonly IActorRef _chromaSync;
    private readonly IActorRef _sweeper;
    private readonly TimeProvider _clock;

    // Requests that came while one was being read get the next reading, which began after they came.
    private readonly List<IActorRef> _waiting = [];
    private List<IActorRef> _served = [];
    private VectorCount? _count;

    public StatsActor(IStatistics statistics, IVectorStore vectors, IActorRef chromaSync, IActorRef sweeper, TimeProvider clock)
    {
        _statistics = statistics;
        _vectors = vectors;
        _chromaSync = chromaSync;
        _sweeper = sweeper;
        _clock = clock;

        Receive<Statistics.GetStatistics>(_ => OnRequest());
        Receive<ReadDone>(done => Answer(done.Report, done.Count));
        Receive<Status.Failure>(failure => Answer(new Statistics.Unreadable(failure.Cause.Message), _count));
    }

    private void OnRequest()
    {
        _waiting.Add(Sender);
        if (_served.Count == 0)
            Read();
    }

    private void Read()
    {
        if (_waiting.Count == 0)
            return;
        _served = [.. _waiting];
        _waiting.Clear();
        ReadAsync(_clock.GetUtcNow(), _count).PipeTo(Self);
    }

    private async Task<ReadDone> ReadAsync(DateTimeOffset now, VectorCount? lastCount)
    {
        var history = AskAsync<SweepHistory>(_sweeper, Sweeper.GetHistory.Instance);
        var sync = await AskAsync<ChromaSync.Status>(_chromaSync, ChromaSync.GetStatus.Instance);
        // A count that could not be had is asked for again at once: Chroma may be back.
        var count = lastCount is { Value: not null } last && IsFresh(last, now) ? last : new VectorCount(now, await CountAsync(sync));
        var lastSweep = (await history)?.LastRun;
        var store = await _statistics.ReadAsync();
        return new ReadDone(new Statistics.Report(now, store, lastSweep, sync, count.Value), count);
    }

    // A clock set back makes nothing fresh.
    private static bool IsFresh(VectorCount count, DateTimeOffset now) =>
        now - count.At is var age && age >= TimeSpan.Zero && age < CountIsFreshFor;

    private async Task<long?> CountAsync(ChromaSync.Status? sync)
    {
        if (sync is not { IsConnected: true, Collection: { } collection })
            return null;
        using var limit = new CancellationTokenSource(CountWithin, _clock);
        var measured = await _vectors.CountAsync(collection, limit.Token);
        if (measured.Outcome.Kind == Documents.Syncing.SyncOutcomeKind.Confirmed)
            return measured.Value;
        _chromaSync.Tell(ChromaSync.Suspected.Instance);
        return null;
    }

    // Under a supervisor that is bringing its actor back, a question finds nobody.
    private static async Task<T?> AskAsync<T>(IActorRef actor, object question) where T : class
    {
        try
        {
            return await actor.Ask<T>(question, AskWithin);
        }
        catch (AskTimeoutException)
        {
            return null;
        }
    }

    private void Answer(object answer, VectorCount? count)
    {
        _count = count;
        foreach (var asker in _served)
            asker.Tell(answer);
        _served = [];
        Read();
    }

    private sealed record ReadDone(Statistics.Report Report, VectorCount Count);

    private sealed record VectorCount(DateTimeOffset At, long? Value);
}
