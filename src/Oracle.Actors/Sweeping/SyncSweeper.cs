using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using Oracle.Actors.Inspecting;
using Oracle.Actors.Syncing;
using Oracle.Documents.Syncing;

namespace Oracle.Actors.Sweeping;

/// <summary>
/// The backstop: every five minutes it hands the rows that have waited longest to ChromaSyncActor, at most 50 a
/// run, and writes each run to the journal, so that runs survive a restart.
/// </summary>
internal sealed class SyncSweeper : ReceivePersistentActor, IWithTimers
{
    private const int SnapshotEvery = 50;

    private readonly IOutbox _outbox;
    private readonly IActorRef _chromaSync;
    private readonly SweepSchedule _schedule;
    private readonly TimeProvider _clock;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Announced _announced = ActorStates.Announce(Context);

    private SweepHistory _history = SweepHistory.Empty;
    private Run? _run;
    private long _runs;

    public SyncSweeper(IOutbox outbox, IActorRef chromaSync, SweepSchedule schedule, TimeProvider clock)
    {
        _outbox = outbox;
        _chromaSync = chromaSync;
        _schedule = schedule;
        _clock = clock;

        Recover<Sweeper.SweepFinished>(run => _history = _history.With(run));
        Recover<SnapshotOffer>(offer => _history = (SweepHistory)offer.Snapshot);
        Recover<RecoveryCompleted>(_ => Schedule(_schedule.AfterStart(_history.LastRun, _clock.GetUtcNow())));

        Command<Sweeper.RunSweep>(_ => Begin(Sender));
        Command<SweepDue>(_ => Begin(ActorRefs.Nobody));
        Command<Sweeper.GetHistory>(_ => Sender.Tell(_history));
        Command<Taken>(OnTaken);
        Command<ChromaSync.RowsTried>(OnTried);
        Command<DeadlinePassed>(_ => OnDeadline());
        Command<Counted>(OnCounted);
        Command<StoreFailed>(OnStoreFailed);
        Command<SaveSnapshotSuccess>(saved => DeleteMessages(saved.Metadata.SequenceNr));
        Command<SaveSnapshotFailure>(failed => _log.Warning(failed.Cause, "The history of sweeps could not be folded; it stays in the journal."));
        Command<DeleteMessagesSuccess>(_ => { });
        Command<DeleteMessagesFailure>(_ => { });
    }

    public override string PersistenceId => "sync-sweeper";

    ITimerScheduler IWithTimers.Timers { get; set; } = null!;

    private ITimerScheduler Timers => field ??= _announced.Show(((IWithTimers)this).Timers);

    protected override bool AroundReceive(Receive receive, object message)
    {
        var handled = base.AroundReceive(receive, message);
        _announced.Say(IsRecovering ? SweeperState.Recovering : new SweeperState(_run?.StartedAt, _run?.Attempted ?? 0, _history.LastRun), LastSequenceNr);
        return handled;
    }

    private void Begin(IActorRef replyTo)
    {
        if (_run is { } running)
        {
            replyTo.Tell(new Sweeper.AlreadyRunning(running.StartedAt));
            return;
        }

        var now = _clock.GetUtcNow();
        _run = new Run(++_runs, now, replyTo);
        Timers.Cancel(SweeperState.DueTimer);
        _outbox.SweepableAsync(now - _schedule.MinAge, _schedule.BatchSize)
            .PipeTo(Self, success: keys => new Taken(keys), failure: e => new StoreFailed(e));
    }

    private void OnTaken(Taken message)
    {
        if (_run is null)
            return;
        _run = _run with { Attempted = message.Keys.Count };
        if (message.Keys.Count == 0)
        {
            Count(synced: 0, failed: 0);
            return;
        }

        _chromaSync.Tell(new ChromaSync.TryRows(message.Keys, _run.Number));
        Timers.StartSingleTimer(nameof(DeadlinePassed), DeadlinePassed.Instance, _schedule.Deadline);
    }

    private void OnTried(ChromaSync.RowsTried message)
    {
        // An answer to a run that its deadline ended says nothing of this one.
        if (_run?.Number == message.Run)
            Count(message.Synced, message.Failed);
    }

    private void OnDeadline()
    {
        if (_run is not { } run)
            return;
        _log.Warning("A sweep of {Count} documents was not answered within {Deadline}; they stay due.", run.Attempted, _schedule.Deadline);
        Count(synced: 0, failed: run.Attempted);
    }

    private void Count(int synced, int failed)
    {
        Timers.Cancel(nameof(DeadlinePassed));
        if (_run is not { } run)
            return;
        _outbox.BacklogAsync(_clock.GetUtcNow() - _schedule.MinAge).PipeTo(
            Self, success: backlog => new Counted(run.Number, synced, failed, backlog), failure: e => new StoreFailed(e));
    }

    private void OnCounted(Counted message)
    {
        // A late count of a run that was already ended by its deadline.
        if (_run is not { } run || run.Number != message.Run)
            return;
        var finished = new Sweeper.SweepFinished(
            run.StartedAt, _clock.GetUtcNow(), run.Attempted, message.Synced, message.Failed, message.Backlog.Unsynced);
        Persist(finished, recorded =>
        {
            _history = _history.With(recorded);
            _run = null;
            run.ReplyTo.Tell(recorded);
            Context.System.EventStream.Publish(recorded);
            _log.Info("Sweep: {Attempted} tried, {Synced} synced, {Failed} failed, {Remaining} remaining.",
                recorded.Attempted, recorded.Synced, recorded.Failed, recorded.Remaining);
            Schedule(_schedule.After(recorded, message.Backlog.Sweepable));
            if (LastSequenceNr % SnapshotEvery == 0)
                SaveSnapshot(_history);
        });
    }

    private void OnStoreFailed(StoreFailed message)
    {
        _log.Error("The sweep could not read the outbox: {Reason} The next run tries again.", message.Failure.Message);
        _run?.ReplyTo.Tell(new Sweeper.SweepFailed(message.Failure.Message));
        _run = null;
        Schedule(_schedule.Interval);
    }

    /// <summary>The journal failed; the supervisor brings this actor back.</summary>
    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
    {
        Unrecorded(cause);
        base.OnPersistFailure(cause, @event, sequenceNr);
    }

    /// <summary>The journal would not take this run; the next one may do better.</summary>
    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        Unrecorded(cause);
        Schedule(_schedule.Interval);
    }

    private void Unrecorded(Exception cause)
    {
        _log.Error(cause, "A sweep could not be written to the journal; its documents were tried all the same. Check journal.db and the disk.");
        _run?.ReplyTo.Tell(new Sweeper.SweepFailed($"The sweep could not be recorded: {cause.Message}"));
        _run = null;
    }

    private void Schedule(TimeSpan delay) => Timers.StartSingleTimer(SweeperState.DueTimer, SweepDue.Instance, delay);

    private sealed record Run(long Number, DateTimeOffset StartedAt, IActorRef ReplyTo, int Attempted = 0);

    private sealed record SweepDue
    {
        public static readonly SweepDue Instance = new();
    }

    private sealed record DeadlinePassed
    {
        public static readonly DeadlinePassed Instance = new();
    }

    private sealed record Taken(IReadOnlyList<long> Keys);

    private sealed record Counted(long Run, int Synced, int Failed, Backlog Backlog);

    private sealed record StoreFailed(Exception Failure);
}
