using Akka.Actor;

namespace Oracle.Actors.Syncing;

// How the host stops.
internal sealed partial class ChromaSyncActor
{
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
}
