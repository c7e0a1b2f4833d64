using Akka.Actor;
using Oracle.Actors.Auditing;
using Oracle.Actors.Inspecting;
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

    // The sweeper and the auditor start late and read their journal first. "None" is not said of what is only not read yet.
    private static readonly TimeSpan JournalReadWithin = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan JustStarted = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan CountWithin = TimeSpan.FromSeconds(1);

    private readonly IStatistics _statistics;
    private readonly RecordCount _records;
    private readonly IActorRef _chromaSync;
    private readonly IActorRef _sweeper;
    private readonly IActorRef _auditor;
    private readonly TimeProvider _clock;
    private readonly long _started;
    private readonly Announced _announced = ActorStates.Announce(Context);

    // Requests that came while one was being read get the next reading, which began after they came.
    private readonly List<IActorRef> _waiting = [];
    private List<IActorRef> _served = [];

    public StatsActor(IStatistics statistics, IVectorStore vectors, IActorRef chromaSync, IActorRef sweeper, IActorRef auditor, TimeProvider clock)
    {
        _statistics = statistics;
        _records = new RecordCount(vectors, clock);
        _chromaSync = chromaSync;
        _sweeper = sweeper;
        _auditor = auditor;
        _clock = clock;
        _started = clock.GetTimestamp();

        Receive<Statistics.GetStatistics>(_ => OnRequest());
        Receive<Statistics.Report>(Answer);
        Receive<Status.Failure>(failure => Answer(new Statistics.Unreadable(failure.Cause.Message)));
    }

    private void OnRequest()
    {
        _waiting.Add(Sender);
        if (_served.Count == 0)
            Read();
    }

    private void Read()
    {
        _announced.Say(_waiting.Count == 0 ? Said.Idle : new Said($"counting, for {_waiting.Count} who asked"));
        if (_waiting.Count == 0)
            return;
        _served = [.. _waiting];
        _waiting.Clear();
        ReadAsync(_clock.GetUtcNow()).PipeTo(Self);
    }

    private async Task<Statistics.Report> ReadAsync(DateTimeOffset now)
    {
        var within = _clock.GetElapsedTime(_started) < JustStarted ? JournalReadWithin : AskWithin;
        var history = AskAsync<SweepHistory>(_sweeper, Sweeper.GetHistory.Instance, within);
        var audit = AskAsync<Audit.Status>(_auditor, Audit.GetStatus.Instance, within);
        var sync = await AskAsync<ChromaSync.Status>(_chromaSync, ChromaSync.GetStatus.Instance, AskWithin);
        var (lastSweep, lastAudit) = ((await history)?.LastRun, (await audit)?.Last);
        // The table first: what it calls synced is in the count that follows.
        var store = await _statistics.ReadAsync();
        return new Statistics.Report(now, store, lastSweep, sync, await CountAsync(sync), lastAudit);
    }

    private async Task<long?> CountAsync(ChromaSync.Status? sync)
    {
        if (sync is not { IsConnected: true, Collection: { } collection })
            return null;
        using var limit = new CancellationTokenSource(CountWithin, _clock);
        var measured = await _records.MeasureAsync(collection, limit.Token);
        if (measured.Outcome.Kind == Documents.Syncing.SyncOutcomeKind.Confirmed)
            return measured.Value;
        _chromaSync.Tell(ChromaSync.Suspected.Instance);
        return null;
    }

    // Under a supervisor that is bringing its actor back, a question finds nobody.
    private static async Task<T?> AskAsync<T>(IActorRef actor, object question, TimeSpan within) where T : class
    {
        try
        {
            return await actor.Ask<T>(question, within);
        }
        catch (AskTimeoutException)
        {
            return null;
        }
    }

    private void Answer(object answer)
    {
        foreach (var asker in _served)
            asker.Tell(answer);
        _served = [];
        Read();
    }
}
