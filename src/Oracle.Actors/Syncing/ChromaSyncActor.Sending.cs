using Akka.Actor;
using Akka.Event;
using Oracle.Documents.Syncing;

namespace Oracle.Actors.Syncing;

// Claim, embed, send, settle.
internal sealed partial class ChromaSyncActor
{
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
}
