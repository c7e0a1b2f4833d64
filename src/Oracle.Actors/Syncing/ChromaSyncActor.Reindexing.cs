using Akka.Actor;
using Akka.Event;
using Oracle.Actors.Auditing;
using Oracle.Documents.Reindexing;
using Oracle.Documents.Syncing;

namespace Oracle.Actors.Syncing;

// What a re-index writes, and what collections that do not answer must lose: while nothing is due, a request at a time.
internal sealed partial class ChromaSyncActor
{
    private const int RemovedAtOnce = 250;
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

    // The exchange under way is one of these.
    private bool _laterOnItsWay;
    private bool _takeOverDue;
    private IActorRef? _takeOver;
    private IActorRef? _compareAll;

    // When it last had its turn, or nothing was left of it.
    private long _laterAt;

    private bool IsLaterIdle => _laterDrained && _later.Count == 0 && !_takeOverDue;

    // A collection that hangs would take most of the time otherwise.
    private bool IsLaterStarved => _clock.GetElapsedTime(_laterAt) >= (_laterFailedAt is null ? LaterPatience : RemovalPause);

    /// <summary>A document learned now waits for one such request, and the next one for none.</summary>
    private bool IsLaterTurn => _circuit.State == CircuitState.Closed && IsLaterStarved && (_later.Count > 0 || _takeOverDue);

    private void ClaimLater(CollectionRecord answering)
    {
        if (_laterDrained || !(_drained || IsLaterStarved) || _circuit.State != CircuitState.Closed || _later.Count > 0 || _takeOverDue
            || (_laterFailedAt is { } at && _clock.GetElapsedTime(at) < LaterPause))
        {
            return;
        }

        // What changes here while it is claimed must not change there.
        var seen = new LaterView(
            answering, _openedTarget, _renewedTo, _filledTo, _filledUntil,
            // What is on its way is still lacking, and must not be claimed once more.
            MayBeginAgain: !_laterOnItsWay, _removedLast,
            _refusedByTarget.Values.Select(document => (document.Id, document.Revision)).ToHashSet(),
            _unwilling.Where(one => _clock.GetElapsedTime(one.Value) < RemovalPause).Select(one => one.Key).ToHashSet(StringComparer.Ordinal));
        Start(Step.ClaimLater, () => ClaimLaterAsync(seen), claimed => claimed);
    }

    private async Task<LaterClaimed> ClaimLaterAsync(LaterView seen)
    {
        var targets = await _parts.Reindexing.TargetsAsync();
        // By turns: where deletions never cease, nothing would be written.
        if (!seen.RemovedLast && await RemovalAsync(targets, seen) is { } removal)
            return new LaterClaimed(targets, seen.Answering, removal, [], Trouble: null);
        var writing = await WritingAsync(targets, seen);
        return writing.Work is null && seen.RemovedLast ? writing with { Work = await RemovalAsync(targets, seen) } : writing;
    }

    private async Task<LaterWork?> RemovalAsync(Targets targets, LaterView seen)
    {
        // One that is filled must be there first.
        foreach (var other in seen.Target is { } opened && opened.Name == targets.Filling?.Name ? [opened, .. targets.Kept] : targets.Kept)
        {
            if (other.Uuid.Length > 0 && !seen.Unwilling.Contains(other.Name) && await _parts.Reindexing.GoneAsync(other.Name, RemovedAtOnce) is { Count: > 0 } gone)
                return new LaterWork.Removal(other, gone);
        }

        return null;
    }

    private async Task<LaterClaimed> WritingAsync(Targets targets, LaterView seen)
    {
        var answering = seen.Answering;
        if (targets.Run is { Kind: ReindexKind.Renew })
        {
            var rows = await RenewalPassAsync(seen);
            return await EmbedAsync(targets, answering, rows, answering, embedded => new LaterWork.Renewal(embedded));
        }

        if (targets.Filling is { } filling && seen.Target is { } target && filling.Name == target.Name)
        {
            var (rows, until) = await FillingPassAsync(filling.Name, seen);
            var claimed = await EmbedAsync(
                targets, answering, [.. rows.Where(row => !seen.Refused.Contains((row.Id, row.Revision)))], target, embedded => new LaterWork.Filling(target, embedded), rows);
            return claimed with { Until = until };
        }

        return new LaterClaimed(targets, answering, Work: null, [], Trouble: null);
    }

    // What was passed over, because it failed or changed, comes in the next pass.
    private async Task<IReadOnlyList<SyncRow>> RenewalPassAsync(LaterView seen)
    {
        Task<IReadOnlyList<SyncRow>> Claim(long after) => _parts.Reindexing.RenewableAsync(after, _parts.Policy.BatchSize, _parts.Policy.BatchBytes);
        var rows = await Claim(seen.RenewedTo);
        return rows.Count > 0 || seen.RenewedTo == 0 || !seen.MayBeginAgain ? rows : await Claim(0);
    }

