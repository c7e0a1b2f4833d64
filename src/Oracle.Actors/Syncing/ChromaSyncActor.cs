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
#pragma warning disable CA1001 // An actor is not disposed but stopped: PostStop lets go of what it holds.
internal sealed class ChromaSyncActor : ReceiveActor, IWithTimers
#pragma warning restore CA1001
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

        Receive<ChromaSync.SyncRequested>(_ => Wake());
        Receive<ChromaSync.TryRows>(OnTryRows);
        Receive<ChromaSync.Drain>(_ => OnDrain());
        Receive<ChromaSync.GetStatus>(_ => Sender.Tell(new ChromaSync.Status(_circuit, _collection)));
        Receive<ChromaSync.Suspected>(_ => Probe());
        Receive<Tick>(_ => OnTick());
        Receive<ProbeDue>(_ => Probe());
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
        Open,
        Claim,
        Send,
        Mark,
        Probe,
        Count,
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        _lastAnswer = _clock.GetTimestamp();
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

        if (_circuit.State == CircuitState.Open)
        {
            MarkDue();
        }
        else if (_collection is null)
        {
            Open();
        }
        else
        {
            SendNext();
            ClaimNext();
        }
    }

    // ---- the collection ----

    private void Open()
    {
        // What was sent to the former collection must be settled before documents are made due for a new one.
        if (_running.Contains(Step.Send) || _settling > 0)
            return;
        Start(Step.Open, () => _parts.Vectors.OpenAsync(_stopping.Token), opening => new Opened(opening));
    }

    private void OnOpened(Opened message)
    {
        _running.Remove(Step.Open);
        if (_circuit.State == CircuitState.Open)
            return;
        var (outcome, collection, isNew, _) = message.Opening;
        if (collection is null)
        {
            OpenCircuit(outcome);
            return;
        }

        _lastAnswer = _clock.GetTimestamp();
        if (isNew)
        {
            MakeDue(collection);
            return;
        }

        _collection = collection;
        Pump();
    }

    private void MakeDue(CollectionRecord collection) =>
        Start(Step.Open, () => _parts.Outbox.MakeDueAsync(MakeDueSlice), count => new MadeDue(collection, count));

    private void OnMadeDue(MadeDue message)
    {
        _running.Remove(Step.Open);
        if (message.Count == MakeDueSlice)
        {
            MakeDue(message.Collection);
            return;
        }

        // Last: a crash before this starts over and forgets nothing.
        Start(Step.Open, async () =>
        {
            await _parts.Collections.SetAnsweringAsync(message.Collection);
            return message.Collection;
        }, collection => new Remembered(collection));
    }

    private void OnRemembered(Remembered message)
    {
        _running.Remove(Step.Open);
        _log.Info("Chroma collection {Collection} ({Uuid}) at {Where} is new to this store; every document is sent to it.",
            message.Collection.Name, message.Collection.Uuid, _parts.Vectors.Where);
        if (_circuit.State != CircuitState.Open)
            _collection = message.Collection;
        Wake();
    }

    // ---- claim, embed, send, settle ----

    private void ClaimNext()
    {
        var isTrial = _circuit.State == CircuitState.HalfOpen;
        if (_ready.Count > 0 || (isTrial && _running.Contains(Step.Send)))
            return;
        if (_run is { IsClaimed: false } run && !isTrial)
            ClaimRun(run);
        else if (!_drained)
            ClaimDue(isTrial ? _parts.Policy.HalfOpenBatchSize : _parts.Policy.BatchSize);
    }

    private void ClaimDue(int limit)
    {
        var (now, except) = (_clock.GetUtcNow(), _inFlight.ToHashSet());
        var state = _circuit.State;
        if (_running.Contains(Step.Claim))
            return;
        _woken = false;
        Start(Step.Claim,
            async () => await PrepareAsync(await _parts.Outbox.DueAsync(now, limit, _parts.Policy.BatchBytes, except)),
            preparation => new Prepared(preparation, Asked: [], state));
    }

    private Task<Preparation> PrepareAsync(IReadOnlyList<SyncRow> rows) =>
        Preparation.OfAsync(rows, _parts.Embedder, _parts.Dimension, _parts.Policy, _stopping.Token);

    private void OnPrepared(Prepared message)
    {
        _running.Remove(Step.Claim);
        _storeTrouble = "";
        if (message.ClaimedIn != _circuit.State)
        {
            // Claimed for full speed, and meanwhile Chroma went away or has only just come back: the rows are claimed anew.
            DoneWith(message.Asked);
            Wake();
            return;
        }

        var (batches, unembeddable) = message.Preparation;
        foreach (var batch in batches)
        {
            _inFlight.UnionWith(batch.Rows.Select(row => row.N));
            _ready.AddLast(batch);
        }

        foreach (var (row, reason) in unembeddable)
        {
            _inFlight.Add(row.N);
            _log.Error("Document {Id} has no vector: {Reason} It is quarantined until its content changes.", row.Id, reason);
            Settle([row], new SyncOutcome(SyncOutcomeKind.EmbeddingFailed, reason));
        }

        // A swept row that the outbox no longer gives needs no waiting for.
        DoneWith(message.Asked.Where(key => !_inFlight.Contains(key)));
        if (message is { Asked.Count: 0, Preparation: { Batches.Count: 0, Unembeddable.Count: 0 } })
            OnDrained();
        Pump();
    }

    private void OnDrained()
    {
        _drained = !_woken;
        // Chroma is there and wants nothing: that closes the circuit too.
        if (_circuit.State == CircuitState.HalfOpen && !_running.Contains(Step.Send))
            Become(Circuit.Closed);
    }

    private void SendNext()
    {
        if (_ready.First is not { Value: var batch } || _collection is not { } collection)
            return;
        if (Start(Step.Send, () => SendAsync(batch, collection), outcome => new Sent(batch, collection, outcome)))
            _ready.RemoveFirst();
    }

    private async Task<SyncOutcome> SendAsync(Batch batch, CollectionRecord collection)
    {
        var outcome = batch.Deletions.Count > 0
            ? await _parts.Vectors.DeleteAsync(collection, [.. batch.Deletions.Select(row => row.Id)], _stopping.Token)
            : await _parts.Vectors.UpsertAsync(collection, batch.Upserts, _stopping.Token);
        if (outcome.Kind != SyncOutcomeKind.Ambiguous)
            return outcome;
        // A server that is gone altogether is no document's fault.
        var probe = await _parts.Vectors.ProbeAsync(_stopping.Token);
        return probe.Kind == SyncOutcomeKind.Confirmed ? outcome : probe with { Kind = SyncOutcomeKind.Unavailable };
    }

    private void OnSent(Sent message)
    {
        _running.Remove(Step.Send);
        var (batch, collection, outcome) = message;
        var decision = Decide(batch.Rows, outcome);
        switch (decision.Next)
        {
            case Next.Halve:
                Halve(batch);
                break;
            case Next.ResolveCollection:
                Forget(batch, outcome);
                break;
            case Next.OpenCircuit:
                Write(decision.Settlements, collection.Generation);
                OpenCircuit(outcome);
                return;
            default:
                Tell(batch, outcome);
                Write(decision.Settlements, collection.Generation);
                break;
        }

        if (outcome.Kind == SyncOutcomeKind.Confirmed)
        {
            _lostBefore = false;
            _lastAnswer = _clock.GetTimestamp();
            if (_circuit.State == CircuitState.HalfOpen)
                Become(Circuit.Closed);
        }

        Pump();
    }

    private void Forget(Batch batch, SyncOutcome outcome)
    {
        Release(batch.Rows.Select(row => row.N));
        Release(_ready.SelectMany(ready => ready.Rows).Select(row => row.N));
        _ready.Clear();
        if (_lostBefore)
        {
            // Made anew and lost at once: something is wrong with the server or on the way, and hurry does not help.
            OpenCircuit(outcome with { Reason = $"The collection is lost again and again: {outcome.Reason}" });
            return;
        }

        _lostBefore = true;
        _collection = null;
        _log.Warning("The Chroma collection at {Where} is gone: {Reason} It is made anew and every document is sent again.",
            _parts.Vectors.Where, outcome.Reason);
    }

    private void Halve(Batch batch)
    {
        // Only a trial's own small batch may go on while Chroma is on trial; the rest is claimed anew.
        if (_circuit.State == CircuitState.Closed || (_circuit.State == CircuitState.HalfOpen && batch.Rows.Count <= _parts.Policy.HalfOpenBatchSize))
        {
            var (first, second) = batch.Halves();
            _ready.AddFirst(second);
            _ready.AddFirst(first);
        }
        else
        {
            Release(batch.Rows.Select(row => row.N));
        }
    }

    private void Tell(Batch batch, SyncOutcome outcome)
    {
        if (outcome.Kind == SyncOutcomeKind.Rejected && batch.Rows[0].Deleted)
        {
            _log.Error("Chroma refused to delete document {Id}: {Reason} It is out of every search and is tried again.", batch.Rows[0].Id, outcome.Reason);
        }
        else if (outcome.Kind == SyncOutcomeKind.Rejected)
        {
            _log.Error("Chroma refused document {Id}: {Reason} It is quarantined until its content changes.", batch.Rows[0].Id, outcome.Reason);
        }
        else if (outcome.Kind == SyncOutcomeKind.Ambiguous)
        {
            _log.Warning("Nobody knows whether Chroma took {Count} documents beginning with {Id}: {Reason} They are sent again.",
                batch.Rows.Count, batch.Rows[0].Id, outcome.Reason);
        }
    }

    private Decision Decide(IReadOnlyList<SyncRow> rows, SyncOutcome outcome) =>
        SyncProtocol.Decide(rows, outcome, _parts.Policy, _clock.GetUtcNow(), _parts.Jitter);

    // For outcomes that confirm nothing, and so need no generation.
    private void Settle(IReadOnlyList<SyncRow> rows, SyncOutcome outcome) => Write(Decide(rows, outcome).Settlements, generation: 0);

    private void Write(IReadOnlyList<Settlement> settlements, int generation)
    {
        if (settlements.Count == 0)
            return;
        _settling++;
        var keys = settlements.Select(settlement => settlement.N).ToList();
        _parts.Outbox.SettleAsync(settlements, generation, _clock.GetUtcNow()).PipeTo(
            Self, success: settled => new Settled(settled), failure: e => new SettleFailed(keys, e));
    }

    private void OnSettled(Settled message)
    {
        _settling--;
        _storeTrouble = "";
        Release(message.Documents.Select(document => document.N));
        Context.System.EventStream.Publish(new ChromaSync.DocumentsSettled(message.Documents));
        // A row that changed while it was in flight is due again.
        Wake();
    }

    private void OnSettleFailed(SettleFailed message)
    {
        _settling--;
        Complain(message.Failure);
        // The rows still stand as they were claimed; they are sent again at the next tick, which changes nothing in Chroma.
        Release(message.Keys);
        _drained = true;
        FinishDraining();
    }

    private void Release(IEnumerable<long> keys)
    {
        var released = keys.ToList();
        _inFlight.ExceptWith(released);
        DoneWith(released);
    }

    // ---- the circuit ----

    private void OpenCircuit(SyncOutcome outcome)
    {
        if (_chromaTrouble != outcome.Reason)
        {
            _chromaTrouble = outcome.Reason;
            _log.Warning("Chroma at {Where} is not written to: {Reason} Documents are safe in SQLite and keyword search goes on; everything due is sent when it answers.",
                _parts.Vectors.Where, outcome.Reason);
        }

        Become(_circuit.Failed(outcome.Reason, outcome.Kind == SyncOutcomeKind.Misconfigured));
        _collection = null;
        AbandonReady();
        ProbeLater();
        if (_run is { IsClaimed: false } run)
            FailRun(run);
        Pump();
    }

    private void AbandonReady()
    {
        foreach (var batch in _ready)
            Settle(batch.Rows, new SyncOutcome(SyncOutcomeKind.Unavailable, _circuit.Reason));
        _ready.Clear();
    }

    private void MarkDue()
    {
        var (reason, now) = (_circuit.Reason, _clock.GetUtcNow());
        Start(Step.Mark, () => _parts.Outbox.MarkUnavailableAsync(reason, MarkSlice, now), count => new Marked(count));
    }

    private void OnMarked(Marked message)
    {
        _running.Remove(Step.Mark);
        _storeTrouble = "";
        if (message.Count == MarkSlice)
            Pump();
    }

    private void Probe()
    {
        // Opening asks Chroma too, and says more; but whatever it says, an open circuit is probed on.
        if (!_running.Contains(Step.Open))
            Start(Step.Probe, () => _parts.Vectors.ProbeAsync(_stopping.Token), outcome => new Probed(outcome));
        else if (_circuit.State == CircuitState.Open)
            ProbeLater();
    }

    private void ProbeLater() =>
        Timers.StartSingleTimer(nameof(ProbeDue), ProbeDue.Instance, _circuit.ProbeDelay(_parts.Vectors.IsLoopback));

    private void OnProbed(Probed message)
    {
        _running.Remove(Step.Probe);
        if (message.Outcome.Kind != SyncOutcomeKind.Confirmed)
        {
            OpenCircuit(message.Outcome);
            return;
        }

        _lastAnswer = _clock.GetTimestamp();
        Become(_circuit.Answered());
        Wake();
    }

    private void Become(Circuit circuit)
    {
        if (_circuit.State == circuit.State)
        {
            _circuit = circuit;
            return;
        }

        _circuit = circuit;
        if (circuit.State == CircuitState.Closed)
        {
            _chromaTrouble = "";
            _log.Info("Chroma at {Where} answers; whatever is due is on its way.", _parts.Vectors.Where);
        }

        Context.System.EventStream.Publish(new ChromaSync.CircuitChanged(circuit));
    }

    // ---- runs of the sweeper ----

    private void OnTryRows(ChromaSync.TryRows message)
    {
        _run = new TriedRun(message, Sender);
        DoneWith([]);
        // Behind an open circuit the run is the occasion to ask Chroma now; the answer decides the run.
        if (_circuit.State == CircuitState.Open)
            Probe();
        else
            Pump();
    }

    private void ClaimRun(TriedRun run)
    {
        var asked = run.Waiting.Where(key => !_inFlight.Contains(key)).ToList();
        run.IsClaimed = Start(Step.Claim,
            async () => await PrepareAsync(await _parts.Outbox.RowsAsync(asked)),
            preparation => new Prepared(preparation, asked, CircuitState.Closed));
    }

    private void FailRun(TriedRun run)
    {
        var keys = run.Waiting.Where(key => !_inFlight.Contains(key)).ToList();
        run.IsClaimed = Start(Step.Claim, () => _parts.Outbox.RowsAsync(keys), rows => new RunUnreachable(rows, keys));
    }

    private void OnRunUnreachable(RunUnreachable message)
    {
        _running.Remove(Step.Claim);
        var rows = message.Rows.Where(row => !_inFlight.Contains(row.N)).ToList();
        _inFlight.UnionWith(rows.Select(row => row.N));
        DoneWith(message.Asked.Where(key => !_inFlight.Contains(key)));
        Settle(rows, new SyncOutcome(SyncOutcomeKind.Unavailable, _circuit.Reason));
        Pump();
    }

    private void DoneWith(IEnumerable<long> keys)
    {
        if (_run is not { } run)
            return;
        foreach (var key in keys)
            run.Done(key);
        // How they ended is asked of the table: a row may have changed again, or be quarantined.
        if (run.Waiting.Count == 0)
            Start(Step.Count, () => _parts.Outbox.UnsyncedAsync(run.Keys), unsynced => new RunCounted(run, unsynced));
    }

    private void OnRunCounted(RunCounted message)
    {
        _running.Remove(Step.Count);
        message.Run.Reply(message.Unsynced);
        if (_run == message.Run)
            _run = null;
        else
            DoneWith([]);
    }

    // ---- stopping ----

    private void OnDrain()
    {
        _drain = Sender;
        // What was not sent is still due, and goes after the next start.
        Release(_ready.SelectMany(batch => batch.Rows).Select(row => row.N).ToList());
        _ready.Clear();
        Pump();
    }

    private void FinishDraining()
    {
        if (!_running.Contains(Step.Send) && _settling == 0)
            _drain?.Tell(ChromaSync.Drained.Instance);
    }

    // ---- steps ----

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
        _running.Remove(message.Step);
        Complain(message.Failure);
        // The next tick tries again.
        _drained = true;
        if (message.Step == Step.Claim && _run is { } claimed)
            DoneWith(claimed.Waiting.Where(key => !_inFlight.Contains(key)).ToList());
        else if (message.Step == Step.Count && _run is { } counted)
            OnRunCounted(new RunCounted(counted, counted.Keys.Count));
        FinishDraining();
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

    private sealed record Opened(Opening Opening);

    private sealed record MadeDue(CollectionRecord Collection, int Count);

    private sealed record Remembered(CollectionRecord Collection);

    private sealed record Prepared(Preparation Preparation, IReadOnlyList<long> Asked, CircuitState ClaimedIn);

    private sealed record RunUnreachable(IReadOnlyList<SyncRow> Rows, IReadOnlyList<long> Asked);

    private sealed record RunCounted(TriedRun Run, int Unsynced);

    private sealed record Sent(Batch Batch, CollectionRecord Collection, SyncOutcome Outcome);

    private sealed record Settled(IReadOnlyList<Documents.Syncing.Settled> Documents);

    private sealed record SettleFailed(IReadOnlyList<long> Keys, Exception Failure);

    private sealed record Marked(int Count);

    private sealed record Probed(SyncOutcome Outcome);

    private sealed record StepFailed(Step Step, Exception Failure);
}
