using Akka.Event;
using Oracle.Documents.Syncing;

namespace Oracle.Actors.Syncing;

// A collection whose index is broken is replaced by a new one, and dropped once that one holds everything.
internal sealed partial class ChromaSyncActor
{
    private const int BrokenAnswersInARow = 3;
    private static readonly TimeSpan DropAgainAfter = TimeSpan.FromMinutes(1);

    // Reads may be broken while writes are confirmed: neither makes up for the other.
    private int _brokenReads;
    private int _brokenWrites;
    private bool _mayHaveBroken = true;

    private bool IsBroken => Math.Max(_brokenReads, _brokenWrites) >= BrokenAnswersInARow;

    private static int BrokenInARow(int before, SyncOutcome outcome) =>
        outcome.IsBroken ? before + 1 : outcome.Kind == SyncOutcomeKind.Confirmed ? 0 : before;

    private void Replace(CollectionRecord broken)
    {
        _log.Error("The index of Chroma's collection {Collection} at {Where} is broken. Every document is sent to a new collection beside it; keyword search goes on meanwhile.",
            broken.Name, _parts.Vectors.Where);
        (_brokenReads, _brokenWrites) = (0, 0);
        _walk = null;
        ReleaseReady();
        AbandonLater();
        _collection = null;
        Start(Step.Open, async () =>
        {
            await _parts.Vectors.ReplaceAsync(broken);
            return Replaced.Instance;
        }, result => result);
    }

    private void OnReplaced()
    {
        _running.Remove(Step.Open);
        _mayHaveBroken = true;
        Pump();
    }

    private void DropBroken(CollectionRecord answering) => Start(Step.Exchange, DropBrokenAsync, result => result);

    private async Task<Dropped> DropBrokenAsync()
    {
        var broken = await _parts.Collections.RetiredAsync();
        // Not before its successor holds everything.
        if (broken.Count == 0 || (await _parts.Outbox.BacklogAsync(_clock.GetUtcNow())).Unsynced > 0)
            return new Dropped(Outcome: null, IsDone: broken.Count == 0);
        return new Dropped(await _parts.Vectors.DropAsync(broken[0], _stopping.Token), IsDone: false);
    }

    private void OnDropped(Dropped message)
    {
        _running.Remove(Step.Exchange);
        // One at a time, and the next look in a minute.
        _mayHaveBroken = false;
        if (!message.IsDone)
            Timers.StartSingleTimer(nameof(DropDue), DropDue.Instance, DropAgainAfter);
        if (message.Outcome is { Kind: SyncOutcomeKind.Unavailable } trouble)
        {
            OpenCircuit(trouble);
            return;
        }

        // Whatever else is wrong with the old collection is no trouble of the new one.
        if (message.Outcome is { Kind: not SyncOutcomeKind.Confirmed, Reason: var reason })
            _log.Warning("A replaced collection could not be dropped from Chroma at {Where}: {Reason} It is tried again.", _parts.Vectors.Where, reason);
        Pump();
    }

    private sealed record Replaced
    {
        public static readonly Replaced Instance = new();
    }

    private sealed record DropDue
    {
        public static readonly DropDue Instance = new();
    }

    private sealed record Dropped(SyncOutcome? Outcome, bool IsDone);
}
