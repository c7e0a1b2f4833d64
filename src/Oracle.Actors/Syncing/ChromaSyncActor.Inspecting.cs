using Oracle.Actors.Inspecting;

namespace Oracle.Actors.Syncing;

// What others see of it while it is busy.
internal sealed partial class ChromaSyncActor
{
    private readonly Announced _announced = ActorStates.Announce(Context);

    // The batch on its way, and how many there were since the start.
    private (long Number, int Documents)? _sending;
    private long _batches;
    private SyncState _said = SyncState.Starting;

    private void Say()
    {
        _said = _said.Next(_circuit, Work(), _embedderTrouble, _clock.GetUtcNow());
        _announced.Say(_said);
    }

    private SyncWork Work() =>
        _running.Contains(Step.Exchange) && _sending is var (number, documents) ? new SyncWork.Sending(number, documents)
        : _running.Contains(Step.Exchange) ? new SyncWork.Other(_laterOnItsWay ? "writing for a re-index, or removing what collections must lose" : "comparing Chroma with SQLite")
        : _drain is not null ? new SyncWork.Other(_ended ? "stopped: nothing is on its way" : "finishing what is on its way; the host stops")
        : _running.Contains(Step.Open) ? new SyncWork.Other("opening the collection")
        : _running.Contains(Step.Claim) ? new SyncWork.Preparing()
        : _running.Contains(Step.ClaimLater) ? new SyncWork.Preparing()
        : _settling > 0 ? new SyncWork.Other("waiting for SQLite to write down what was sent")
        : new SyncWork.None();
}
