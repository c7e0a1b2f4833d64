using System.Diagnostics.CodeAnalysis;
using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using Oracle.Actors.Inspecting;
using Oracle.Actors.Reindexing;
using Oracle.Actors.Syncing;
using Oracle.Documents;
using Oracle.Documents.Syncing;

namespace Oracle.Actors.Auditing;

/// <summary>
/// Compares Chroma itself with SQLite, when asked and once a day, and writes each result to the journal. It reads beside
/// ChromaSyncActor; what seems wrong is looked at again by that one, between writes, before it counts.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "An actor is not disposed but stopped: PostStop lets go of what it holds.")]
internal sealed class Auditor : ReceivePersistentActor, IWithTimers
{
    private const int KeptResults = 20;
    private static readonly TimeSpan PublishEvery = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan TryAgainAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ShortestRest = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(1);

    private readonly IActorRef _chromaSync;
    private readonly AuditSteps _steps;
    private readonly AuditSchedule _schedule;
    private readonly TimeProvider _clock;
    private readonly DateTimeOffset _started;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Announced _announced = ActorStates.Announce(Context);
    private readonly CancellationTokenSource _stopping = new();

    private Audit.Result? _last;
    private AuditJob? _job;
    private long _stepBegan;
    private long? _waitsSince;
    private string? _waitsFor;
    private long? _published;

    public Auditor(AuditParts parts, AuditSchedule schedule, TimeProvider clock)
    {
        _chromaSync = parts.ChromaSync;
        _steps = new AuditSteps(parts);
        _schedule = schedule;
        _clock = clock;
        _started = clock.GetUtcNow();

        Recover<Audit.Result>(result => _last = result);
        Recover<RecoveryCompleted>(_ => Schedule());

        Command<Audit.Run>(OnRun);
        Command<Audit.GetStatus>(_ => Sender.Tell(new Audit.Status(Running, _last)));
        Command<Reindex.Finished>(OnReindexed);
        Command<AuditDue>(_ => OnDue());
        Command<StepDue>(_ => Step());
        Command<Stepped>(OnStepped);
        Command<StepFailed>(OnStepFailed);
        Command<DeleteMessagesSuccess>(_ => { });
        Command<DeleteMessagesFailure>(_ => { });
    }

    public override string PersistenceId => "auditor";

    ITimerScheduler IWithTimers.Timers { get; set; } = null!;

    private ITimerScheduler Timers => field ??= _announced.Show(((IWithTimers)this).Timers);

    private Audit.Result? Running => _job?.Result(
        _job.Phase > AuditPhase.Records ? Audit.State.Verifying : Audit.State.Running, trouble: _waitsFor is null ? null : $"Waiting: {_waitsFor}");

    protected override void PostStop()
    {
        _stopping.Cancel();
        _stopping.Dispose();
        base.PostStop();
    }

    protected override bool AroundReceive(Receive receive, object message)
    {
        var handled = base.AroundReceive(receive, message);
        _announced.Say(IsRecovering ? AuditorState.Recovering : new AuditorState(_job, _waitsFor, _last), LastSequenceNr);
        return handled;
    }

    private void OnRun(Audit.Run wanted)
    {
        if (Running is { } running)
        {
            Sender.Tell(new Audit.AlreadyRunning(running));
            return;
        }

        Begin(wanted, isScheduled: false);
        Sender.Tell(new Audit.Begun(Running!));
    }

    private void OnDue()
    {
        if (_job is null && _schedule.Next(_last, _clock.GetUtcNow(), _started) == TimeSpan.Zero)
            Begin(new Audit.Run(Repair: true), isScheduled: true);
        else
            Schedule();
    }

    // What the last one left to a re-index may be mended by now, and a day is long to be called degraded for it.
    private void OnReindexed(Reindex.Finished message)
    {
        if (_job is null && message.Error is null && _last is { LeftDrift: true } && _schedule.Interval > TimeSpan.Zero)
            Begin(new Audit.Run(Repair: true), isScheduled: true);
    }

    private void Begin(Audit.Run wanted, bool isScheduled)
    {
        Timers.Cancel(AuditorState.DueTimer);
        (_job, _waitsSince, _waitsFor, _published) = (new AuditJob(wanted, isScheduled, _clock.GetUtcNow()), null, null, null);
        Publish();
        Step();
    }

    private void Step()
    {
        if (_job is not { } job)
            return;
        _stepBegan = _clock.GetTimestamp();
        _chromaSync.Tell(ChromaSync.AuditGoesOn.Instance);
        _steps.NextAsync(job, _stopping.Token).PipeTo(
            Self, success: step => new Stepped(job, step), failure: e => new StepFailed(job, e));
    }

