using Akka.Actor;
using Akka.Event;
using Oracle.Documents.Syncing;

namespace Oracle.Actors.Syncing;

// Claim, embed, send, settle.
internal sealed partial class ChromaSyncActor
{
    private readonly LoneFailures _loneFailures = new();

    // Settlements of unknown fate that SQLite could not take yet, by document.
    private readonly Dictionary<string, Settlement> _owed = new(StringComparer.Ordinal);

    // Their documents, until they are settled: what was claimed before the store knew better is read back all the same.
    private readonly HashSet<string> _doubted = new(StringComparer.Ordinal);

    private void ClaimNext(CollectionRecord collection)
    {
        var isTrial = _circuit.State == CircuitState.HalfOpen;
        if (_ready.Count > 0 || (isTrial && _running.Contains(Step.Exchange)))
            return;
        if (_embedderTrouble is { } trouble)
            MarkDue(SyncFailure.Embedding, trouble);
        if (_run is { IsClaimed: false } run && !isTrial)
            ClaimRun(run, collection);
        else if (!_drained)
            ClaimDue(isTrial ? _parts.Policy.HalfOpenBatchSize : _parts.Policy.BatchSize, collection);
    }

    private void ClaimDue(int limit, CollectionRecord collection)
    {
        var (now, except) = (_clock.GetUtcNow(), _inFlight.ToHashSet());
        var state = _circuit.State;
        if (_running.Contains(Step.Claim))
            return;
        // Without an embedder, deletions still go.
        var (which, isTrial) = (_embedderTrouble is null || _embedderTrial ? DueRows.All : DueRows.Deletions, _embedderTrial);
        _embedderTrial = false;
        _woken = false;
        Start(Step.Claim,
            async () => await PrepareAsync(await _parts.Outbox.DueAsync(now, limit, _parts.Policy.BatchBytes, except, which), collection, isTrial),
            preparation => new Prepared(preparation, Asked: [], state, collection.Uuid, isTrial));
    }

    private Task<Preparation> PrepareAsync(IReadOnlyList<SyncRow> rows, CollectionRecord collection, bool isTrial = false) =>
        Preparation.OfAsync(rows, new RowEmbedder(_parts.Embedder, collection), _parts.Policy, isTrial, _stopping.Token);

    private void OnPrepared(Prepared message)
    {
        _running.Remove(Step.Claim);
        _storeTrouble = "";
        if (message.ClaimedIn != _circuit.State || _collection?.Uuid != message.ClaimedFor)
        {
            // Claimed for full speed, and meanwhile Chroma went away or has only just come back; or with the vectors of a
            // collection that does not answer any more: the rows are claimed anew.
            DoneWith(message.Asked);
            Wake();
            return;
        }

        var (batches, unembeddable, unreached, trouble, retryAfter) = message.Preparation;
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

        if (trouble is not null)
            OnEmbedderTrouble(trouble, unreached, retryAfter);
        // What refuses one text alone gave a vector for a plain sentence.
        else if (message.IsTrial || unembeddable.Count > 0 || batches.Any(batch => batch.Upserts.Count > 0))
            OnEmbedderAnswered();

        if (message.Asked.Count > 0)
            OnRunClaimed(message.Asked, isEmpty: message.Preparation.IsEmpty);
        if (message is { Asked.Count: 0, Preparation.IsEmpty: true })
            OnDrained();
        Pump();
    }

    private void OnDrained()
    {
        _drained = !_woken;
        // Chroma is there and wants nothing: that closes the circuit too.
        if (_circuit.State == CircuitState.HalfOpen && !_running.Contains(Step.Exchange))
            Become(Circuit.Closed);
    }

    private void Send(Batch batch, CollectionRecord collection)
    {
        var doubted = _doubted.ToHashSet(StringComparer.Ordinal);
        _sentSinceCheck = true;
        _sending = (++_batches, batch.Rows.Count);
        Start(Step.Exchange, () => Delivery.OfAsync(batch, collection, _parts, doubted, _stopping.Token), delivery => new Sent(batch, collection, delivery));
    }

    private void OnSent(Sent message)
    {
        _running.Remove(Step.Exchange);
        _sending = null;
        var (batch, collection, delivery) = message;
        var outcome = Hopeless(batch, delivery.Outcome);
        _brokenWrites = BrokenInARow(_brokenWrites, outcome);
        if (delivery.Unproven.Count > 0)
            _brokenReads = BrokenInARow(_brokenReads, delivery.Doubt);
        if (Carry(batch, [.. batch.Rows.Except(delivery.Unproven)], outcome, collection)
            // A confirmation that reading back does not bear out is worth nothing.
            && Carry(batch, delivery.Unproven, delivery.Doubt, collection))
        {
            // It was the last straw for a document, and the server has not answered since.
            if (delivery.Outcome.Kind == SyncOutcomeKind.Interrupted && outcome.Kind == SyncOutcomeKind.Hopeless)
                OpenCircuit(delivery.Outcome);
            else
                Pump();
        }
    }

