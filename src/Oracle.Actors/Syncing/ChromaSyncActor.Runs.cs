using Oracle.Documents.Syncing;

namespace Oracle.Actors.Syncing;

// Rows that the sweeper hands over.
internal sealed partial class ChromaSyncActor
{
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

    private void ClaimRun(TriedRun run, CollectionRecord collection)
    {
        var asked = run.Waiting.Where(key => !_inFlight.Contains(key)).ToList();
        if (asked.Count == 0)
        {
            run.IsClaimed = true;
            return;
        }

        run.IsClaimed = Start(Step.Claim,
            async () => await PrepareAsync(await _parts.Outbox.RowsAsync(asked, _parts.Policy.BatchBytes), collection),
            preparation => new Prepared(preparation, asked, CircuitState.Closed, collection.Uuid));
    }

    private void OnRunClaimed(IReadOnlyList<long> asked, bool isEmpty)
    {
        // A swept row that the outbox no longer gives needs no waiting for; what was too much for one claim is claimed next.
        if (isEmpty)
            DoneWith(asked.Where(key => !_inFlight.Contains(key)));
        else if (_run is { } run)
            run.IsClaimed = false;
    }

    private void FailRun(TriedRun run, SyncOutcome outcome)
    {
        var keys = run.Waiting.Where(key => !_inFlight.Contains(key)).ToList();
        run.IsClaimed = Start(Step.Claim, () => _parts.Outbox.RowsAsync(keys, _parts.Policy.BatchBytes), rows => new RunUnreachable(rows, keys, outcome));
    }

    private void OnRunUnreachable(RunUnreachable message)
    {
        _running.Remove(Step.Claim);
        var rows = message.Rows.Where(row => !_inFlight.Contains(row.N)).ToList();
        _inFlight.UnionWith(rows.Select(row => row.N));
        DoneWith(message.Asked.Where(key => !_inFlight.Contains(key)));
        Settle(rows, message.Outcome);
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
}