    private void OnStepped(Stepped message)
    {
        // An earlier incarnation's.
        if (!ReferenceEquals(message.Before, _job))
            return;
        var (job, outcome, _) = message.Step;
        if (outcome.Kind != SyncOutcomeKind.Confirmed)
        {
            if (message.Step.IsNews)
                _chromaSync.Tell(ChromaSync.Suspected.Instance);
            Wait(outcome.Reason);
            return;
        }

        (_job, _waitsSince, _waitsFor) = (job, null, null);
        if (job.Phase == AuditPhase.Done)
        {
            Finish(job.Result(Audit.State.Done, _clock.GetUtcNow()));
            return;
        }

        Publish();
        if (job.IsScheduled || message.Step.IsSending)
            Timers.StartSingleTimer(nameof(StepDue), StepDue.Instance, Rest(_clock.GetElapsedTime(_stepBegan)));
        else
            Step();
    }

    private static TimeSpan Rest(TimeSpan took) => took < ShortestRest ? ShortestRest : took > LongestRest ? LongestRest : took;

    private void OnStepFailed(StepFailed message)
    {
        if (!ReferenceEquals(message.Before, _job))
            return;
        if (message.Failure is StoreUnavailableException or AskTimeoutException)
        {
            Wait(message.Failure is AskTimeoutException ? "The sync actor does not answer." : message.Failure.Message);
            return;
        }

        _log.Error(message.Failure, "The audit met something it does not know.");
        Fail($"It met something it does not know: {message.Failure.Message}");
    }

    private void Wait(string reason)
    {
        _waitsSince ??= _clock.GetTimestamp();
        _waitsFor = reason;
        if (_clock.GetElapsedTime(_waitsSince.Value) >= _schedule.Patience)
        {
            Fail(reason);
            return;
        }

        Publish();
        Timers.StartSingleTimer(nameof(StepDue), StepDue.Instance, TryAgainAfter);
    }

    private void Fail(string why) => Finish(_job!.Result(Audit.State.Failed, _clock.GetUtcNow(), $"The audit was given up: {why}"));

    private void Finish(Audit.Result result) => Persist(result, recorded =>
    {
        Keep(recorded);
        if (LastSequenceNr > KeptResults)
            DeleteMessages(LastSequenceNr - KeptResults);
    });

    private void Keep(Audit.Result result)
    {
        (_last, _job, _waitsFor) = (result, null, null);
        Context.System.EventStream.Publish(result);
        Tell(result);
        if (result.Repaired > 0)
            _chromaSync.Tell(ChromaSync.AuditMended.Instance);
        Schedule();
    }

    private void Tell(Audit.Result result)
    {
        var words = $"Audit: {result.Checked:N0} of {result.Total:N0} documents compared with Chroma; {result.Missing} missing, {result.Stale} stale, {result.Orphans} orphaned, "
            + $"{result.Unretrievable} not found by their own vectors; {result.Repaired} of these repaired.{(result.Note is { } note ? $" {note}" : "")}";
        if (result.State == Audit.State.Failed || result.LeftDrift)
            _log.Warning("{Audit}", words);
        else
            _log.Info("{Audit}", words);
    }

    /// <summary>The journal would not take it. It stands until the host ends.</summary>
    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        Unrecorded(cause);
        Keep((Audit.Result)@event);
    }

    /// <summary>The journal failed; the supervisor brings this actor back.</summary>
    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
    {
        Unrecorded(cause);
        Tell((Audit.Result)@event);
        base.OnPersistFailure(cause, @event, sequenceNr);
    }

    private void Unrecorded(Exception cause) =>
        _log.Error(cause, "The result of an audit could not be written to the journal. Check journal.db and the disk.");

    private void Publish()
    {
        if (_published is { } last && _clock.GetElapsedTime(last) < PublishEvery)
            return;
        _published = _clock.GetTimestamp();
        Context.System.EventStream.Publish(Running!);
    }

    private void Schedule()
    {
        if (_schedule.Next(_last, _clock.GetUtcNow(), _started) is { } next)
            Timers.StartSingleTimer(AuditorState.DueTimer, AuditDue.Instance, next < LongestTimer ? next : LongestTimer);
    }

    private sealed record AuditDue
    {
        public static readonly AuditDue Instance = new();
    }

    private sealed record StepDue
    {
        public static readonly StepDue Instance = new();
    }

    private sealed record Stepped(AuditJob Before, AuditStep Step);

    private sealed record StepFailed(AuditJob Before, Exception Failure);
}
