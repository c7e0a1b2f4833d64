using System.Diagnostics.CodeAnalysis;
using Akka.Actor;
using Akka.Event;
using Oracle.Documents;
using Oracle.Documents.Syncing;

namespace Oracle.Actors.Syncing;

/// <summary>
/// Carries what Chroma does not have yet from the outbox to Chroma, until nothing is left. The only writer of the
/// collection. <see cref="SyncProtocol"/> decides what an outcome means; this actor carries it out.
/// </summary>
/// <remarks>
/// One request is on its way at a time, and one claim's batches stand ready behind it, embedded meanwhile. The
/// backlog is in the table: after a crash, a lost message or a restart the rows are simply claimed again.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "An actor is not disposed but stopped: PostStop lets go of what it holds.")]
internal sealed partial class ChromaSyncActor : ReceiveActor, IWithTimers
{
    private const int MarkSlice = 1_000;
    private const int MakeDueSlice = 10_000;
    private static readonly TimeSpan TickEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ProbeAfterSilence = TimeSpan.FromSeconds(5);

    private readonly ChromaSyncParts _parts;
    private readonly TimeProvider _clock;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly CancellationTokenSource _stopping = new();

    private readonly HashSet<Step> _running = [];
    private readonly HashSet<long> _inFlight = [];
    private readonly LinkedList<Batch> _ready = [];
    private int _settling;
    private Circuit _circuit = Circuit.Starting;
    private CollectionRecord? _collection;
    private TriedRun? _run;
    private IActorRef? _drain;
    private bool _begun;
    private bool _lostBefore;
    private long _lastAnswer;

    // What was said last, so that the same trouble is not said every second.
    private string _chromaTrouble = "";
    private string _storeTrouble = "";

    // Nothing was due when last asked. A hint, a settlement or the next tick asks again.
    private bool _drained;

    // Woken since the last look began: what it finds may be old already.
    private bool _woken;

    public ChromaSyncActor(ChromaSyncParts parts, TimeProvider clock)
    {
        _parts = parts;
        _clock = clock;
        _wroteAt = clock.GetTimestamp();
        _comparePause = parts.Policy.CompareEvery;

        Receive<ChromaSync.SyncRequested>(_ => Wake());
        Receive<ChromaSync.TryRows>(OnTryRows);
        Receive<ChromaSync.Drain>(_ => OnDrain());
        Receive<ChromaSync.GetStatus>(_ => Sender.Tell(new ChromaSync.Status(
            _circuit, _collection, _embedderTrouble, _inFlight.Count > 0, _laterTrouble, [.. _refusedByTarget.Values], _unretrievable)));
        Receive<ChromaSync.Suspected>(_ => Probe());
        Receive<ChromaSync.EmbedderSuspected>(_ => OnEmbedderSuspected());
        Receive<ChromaSync.AuditGoesOn>(_ => OnAuditGoesOn());
        Receive<ChromaSync.AuditMended>(_ => _auditedAt = null);
        Receive<ChromaSync.Examine>(OnExamine);
        Receive<ExaminedFor>(OnExamined);
        Receive<Tick>(_ => OnTick());
        Receive<ProbeDue>(_ => Probe());
        Receive<Begun>(OnBegun);
        Receive<Ended>(_ => OnEnded());
        Receive<EmbedderRetryDue>(_ => OnEmbedderRetryDue());
        Receive<Checked>(OnChecked);
        Receive<Comparison>(OnCompared);
        Receive<Walked>(OnWalked);
        Receive<Found>(OnFound);
        Receive<ChromaSync.CompareAll>(_ => OnCompareAll());
        Receive<ChromaSync.TakeOver>(_ => OnTakeOver());
        Receive<ChromaSync.TargetLost>(_ => OnTargetLost());
        Receive<ChromaSync.TargetCancelled>(_ => OnTargetCancelled());
        Receive<LaterClaimed>(OnLaterClaimed);
        Receive<LaterDone>(OnLaterDone);
        Receive<FillingOpened>(OnFillingOpened);
        Receive<TakenOver>(OnTakenOver);
        Receive<Replaced>(_ => OnReplaced());
        Receive<DropDue>(_ => _mayHaveBroken = true);
        Receive<Dropped>(OnDropped);
        Receive<Opened>(OnOpened);
        Receive<MadeDue>(OnMadeDue);
        Receive<Remembered>(OnRemembered);
        Receive<Prepared>(OnPrepared);
        Receive<RunUnreachable>(OnRunUnreachable);
        Receive<RunCounted>(OnRunCounted);
        Receive<Sent>(OnSent);
        Receive<Settled>(OnSettled);
        Receive<Marked>(OnMarked);
        Receive<Probed>(OnProbed);
        Receive<StepFailed>(OnStepFailed);
        Receive<SettleFailed>(OnSettleFailed);
    }

    /// <summary>What runs outside the actor, at most one of each at a time.</summary>
    private enum Step
    {
        Begin,
        Open,
        Claim,
        ClaimLater,

        // All that goes to the collection or compares with it: one after the other, so that nothing is compared while it changes.
        Exchange,
        Mark,
        Probe,
        Count,
        End,
    }

    ITimerScheduler IWithTimers.Timers { get; set; } = null!;

    private ITimerScheduler Timers => field ??= _announced.Show(((IWithTimers)this).Timers);

    protected override void PreStart()
    {
        _lastAnswer = _comparedAt = _laterAt = _clock.GetTimestamp();
        Timers.StartPeriodicTimer(nameof(Tick), Tick.Instance, TickEvery);
        // As a message: what throws before the actor has started would end it for good.
        Self.Tell(Tick.Instance);
    }

