using Akka.Event;
using Oracle.Documents.Syncing;

namespace Oracle.Actors.Syncing;

// When Chroma is written to, and what becomes of due rows meanwhile.
internal sealed partial class ChromaSyncActor
{
    private void OpenCircuit(SyncOutcome outcome)
    {
        if (_chromaTrouble != outcome.Reason)
        {
            _chromaTrouble = outcome.Reason;
            _log.Warning("Chroma at {Where} is not written to: {Reason} Documents are safe in SQLite and keyword search goes on; everything due is sent when it answers.",
                _parts.Vectors.Where, outcome.Reason);
        }

        Become(_circuit.Failed(outcome.Reason, outcome.Kind == SyncOutcomeKind.Misconfigured, outcome.RetryAfter));
        _collection = null;
        _compareDue = true;
        _walk = null;
        AbandonReady();
        AbandonLater();
        ProbeLater();
        if (_run is { IsClaimed: false } run)
            FailRun(run, new SyncOutcome(SyncOutcomeKind.Unavailable, outcome.Reason));
        Pump();
    }

    private void AbandonReady()
    {
        foreach (var batch in _ready)
            Settle(batch.Rows, new SyncOutcome(SyncOutcomeKind.Unavailable, _circuit.Reason));
        _ready.Clear();
    }

    private void MarkDue(SyncFailure failure, string reason)
    {
        var now = _clock.GetUtcNow();
        Start(Step.Mark, () => _parts.Outbox.MarkFailedAsync(failure, reason, MarkSlice, now), count => new Marked(count));
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
        Timers.StartSingleTimer(SyncState.ProbeTimer, ProbeDue.Instance, _circuit.ProbeDelay(_parts.Vectors.IsLoopback));

    private void OnProbed(Probed message)
    {
        _running.Remove(Step.Probe);
        if (message.Outcome.Kind != SyncOutcomeKind.Confirmed)
        {
            OpenCircuit(message.Outcome);
            return;
        }

        _lastAnswer = _clock.GetTimestamp();
        // It answers; whether the collection is still there, and still ours, is another question.
        if (_circuit.State == CircuitState.Closed)
            Open();
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
}
