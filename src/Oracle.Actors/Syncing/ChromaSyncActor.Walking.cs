using Akka.Actor;
using Akka.Event;
using Oracle.Documents.Syncing;

namespace Oracle.Actors.Syncing;

// Comparing all records with all rows, a page at a time, while nothing is ready to be sent.
internal sealed partial class ChromaSyncActor
{
    private const int WalkPage = 1_000;
    private const int TooManyOrphans = 1_001;
    private static readonly TimeSpan WalkAgainAfter = TimeSpan.FromMinutes(10);

    private WalkPosition? _walk;

    // Waits for a walk to end.
    private IActorRef? _compareAll;
    private long? _walkedInVainAt;

    // What a person was told of last, and has not removed.
    private (int Count, string First)? _strangers;

    // The same difference only: what stays for want of a person's word must hide nothing that comes after it.
    private bool WalkedInVainLately(string difference) =>
        _difference == difference && _walkedInVainAt is { } at && _clock.GetElapsedTime(at) < WalkAgainAfter;

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

    private void Walk(CollectionRecord collection)
    {
        var position = _walk!;
        Start(Step.Exchange, () => position.AfterRow is { } after
            ? WalkRowsAsync(position, after, collection)
            : WalkRecordsAsync(position, collection), result => result);
    }

    private async Task<Walked> WalkRowsAsync(WalkPosition position, long after, CollectionRecord collection)
    {
        var rows = await _parts.Reconciliation.SyncedAsync(after, WalkPage);
        var read = await _parts.Vectors.ReadAsync(collection, [.. rows.Select(row => row.Id)], _stopping.Token);
        if (read.Value is not { } records)
            return new Walked(read.Outcome, position, IsDone: false);
        var mended = await _parts.Reconciliation.CorrectAsync(Reconciliation.Corrections(rows, records, collection.Model), [], _clock.GetUtcNow());
        var next = position with { AfterRow = rows.Count < WalkPage ? null : rows[^1].N, Mended = position.Mended + mended.Count };
        return new Walked(read.Outcome, next, IsDone: false);
    }

    private async Task<Walked> WalkRecordsAsync(WalkPosition position, CollectionRecord collection)
    {
        var page = await _parts.Vectors.PageAsync(collection, position.Offset, WalkPage, _stopping.Token);
        if (page.Value is not { } records)
            return new Walked(page.Outcome, position, IsDone: false);
        var corrections = await CorrectionsAsync([.. records.Select(record => record.Id)], records, collection);
        var orphans = corrections.Where(correction => correction.IsOrphan).Select(correction => correction.Id).ToHashSet(StringComparer.Ordinal);
        var next = position with
        {
            Offset = position.Offset + records.Count,
            Orphans = [.. position.Orphans.Concat(orphans).Take(TooManyOrphans)],
            HighestOrphan = records.Where(record => orphans.Contains(record.Id)).Select(record => record.Revision ?? 0).Append(position.HighestOrphan).Max(),
        };
        if (records.Count == WalkPage)
            return new Walked(page.Outcome, next, IsDone: false);

        // Last: records deleted while pages are turned would let others slip by.
        if (!Reconciliation.MayRemove(next.Orphans.Count, next.Offset, next.HighestOrphan, (await _parts.Reconciliation.CensusAsync()).LastRevision, collection.IsAdopted))
            return new Walked(page.Outcome, next, IsDone: true);
        var buried = await _parts.Reconciliation.CorrectAsync(
            [.. next.Orphans.Select(id => new Correction(id, Revision: null))], [], _clock.GetUtcNow());
        return new Walked(page.Outcome, next with { Orphans = [], Mended = next.Mended + buried.Count }, IsDone: true);
    }

    private void OnWalked(Walked message)
    {
        _running.Remove(Step.Exchange);
        _laterAt = _clock.GetTimestamp();
        if (!Heard(message.Outcome))
            return;
        // The circuit may have opened meanwhile: then it is all begun again.
        if (_walk is not null)
            _walk = message.IsDone ? null : message.Position;
        _drained = false;
        if (message.IsDone)
            OnWalkDone(message.Position);
        Pump();
    }

    private void OnWalkDone(WalkPosition position)
    {
        _walkedInVainAt = position.Mended == 0 ? _clock.GetTimestamp() : null;
        (int, string)? strangers = position.Orphans.Count > 0 ? (position.Orphans.Count, position.Orphans[0]) : null;
        if (strangers is not null && strangers != _strangers)
        {
            _log.Error("Chroma's collection at {Where} holds {Count} or more records that SQLite does not know. They are not removed without a person's word: they are too many, or newer than oracle.db, or of a collection that was adopted, and may be the only copy. They show in no search. The first is {Id}.",
                _parts.Vectors.Where, position.Orphans.Count, position.Orphans[0]);
        }

        _strangers = strangers;
        AnswerCompareAll(position.Mended);
        _log.Info("All records of Chroma's collection at {Where} were compared with SQLite; {Mended} are sent or deleted again.", _parts.Vectors.Where, position.Mended);
    }

    private sealed record Walked(SyncOutcome Outcome, WalkPosition Position, bool IsDone);
}
