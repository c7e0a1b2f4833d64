using System.Collections.Immutable;
using Akka.Event;
using Oracle.Documents.Syncing;

namespace Oracle.Actors.Syncing;

// Asking for each record by its own vector, a few at a time while nothing else is to be done. Chroma's index loses its way to
// some records when others are written again: "get" returns them, and no query finds them. They are deleted and written anew; what
// that does not bring back lies on an island of the index, and only a collection with more neighbours finds it.
internal sealed partial class ChromaSyncActor
{
    private const int FoundAtOnce = 200;

    // What was written anew so often and is still not found, no writing brings back.
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
    private int _unretrievable;

    // How often each record that is not found was written anew for that.
    private ImmutableDictionary<string, int> _renewed = ImmutableDictionary.Create<string, int>(StringComparer.Ordinal);

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
            (_find, _findDue) = (new FindPosition(After: 0, [], Incurable: 0, _clock.GetTimestamp()), false);
        var (position, renewed) = (_find, _renewed);
        Start(Step.Exchange, () => FindAsync(position, collection, renewed), result => result);
    }

    private async Task<Found> FindAsync(FindPosition position, CollectionRecord collection, ImmutableDictionary<string, int> renewed)
    {
        var rows = await _parts.Reconciliation.SyncedAsync(position.After, FoundAtOnce);
        var (outcome, lost) = await Retrieval.LostAsync([.. rows.Select(row => row.Id)], collection, _parts.Vectors, _stopping.Token);
        if (outcome.Kind != SyncOutcomeKind.Confirmed)
            return new Found(outcome, position, [], IsDone: true);
        var corrected = await _parts.Reconciliation.CorrectAsync(
            [.. rows.Where(row => lost.Contains(row.Id) && renewed.GetValueOrDefault(row.Id) < MostRounds).Select(row => new Correction(row.Id, row.Revision, Renew: true))],
            [], _clock.GetUtcNow());
        var next = position with
        {
            After = rows.Count > 0 ? rows[^1].N : position.After, Lost = position.Lost.AddRange(lost),
            Incurable = position.Incurable + lost.Count(id => renewed.GetValueOrDefault(id) >= MostRounds),
        };
        return new Found(outcome, next, [.. corrected.Select(correction => correction.Id)], IsDone: rows.Count < FoundAtOnce);
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

        var lost = message.Position.Lost.Count;
        if (lost > 0)
            _drained = false;
        _renewed = _renewed.SetItems(message.Renewed.Select(id => KeyValuePair.Create(id, _renewed.GetValueOrDefault(id) + 1)));
        // The last whole look counts, unless this one has already found more.
        _unretrievable = message.IsDone ? lost : Math.Max(_unretrievable, lost);
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
        _renewed = _renewed.RemoveRange(_renewed.Keys.Except(position.Lost, StringComparer.Ordinal));
        if (position.Lost.IsEmpty)
            return;
        // Written anew they are asked for again.
        _findDue = true;
        if (position.Lost.Count > position.Incurable)
        {
            _log.Info("Chroma's index at {Where} did not find {Count} records by their own vectors; they are written anew.",
                _parts.Vectors.Where, position.Lost.Count - position.Incurable);
        }

        // Without an embedder no other collection can be filled.
        if (position.Incurable > 0 && _embedderTrouble is null && _collection is { } collection)
            Context.System.EventStream.Publish(new ChromaSync.IndexTooNarrow(collection, position.Incurable));
    }

    /// <param name="After">The key of the last row that was looked at.</param>
    /// <param name="Lost">Records that were not found.</param>
    /// <param name="Incurable">How many of these were written anew as often as it may help.</param>
    /// <param name="Began">The time.</param>
    private sealed record FindPosition(long After, ImmutableList<string> Lost, int Incurable, long Began);

    private sealed record Found(SyncOutcome Outcome, FindPosition Position, IReadOnlyList<string> Renewed, bool IsDone);
}
