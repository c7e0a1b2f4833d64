using Akka.Event;
using Oracle.Documents.Syncing;

namespace Oracle.Actors.Syncing;

// Asking for each record by its own vector, a few at a time while nothing else is to be done. Chroma's index loses its way to
// some records when others are written again: "get" returns them, and no query finds them. They are deleted and written anew; what
// that does not bring back lies on an island of the index, and only a collection with more neighbours finds it.
internal sealed partial class ChromaSyncActor
{
    private const int FoundAtOnce = 200;

    // What two rounds did not bring back, no round does.
    private const int MostRounds = 2;
    private static readonly TimeSpan FindPause = TimeSpan.FromSeconds(5);

    // Whoever has just been told that all is synced shall not see some of it pending a moment later. Where something is written
    // again and again, a whole round goes ahead after so many ticks on which nothing else held it back.
    private static readonly TimeSpan FindQuiet = TimeSpan.FromSeconds(5);
    private const int MostHeldBack = 60;

    // The first look is soon after the start: a server that was killed may have come back with a broken index. Not at once, for
    // whoever starts a host asks it something first: a start counts as a write.
    private bool _findDue = true;
    private long _wroteAt;
    private int _heldBack;
    private bool _findTick;
    private long? _lookedAt;
    private FindPosition? _find;
    private long _foundAt;
    private TimeSpan _findPause = TimeSpan.Zero;
    private int _roundsInVain;
    private int _unretrievable;

    /// <summary>One look a tick, fewer while a re-index has something to write, and twice as long a rest after all of them as they took.</summary>
    private bool IsFindTime => IsFindDue && (IsQuiet || _heldBack >= MostHeldBack);

    private bool IsFindDue =>
        _findTick && !IsAudited && (IsLaterIdle || _lookedAt is not { } at || _clock.GetElapsedTime(at) >= FindPause)
        && (_find is not null || (_findDue && _clock.GetElapsedTime(_foundAt) >= _findPause));

    private bool IsQuiet => _clock.GetElapsedTime(_wroteAt) >= FindQuiet;

    // A tick in the middle of a load does not count: that load holds the looks back anyway, and quiet is to follow it.
    private void OnFindTick()
    {
        _findTick = true;
        if (IsQuiet)
            _heldBack = 0;
        else if (_drained && _ready.Count == 0 && IsFindDue)
            _heldBack++;
    }

    private void Find(CollectionRecord collection)
    {
        _findTick = false;
        if (_find is null)
            (_find, _findDue) = (new FindPosition(After: 0, Lost: 0, _clock.GetTimestamp()), false);
        var (position, renew) = (_find, _roundsInVain < MostRounds);
        Start(Step.Exchange, () => FindAsync(position, collection, renew), result => result);
    }

    private async Task<Found> FindAsync(FindPosition position, CollectionRecord collection, bool renew)
    {
        var rows = await _parts.Reconciliation.SyncedAsync(position.After, FoundAtOnce);
        var (outcome, lost) = await Retrieval.LostAsync([.. rows.Select(row => row.Id)], collection, _parts.Vectors, _stopping.Token);
        if (outcome.Kind != SyncOutcomeKind.Confirmed)
            return new Found(outcome, position, IsDone: true);
        if (renew)
        {
            await _parts.Reconciliation.CorrectAsync(
                [.. rows.Where(row => lost.Contains(row.Id)).Select(row => new Correction(row.Id, row.Revision, Renew: true))], [], _clock.GetUtcNow());
        }

        var next = position with { After = rows.Count > 0 ? rows[^1].N : position.After, Lost = position.Lost + lost.Count };
        return new Found(outcome, next, IsDone: rows.Count < FoundAtOnce);
    }

    private void OnFound(Found message)
    {
        _running.Remove(Step.Exchange);
        _lookedAt = _clock.GetTimestamp();
        _find = message.IsDone ? null : message.Position;
        if (!Heard(message.Outcome))
        {
            _findDue = true;
            return;
        }

        if (message.Position.Lost > 0)
            _drained = false;
        // The last whole look counts, unless this one has already found more.
        _unretrievable = message.IsDone ? message.Position.Lost : Math.Max(_unretrievable, message.Position.Lost);
        if (message.IsDone)
            OnAllFound(message.Position);
        Pump();
    }

    private void OnAllFound(FindPosition position)
    {
        var took = _clock.GetElapsedTime(position.Began);
        _heldBack = 0;
        _foundAt = _clock.GetTimestamp();
        _findPause = took + took > FindPause ? took + took : FindPause;
        if (position.Lost == 0)
        {
            _roundsInVain = 0;
            return;
        }

        // Written anew they are asked for again.
        _findDue = true;
        if (_roundsInVain < MostRounds)
        {
            _roundsInVain++;
            _log.Info("Chroma's index at {Where} did not find {Count} records by their own vectors; they are written anew.", _parts.Vectors.Where, position.Lost);
        }
        else if (_collection is { } collection)
        {
            Context.System.EventStream.Publish(new ChromaSync.IndexTooNarrow(collection, position.Lost));
        }
    }

    private sealed record FindPosition(long After, int Lost, long Began);

    private sealed record Found(SyncOutcome Outcome, FindPosition Position, bool IsDone);
}
