using Akka.Actor;

namespace Oracle.Actors.Syncing;

// How the host stops.
internal sealed partial class ChromaSyncActor
{
    private bool _ended;

    private void OnDrain()
    {
        _drain = Sender;
        if (_ended)
            OnEnded();
        // What was not sent is still due, and goes after the next start.
        ReleaseReady();
        Pump();
    }

    private void FinishDraining()
    {
        if (_drain is null || _ended || _settling > 0 || _running.Overlaps([Step.Exchange, Step.End]))
            return;
        // Nothing of unknown fate is on its way that is not written down: the next start need not doubt.
        if (_begun && _owed.Count == 0)
            Start(Step.End, EndAsync, _ => Ended.Instance);
        else
            OnEnded();
    }

    private async Task<bool> EndAsync()
    {
        await _parts.Reconciliation.EndAsync();
        return true;
    }

    private void OnEnded()
    {
        _ended = true;
        _drain?.Tell(ChromaSync.Drained.Instance);
    }
}