    /// <summary>Does what the protocol decides about rows of a batch; false when nothing more is to be sent.</summary>
    private bool Carry(Batch batch, IReadOnlyList<SyncRow> rows, SyncOutcome outcome, CollectionRecord collection)
    {
        if (rows.Count == 0)
            return true;
        var decision = Decide(rows, outcome);
        Tell(rows, outcome);
        Write(decision.Settlements, collection.Generation);
        switch (decision.Next)
        {
            case Next.Halve:
                Halve(batch);
                break;
            case Next.ResolveCollection:
                Forget(rows, outcome);
                break;
            case Next.OpenCircuit:
                OpenCircuit(outcome);
                return false;
            default:
                break;
        }

        if (outcome.Kind == SyncOutcomeKind.Confirmed)
            OnConfirmed(rows);
        return true;
    }

    private void OnConfirmed(IReadOnlyList<SyncRow> rows)
    {
        _lostBefore = false;
        _findDue = true;
        _loneFailures.Confirmed(rows);
        _lastAnswer = _clock.GetTimestamp();
        // Of what is written anew nobody was told just now that it is synced; it would hold up the looks that found it.
        if (rows.Any(row => !row.Renew))
            _wroteAt = _lastAnswer;
        if (_circuit.State == CircuitState.HalfOpen)
            Become(Circuit.Closed);
    }

    private SyncOutcome Hopeless(Batch batch, SyncOutcome outcome)
    {
        if (outcome.Kind is not (SyncOutcomeKind.Ambiguous or SyncOutcomeKind.Interrupted) || outcome.IsBroken || batch.Rows.Count > 1 || _loneFailures.Failed(batch.Rows[0]) < _parts.Policy.MaxLoneFailures)
            return outcome;
        // Whoever retries it gives it as many tries again.
        _loneFailures.Forget(batch.Rows[0]);
        return outcome with
        {
            Kind = SyncOutcomeKind.Hopeless,
            Reason = $"{_parts.Policy.MaxLoneFailures} times in a row nobody knew whether Chroma took this document, while it took others. The last time: {outcome.Reason}",
        };
    }

    private void Forget(IReadOnlyList<SyncRow> rows, SyncOutcome outcome)
    {
        Release([.. rows.Concat(_ready.SelectMany(ready => ready.Rows)).Select(row => row.N)]);
        _ready.Clear();
        AbandonLater();
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

    private void Tell(IReadOnlyList<SyncRow> rows, SyncOutcome outcome)
    {
        var (id, reason) = (rows[0].Id, outcome.Reason);
        switch (outcome.Kind)
        {
            case SyncOutcomeKind.Rejected when rows.Count > 1:
                break;
            case SyncOutcomeKind.Rejected when rows[0].Deleted:
                _log.Error("Chroma refused to delete document {Id}: {Reason} It is out of every search and is tried again.", id, reason);
                break;
            case SyncOutcomeKind.Rejected:
                _log.Error("Chroma refused document {Id}: {Reason} It is quarantined until its content changes or it is retried.", id, reason);
                break;
            case SyncOutcomeKind.Hopeless:
                _log.Error("Document {Id} cannot be brought to Chroma: {Reason} It is quarantined until its content changes or it is retried.", id, reason);
                break;
            case SyncOutcomeKind.Ambiguous or SyncOutcomeKind.Interrupted:
                _log.Warning("Nobody knows whether Chroma took {Count} documents beginning with {Id}: {Reason} They are sent again and read back.", rows.Count, id, reason);
                break;
            default:
                break;
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
        // What could not be written down before goes first: a row of unknown fate must not be confirmed unread.
        IReadOnlyList<Settlement> all = [.. _owed.Values, .. settlements];
        _owed.Clear();
        _parts.Outbox.SettleAsync(all, generation, _clock.GetUtcNow()).PipeTo(
            Self, success: settled => new Settled(settled), failure: e => new SettleFailed(all, e));
    }

    private void OnSettled(Settled message)
    {
        _settling--;
        _storeTrouble = "";
        Release(message.Documents.Select(document => document.N));
        _doubted.ExceptWith(message.Documents.Where(document => document is { Written: true, Status: SyncStatus.Synced }).Select(document => document.Id));
        Context.System.EventStream.Publish(new ChromaSync.DocumentsSettled(message.Documents));
        // A row that changed while it was in flight is due again.
        Wake();
    }

    private void OnSettleFailed(SettleFailed message)
    {
        _settling--;
        Complain(message.Failure);
        // The rows still stand as they were claimed; they are sent again at the next tick, which changes nothing in Chroma.
        Release(message.Settlements.Select(settlement => settlement.N));
        foreach (var settlement in message.Settlements.Where(settlement => settlement.ChecksAt is not null))
            _owed[settlement.Id] = settlement;
        _doubted.UnionWith(_owed.Keys);
        _drained = true;
        FinishDraining();
    }

    private void ReleaseReady()
    {
        Release(_ready.SelectMany(batch => batch.Rows).Select(row => row.N));
        _ready.Clear();
    }

    private void Release(IEnumerable<long> keys)
    {
        var released = keys.ToList();
        _inFlight.ExceptWith(released);
        DoneWith(released);
    }
}
