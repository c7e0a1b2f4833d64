using Akka.Event;
using Oracle.Documents.Reindexing;
using Oracle.Documents.Syncing;

namespace Oracle.Actors.Syncing;

// What a re-index writes, and what collections that do not answer must lose: while nothing is due, a request at a time.
internal sealed partial class ChromaSyncActor
{
    private static readonly TimeSpan LaterPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RemovalPause = TimeSpan.FromMinutes(1);

    // Under changes without a pause something is always due: after so long without a turn, one request of this goes all the same.
    private static readonly TimeSpan LaterPatience = TimeSpan.FromSeconds(2);

    private readonly LinkedList<LaterWork> _later = [];

    // Ids that the collection being filled will not take, with the reason for a person.
    private readonly Dictionary<string, ChromaSync.RefusedDocument> _refusedByTarget = new(StringComparer.Ordinal);

    // Collections that deleted nothing when last asked, and since when: nothing else waits for them.
    private readonly Dictionary<string, long> _unwilling = new(StringComparer.Ordinal);
    private CollectionRecord? _openedTarget;
    private long _renewedTo;
    private long _filledTo;

    // Where the pass ends that has come so far.
    private long _filledUntil;
    private long? _laterFailedAt;
    private string? _laterTrouble;

    // Nothing was left to do when last asked. The next tick asks again.
    private bool _laterDrained;

    // The last one claimed deletes.
    private bool _removedLast;

    // Rises when a re-index is cancelled: what is being claimed, opened or written then was meant for it.
    private int _cancelled;

    // The exchange under way is one of these.
    private bool _laterOnItsWay;

    // When it last had its turn, or nothing was left of it.
    private long _laterAt;

    private bool IsLaterIdle => _laterDrained && _later.Count == 0 && !_takeOverDue;

    // A collection that hangs would take most of the time otherwise.
    private bool IsLaterStarved => _clock.GetElapsedTime(_laterAt) >= (_laterFailedAt is null ? LaterPatience : RemovalPause);

    /// <summary>A document learned now waits for one such request, and the next one for none.</summary>
    private bool IsLaterTurn => _circuit.State == CircuitState.Closed && IsLaterStarved && (_later.Count > 0 || _takeOverDue);

    private void OnLaterClaimed(LaterClaimed message)
    {
        _running.Remove(Step.ClaimLater);
        // What was claimed before a collection takes over may be meant for the one that answers then.
        if (message.Answering.Uuid != _collection?.Uuid || _takeOverDue || _drain is not null)
            return;
        if (message.Cancelled != _cancelled)
        {
            Pump();
            return;
        }

        Follow(message.Targets);
        _laterTrouble = message.Trouble;
        if (message.Trouble is not null)
            _laterFailedAt = _clock.GetTimestamp();
        foreach (var (row, reason) in message.Refused)
            OnUnembeddable(row, reason, message.Targets.Filling);
        if (message.Passed is { Count: > 0 } passed)
        {
            if (message.Targets.Run?.Kind == ReindexKind.Renew)
                _renewedTo = passed[^1].N;
            else
                (_filledTo, _filledUntil) = (passed[^1].Revision, message.Until);
        }

        if (message.Work is { } work)
        {
            _later.AddLast(work);
            _removedLast = work is LaterWork.Removal;
        }

        if (message.Targets.Filling is { } filling && filling.Name != _openedTarget?.Name)
            OpenTarget(filling);
        else if (message.Work is null)
            (_laterDrained, _laterAt) = (true, _clock.GetTimestamp());
        Pump();
    }

    // The generation that a re-index in place has raised is what every write carries from now on.
    private void Follow(Targets targets)
    {
        if (targets.Run is { Kind: ReindexKind.Renew } renewal && _collection is { } collection && renewal.Target.Name == collection.Name
            && renewal.Target.Generation > collection.Generation)
        {
            _collection = collection with { Generation = renewal.Target.Generation };
            _renewedTo = 0;
        }

        if (targets.Filling is null || targets.Filling.Name != _openedTarget?.Name)
        {
            _openedTarget = null;
            _filledTo = 0;
            _refusedByTarget.Clear();
        }
    }

    private void OpenTarget(CollectionRecord filling)
    {
        var cancelled = _cancelled;
        Start(Step.ClaimLater, async () =>
        {
            var opening = await _parts.Vectors.OpenOtherAsync(filling, _stopping.Token);
            if (opening.Collection is { } collection)
                await _parts.Reindexing.SetFillingUuidAsync(collection);
            return opening;
        }, opening => new FillingOpened(opening, cancelled));
    }

    private void OnFillingOpened(FillingOpened message)
    {
        _running.Remove(Step.ClaimLater);
        if (message.Cancelled == _cancelled)
        {
            _openedTarget = message.Opening.Collection;
            if (_openedTarget is null)
                PauseLater(message.Opening.Outcome);
        }

        Pump();
    }

    private void ExchangeLater(CollectionRecord answering)
    {
        if (_takeOverDue)
        {
            if (_settling == 0)
                SwitchOver(answering);
        }
        else if (_later.First is { Value: var work })
        {
            _later.RemoveFirst();
            var (now, cancelled) = (_clock.GetUtcNow(), _cancelled);
            (_laterOnItsWay, _laterAt) = (true, _clock.GetTimestamp());
            Start(Step.Exchange, () => LaterWriting.OfAsync(work, answering, _parts, now, _stopping.Token), outcome => new LaterDone(work, outcome, cancelled));
        }
    }