    // Here a pass ends with what was newest when it began: where changes never cease, the next one would never come.
    private async Task<(IReadOnlyList<SyncRow> Rows, long Until)> FillingPassAsync(string collection, LaterView seen)
    {
        Task<IReadOnlyList<SyncRow>> Claim(long after) => _parts.Reindexing.LackingAsync(collection, after, _parts.Policy.BatchSize, _parts.Policy.BatchBytes);
        if (seen.FilledTo > 0 && await Claim(seen.FilledTo) is { Count: > 0 } rows && rows[0].Revision <= seen.FilledUntil)
            return (rows, seen.FilledUntil);
        if (!seen.MayBeginAgain)
            return ([], seen.FilledUntil);
        var newest = (await _parts.Reconciliation.CensusAsync()).LastRevision;
        return (await Claim(0), newest);
    }

    private async Task<LaterClaimed> EmbedAsync(
        Targets targets, CollectionRecord answering, IReadOnlyList<SyncRow> rows, CollectionRecord to,
        Func<IReadOnlyList<EmbeddedRow>, LaterWork> work, IReadOnlyList<SyncRow>? passed = null)
    {
        var embedded = await new RowEmbedder(_parts.Embedder, to).EmbedAsync(rows, _stopping.Token);
        return new LaterClaimed(
            targets, answering, embedded.Good.Count > 0 ? work(embedded.Good) : null, embedded.Refused, embedded.Trouble, passed ?? rows);
    }

    private void OnLaterClaimed(LaterClaimed message)
    {
        _running.Remove(Step.ClaimLater);
        // What was claimed before a collection takes over may be meant for the one that answers then.
        if (message.Answering.Uuid != _collection?.Uuid || _takeOverDue || _drain is not null)
            return;
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

    private void OpenTarget(CollectionRecord filling) => Start(Step.ClaimLater, async () =>
    {
        var opening = await _parts.Vectors.OpenOtherAsync(filling, _stopping.Token);
        if (opening.Collection is { } collection)
            await _parts.Reindexing.SetFillingUuidAsync(collection);
        return opening;
    }, opening => new FillingOpened(opening));

    private void OnFillingOpened(FillingOpened message)
    {
        _running.Remove(Step.ClaimLater);
        _openedTarget = message.Opening.Collection;
        if (_openedTarget is null)
            PauseLater(message.Opening.Outcome);
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
            var now = _clock.GetUtcNow();
            (_laterOnItsWay, _laterAt) = (true, _clock.GetTimestamp());
            Start(Step.Exchange, () => LaterWriting.OfAsync(work, answering, _parts, now, _stopping.Token), outcome => new LaterDone(work, outcome));
        }
    }

