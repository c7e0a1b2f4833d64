using Oracle.Documents.Reindexing;
using Oracle.Documents.Syncing;

namespace Oracle.Actors.Syncing;

// What a re-index has to write or to remove next, read from the tables. Nothing here changes the actor: it answers with a message.
internal sealed partial class ChromaSyncActor
{
    private const int RemovedAtOnce = 250;

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
        var cancelled = _cancelled;
        Start(Step.ClaimLater, () => ClaimLaterAsync(seen), claimed => claimed with { Cancelled = cancelled });
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

    // This actor as it was when claiming began.
    private sealed record LaterView(
        CollectionRecord Answering, CollectionRecord? Target, long RenewedTo, long FilledTo, long FilledUntil, bool MayBeginAgain, bool RemovedLast,
        IReadOnlySet<(string Id, long Revision)> Refused, IReadOnlySet<string> Unwilling);

    private sealed record LaterClaimed(
        Targets Targets, CollectionRecord Answering, LaterWork? Work, IReadOnlyList<(SyncRow Row, string Reason)> Refused, string? Trouble,
        IReadOnlyList<SyncRow>? Passed = null, long Until = 0, int Cancelled = 0);
}