    private void OnLaterDone(LaterDone message)
    {
        _running.Remove(Step.Exchange);
        (_laterOnItsWay, _laterAt) = (false, _clock.GetTimestamp());
        var (work, (outcome, mended, doubted), cancelled) = message;
        // It goes with its collection, whatever came of it.
        if (work is LaterWork.Filling && cancelled != _cancelled)
        {
            Pump();
            return;
        }

        // Claimed before the store knew of the doubt, they are read back all the same.
        _doubted.UnionWith(doubted);
        if (mended > 0)
            _drained = false;
        switch (outcome.Kind)
        {
            case SyncOutcomeKind.Confirmed:
                _lastAnswer = _clock.GetTimestamp();
                _laterFailedAt = null;
                if (work is LaterWork.Removal { From: var willing })
                    _unwilling.Remove(willing.Name);
                else if (work is LaterWork.Filling { Rows: var taken })
                    Forgive(taken);
                break;
            // What is wrong with another collection is no trouble of the one that answers.
            case SyncOutcomeKind.Unavailable or SyncOutcomeKind.Misconfigured when work is LaterWork.Renewal:
                OpenCircuit(outcome);
                return;
            case SyncOutcomeKind.CollectionLost when work is LaterWork.Renewal:
                Forget([], outcome);
                break;
            case SyncOutcomeKind.CollectionLost:
                if (_openedTarget?.Name == (work as LaterWork.Filling)?.To.Name || _openedTarget?.Name == (work as LaterWork.Removal)?.From.Name)
                    _openedTarget = null;
                break;
            case SyncOutcomeKind.Rejected when work is LaterWork.Filling { Rows: { Count: > 1 } rows } filling:
                _later.AddFirst(filling with { Rows = [.. rows.Skip(rows.Count / 2)] });
                _later.AddFirst(filling with { Rows = [.. rows.Take(rows.Count / 2)] });
                break;
            case SyncOutcomeKind.Rejected when work is LaterWork.Filling { Rows: [var alone] } filling:
                _log.Error("Collection {Collection}, which is being filled, refused document {Id}: {Reason}", filling.To.Name, alone.Row.Id, outcome.Reason);
                Refuse(filling.To.Name, alone.Row, outcome.Reason);
                break;
            // Whatever it is, a broken index or a refusal: nothing else needs it.
            case not SyncOutcomeKind.Unavailable when work is LaterWork.Removal removal:
                if (_unwilling.TryAdd(removal.From.Name, 0))
                    _log.Warning("Collection {Collection}, which does not answer the search, deletes nothing: {Reason} It is asked again each minute.", removal.From.Name, outcome.Reason);
                _unwilling[removal.From.Name] = _clock.GetTimestamp();
                Probe();
                break;
            default:
                // Of unknown fate, or refused as a whole: nothing is settled, and it comes again. Whether Chroma answers is asked of itself.
                PauseLater(outcome);
                Probe();
                break;
        }

        Pump();
    }

    private void PauseLater(SyncOutcome outcome)
    {
        _laterTrouble = outcome.Reason;
        _laterFailedAt = _clock.GetTimestamp();
    }

    private void OnUnembeddable(SyncRow row, string reason, CollectionRecord? filling)
    {
        if (filling is not null)
        {
            Refuse(filling.Name, row, reason);
            return;
        }

        // As when it is sent for the first time: nobody can vouch for its vector any more.
        _log.Error("Document {Id} has no vector: {Reason} It is quarantined until its content changes.", row.Id, reason);
        _inFlight.Add(row.N);
        Settle([row], new SyncOutcome(SyncOutcomeKind.EmbeddingFailed, reason));
    }

    private void Forgive(IReadOnlyList<EmbeddedRow> taken)
    {
        foreach (var row in taken)
            _refusedByTarget.Remove(row.Row.Id);
    }

    // A revision is refused, not a document for good.
    private void Refuse(string collection, SyncRow row, string reason) =>
        _refusedByTarget[row.Id] = new ChromaSync.RefusedDocument(collection, row.Id, row.Revision, reason);

    // It is all in the tables, and is claimed again.
    private void AbandonLater()
    {
        _later.Clear();
        // A server that comes back may have come back without it.
        _openedTarget = null;
        if (_takeOverDue)
            AnswerTakeOver(done: false);
    }

    private void OnTargetLost()
    {
        _openedTarget = null;
        _laterDrained = false;
        Pump();
    }

    // What was written of it goes with its collection.
    private void OnTargetCancelled()
    {
        _cancelled++;
        _later.Clear();
        _refusedByTarget.Clear();
        (_openedTarget, _laterTrouble, _laterFailedAt) = (null, null, null);
        (_filledTo, _laterDrained, _mayHaveBroken) = (0, false, true);
        Pump();
    }

    private sealed record LaterDone(LaterWork Work, LaterOutcome Outcome, int Cancelled);

    private sealed record FillingOpened(Opening Opening, int Cancelled);
}