    private void OnLaterDone(LaterDone message)
    {
        _running.Remove(Step.Exchange);
        (_laterOnItsWay, _laterAt) = (false, _clock.GetTimestamp());
        var (work, (outcome, mended, doubted)) = message;
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

    private void OnTakeOver()
    {
        _takeOver = Sender;
        _takeOverDue = true;
        if (_circuit.State == CircuitState.Closed && _openedTarget is not null && !(_laterFailedAt is { } at && _clock.GetElapsedTime(at) < LaterPause))
            Pump();
        else
            AnswerTakeOver(done: false);
    }

    private void SwitchOver(CollectionRecord answering)
    {
        if (_openedTarget is not { } filling)
        {
            AnswerTakeOver(done: false);
            Pump();
            return;
        }

        var now = _clock.GetUtcNow();
        (_laterOnItsWay, _laterAt) = (true, _clock.GetTimestamp());
        Start(Step.Exchange, () => SwitchOverAsync(filling, answering, now), result => result);
    }

    // Nothing else is written meanwhile: what the last change has left behind is written, and then it answers.
    private async Task<TakenOver> SwitchOverAsync(CollectionRecord filling, CollectionRecord answering, DateTimeOffset now)
    {
        // Is it still there? A lost one would be let answer with nothing in it.
        var count = await _parts.Vectors.CountAsync(filling, _stopping.Token);
        if (count.Outcome.Kind != SyncOutcomeKind.Confirmed)
            return new TakenOver(count.Outcome, Answering: null);
        if (await _parts.Reindexing.LackingAsync(filling.Name, after: 0, _parts.Policy.BatchSize, _parts.Policy.BatchBytes, onlySynced: true) is { Count: > 0 } rows)
        {
            var embedded = await new RowEmbedder(_parts.Embedder, filling).EmbedAsync(rows, _stopping.Token);
            if (embedded.Trouble is { } trouble)
                return new TakenOver(new SyncOutcome(SyncOutcomeKind.EmbedderDown, trouble), Answering: null);
            var last = await LaterWriting.OfAsync(new LaterWork.Filling(filling, embedded.Good), answering, _parts, now, _stopping.Token);
            if (last.Outcome.Kind != SyncOutcomeKind.Confirmed)
                return new TakenOver(last.Outcome, Answering: null);
            // Nobody else compares these; of a small collection they may be all.
            var still = (await _parts.Reindexing.StillSyncedAsync(rows)).Select(row => row.N).ToHashSet();
            var check = await CollectionCheck.OfAsync(
                [.. embedded.Good.Where(row => still.Contains(row.Row.N)).Select(row => new Expectation(row.Row.Id, row.Row.Revision, row.Row.ContentHash, row.Vector))],
                filling, _parts.Vectors, probe: null, _stopping.Token);
            await _parts.Reindexing.RedoAsync(filling.Name, [.. check.Findings.Select(finding => finding.Expected.Id)]);
            if (check.Outcome.Kind != SyncOutcomeKind.Confirmed || check.Findings.Count > 0)
                return new TakenOver(check.Outcome, Answering: null, CompareAnew: true);
        }

        return await _parts.Reindexing.SwitchAsync(SyncProtocol.Checks(_parts.Policy, now), now)
            ? new TakenOver(SyncOutcome.Confirmed, await _parts.Collections.AnsweringAsync())
            : new TakenOver(SyncOutcome.Confirmed, Answering: null);
    }

    private void OnTakenOver(TakenOver message)
    {
        _running.Remove(Step.Exchange);
        (_takeOverDue, _laterOnItsWay, _laterAt) = (false, false, _clock.GetTimestamp());
        if (message.Answering is { } answering)
        {
            _log.Info("Collection {Collection} with vectors of {Provider} {Model} answers from now on.", answering.Name, answering.Provider, answering.Model);
            // Claimed meanwhile with the vectors of the one that answered until now.
            ReleaseReady();
            _later.Clear();
            _collection = answering;
            _openedTarget = null;
            ForgetLooks();
            (_brokenReads, _brokenWrites) = (0, 0);
            (_drained, _mayHaveBroken) = (false, true);
        }

        if (message.Outcome.Kind == SyncOutcomeKind.CollectionLost)
            _openedTarget = null;
        if (message.Outcome.Kind != SyncOutcomeKind.Confirmed)
        {
            PauseLater(message.Outcome);
            Probe();
        }

        AnswerTakeOver(done: message.Answering is not null, message.CompareAnew);
        Pump();
    }

    // They were into another collection.
    private void ForgetLooks()
    {
        (_walk, _find, _findDue) = (null, null, true);
        _difference = null;
        _stillToCompare = [];
    }

    // It is all in the tables, and is claimed again.
    private void AbandonLater()
    {
        _later.Clear();
        // A server that comes back may have come back without it.
        _openedTarget = null;
        if (_takeOverDue)
            AnswerTakeOver(done: false);
    }

    private void AnswerTakeOver(bool done, bool compareAnew = false)
    {
        _takeOverDue = false;
        _takeOver?.Tell(new ChromaSync.TookOver(done, compareAnew));
        _takeOver = null;
    }

    private void OnTargetLost()
    {
        _openedTarget = null;
        _laterDrained = false;
        Pump();
    }

    private void OnCompareAll()
    {
        _compareAll = Sender;
        _walk ??= WalkPosition.Start;
        Pump();
    }

    private void AnswerCompareAll(int mended)
    {
        _compareAll?.Tell(new ChromaSync.ComparedAll(mended));
        _compareAll = null;
    }

    // This actor as it was when claiming began.
    private sealed record LaterView(
        CollectionRecord Answering, CollectionRecord? Target, long RenewedTo, long FilledTo, long FilledUntil, bool MayBeginAgain, bool RemovedLast,
        IReadOnlySet<(string Id, long Revision)> Refused, IReadOnlySet<string> Unwilling);

    private sealed record LaterClaimed(
        Targets Targets, CollectionRecord Answering, LaterWork? Work, IReadOnlyList<(SyncRow Row, string Reason)> Refused, string? Trouble,
        IReadOnlyList<SyncRow>? Passed = null, long Until = 0);

    private sealed record LaterDone(LaterWork Work, LaterOutcome Outcome);

    private sealed record FillingOpened(Opening Opening);

    private sealed record TakenOver(SyncOutcome Outcome, CollectionRecord? Answering, bool CompareAnew = false);
}