    // A write still on its way must not land after a successor's: cancelling closes its connection.
    protected override void PostStop()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    protected override bool AroundReceive(Receive receive, object message)
    {
        try
        {
            return base.AroundReceive(receive, message);
        }
        finally
        {
            Say();
            _parts.Snapshot.Publish(_circuit, _collection, _isModelUnknown ? _embedderTrouble : null);
        }
    }

    private void Wake()
    {
        _drained = false;
        _woken = true;
        Pump();
    }

    private void OnTick()
    {
        // Silence must not pass for health: a server that died while nothing was due is noticed too.
        if (_circuit.State == CircuitState.Closed && _clock.GetElapsedTime(_lastAnswer) >= ProbeAfterSilence)
            Probe();
        _checksDue = true;
        OnFindTick();
        // Asked for, it is begun anew when it came to nothing.
        if (_compareAll is not null)
            _walk ??= WalkPosition.Start;
        _laterDrained = false;
        Wake();
    }

    /// <summary>Starts whatever may start now. Safe to call at any time.</summary>
    private void Pump()
    {
        if (_drain is not null)
        {
            FinishDraining();
            return;
        }

        if (!_begun)
        {
            Begin();
        }
        else if (_circuit.State == CircuitState.Open)
        {
            MarkDue(SyncFailure.Unavailable, _circuit.Reason);
        }
        else if (_collection is { } collection)
        {
            ExchangeNext(collection);
            ClaimNext(collection);
            ClaimLater(collection);
        }
        else
        {
            Open();
        }
    }

    /// <summary>The one exchange with the collection that is next.</summary>
    private void ExchangeNext(CollectionRecord collection)
    {
        if (_running.Overlaps([Step.Exchange, Step.Open]))
            return;
        var comparison = IsBroken ? Replace : NextComparison(idle: _ready.Count == 0);
        if (comparison is not null)
        {
            // What is confirmed must be written down before anything is compared.
            if (_settling == 0)
                comparison(collection);
        }
        else if (IsLaterTurn)
        {
            ExchangeLater(collection);
        }
        else if (_ready.First is { Value: var batch })
        {
            _ready.RemoveFirst();
            Send(batch, collection);
        }
        // Behind whatever is due; a document learned now waits for one of these at most.
        else if (_circuit.State == CircuitState.Closed)
        {
            ExchangeLater(collection);
        }
    }

    /// <summary>Runs a step outside the actor unless it is already running; its result comes back as a message.</summary>
    private bool Start<T>(Step step, Func<Task<T>> work, Func<T, object> result)
    {
        if (!_running.Add(step))
            return false;
        work().PipeTo(Self, success: result, failure: e => new StepFailed(step, e));
        return true;
    }

    private void OnStepFailed(StepFailed message)
    {
        // What was begun at the very end is not begun again.
        if (message.Step != Step.End)
            _running.Remove(message.Step);
        else
            OnEnded();
        Complain(message.Failure);
        // The next tick tries again.
        _drained = true;
        if (message.Step == Step.Claim && _run is { } claimed)
            DoneWith(claimed.Waiting.Where(key => !_inFlight.Contains(key)).ToList());
        else if (message.Step == Step.Count && _run is { } counted)
            OnRunCounted(new RunCounted(counted, counted.Keys.Count));
        if (message.Step == Step.Exchange)
            _laterOnItsWay = false;
        if (message.Step == Step.Exchange && _takeOverDue)
        {
            // Nobody knows which collection answers: the table does. What stands ready has the vectors of only one of them.
            ReleaseReady();
            ForgetLooks();
            _collection = null;
            AbandonLater();
        }

        FinishDraining();
    }

    private void Begin() => Start(
        Step.Begin, () => _parts.Reconciliation.BeginAsync(SyncProtocol.Checks(_parts.Policy, _clock.GetUtcNow())), count => new Begun(count));

    private void OnBegun(Begun message)
    {
        _running.Remove(Step.Begin);
        _begun = true;
        if (message.Checks > 0)
            _log.Info("The last run did not end in order. {Count} documents that were not synced then are read back from Chroma once late writes must have landed.", message.Checks);
        Pump();
    }

    // Trouble of the store passes; anything else is unknown and goes to the supervisor.
    private void Complain(Exception failure)
    {
        if (failure is not StoreUnavailableException)
            throw new InvalidOperationException("Syncing met something it does not know; it starts over.", failure);
        if (_storeTrouble == failure.Message)
            return;
        _storeTrouble = failure.Message;
        _log.Error("Syncing waits for SQLite: {Reason}", failure.Message);
    }

    private sealed record Tick
    {
        public static readonly Tick Instance = new();
    }

    private sealed record ProbeDue
    {
        public static readonly ProbeDue Instance = new();
    }

    private sealed record Begun(int Checks);

    private sealed record Ended
    {
        public static readonly Ended Instance = new();
    }

    private sealed record Opened(Opening Opening);

    private sealed record MadeDue(CollectionRecord Collection, int Count);

    private sealed record Remembered(CollectionRecord Collection);

    private sealed record Prepared(Preparation Preparation, IReadOnlyList<long> Asked, CircuitState ClaimedIn, string ClaimedFor, bool IsTrial = false);

    private sealed record RunUnreachable(IReadOnlyList<SyncRow> Rows, IReadOnlyList<long> Asked, SyncOutcome Outcome);

    private sealed record RunCounted(TriedRun Run, int Unsynced);

    private sealed record Sent(Batch Batch, CollectionRecord Collection, Delivery Delivery);

    private sealed record Settled(IReadOnlyList<Documents.Syncing.Settled> Documents);

    private sealed record SettleFailed(IReadOnlyList<Settlement> Settlements, Exception Failure);

    private sealed record Marked(int Count);

    private sealed record Probed(SyncOutcome Outcome);

    private sealed record StepFailed(Step Step, Exception Failure);
}
