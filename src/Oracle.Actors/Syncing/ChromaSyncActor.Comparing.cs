using Akka.Event;
using Oracle.Documents.Syncing;

namespace Oracle.Actors.Syncing;

// Reading back what was of unknown fate, and noticing that somebody else changed Chroma.
internal sealed partial class ChromaSyncActor
{
    private const int ChecksAtOnce = 250;
    internal const int Newest = 200;
    private static readonly TimeSpan CompareAgainAfter = TimeSpan.FromSeconds(10);

    private bool _checksDue = true;

    // Many checks must not hold up what is due, nor the other way round.
    private bool _sentSinceCheck;

    private bool _compareDue = true;
    private string? _difference;
    private IReadOnlyList<string> _stillToCompare = [];
    private long _comparedAt;
    private TimeSpan _comparePause;

    /// <summary>What is to be compared next, or null. Most of it waits until nothing is ready to be sent.</summary>
    private Action<CollectionRecord>? NextComparison(bool idle) =>
        // Also before the first batch goes to a Chroma that came back: it may be an older one.
        _compareDue ? Compare
        : _circuit.State != CircuitState.Closed ? null
        : _openDue || IsCompareTime() ? _ => Open()
        : _checksDue && (idle || _sentSinceCheck) ? Check
        : !_examinations.IsEmpty && (idle || _sentSinceCheck) ? ExamineNext
        : _walk is not null && (idle || (_compareAll is not null && IsLaterStarved)) ? Walk
        : !idle || _walk is not null ? null
        : !_drained ? null
        // One that is being made right now would be missed.
        : _mayHaveBroken && !_running.Contains(Step.ClaimLater) ? DropBroken
        : IsFindTime ? Find
        : null;

    private bool IsCompareTime() => _clock.GetElapsedTime(_comparedAt) >= _comparePause;

    private void Check(CollectionRecord collection)
    {
        _sentSinceCheck = false;
        Start(Step.Exchange, () => CheckAsync(collection, _clock.GetUtcNow()), result => result);
    }

    private async Task<Checked> CheckAsync(CollectionRecord collection, DateTimeOffset now)
    {
        var ids = await _parts.Reconciliation.ChecksDueAsync(now, ChecksAtOnce);
        if (ids.Count == 0)
            return new Checked(Outcome: null, [], IsLast: true);
        var read = await _parts.Vectors.ReadAsync(collection, ids, _stopping.Token);
        if (read.Value is not { } records)
            return new Checked(read.Outcome, [], IsLast: true);
        var corrections = await CorrectionsAsync(ids, records, collection);
        var mended = await _parts.Reconciliation.CorrectAsync(corrections, ids, now);
        return new Checked(read.Outcome, mended, IsLast: ids.Count < ChecksAtOnce);
    }

    private void OnChecked(Checked message)
    {
        _running.Remove(Step.Exchange);
        _checksDue = !message.IsLast;
        if (message.Mended.Count > 0)
        {
            _log.Warning("A write of unknown fate had landed late: {Count} documents beginning with {Id} are sent or deleted again.",
                message.Mended.Count, message.Mended[0].Id);
            _drained = false;
        }

        if (message.Outcome is null || Heard(message.Outcome))
            Pump();
    }

    private void Compare(CollectionRecord collection)
    {
        var before = _stillToCompare;
        Start(Step.Exchange, () => Comparison.OfAsync(collection, before, Newest, _parts, _stopping.Token), result => result);
    }

    private void OnCompared(Comparison message)
    {
        _running.Remove(Step.Exchange);
        _compareDue = false;
        _comparedAt = _clock.GetTimestamp();
        _comparePause = _parts.Policy.CompareEvery;
        // What is sent from now on must not hide what was not compared.
        if (message is { Outcome.Kind: SyncOutcomeKind.Confirmed, Difference: null })
            _stillToCompare = [];
        else if (_stillToCompare.Count == 0)
            _stillToCompare = message.Newest;
        if (!Heard(message.Outcome))
            return;

        if (message.Difference is not null && _walk is null && IsAudited)
        {
            _comparePause = CompareAgainAfter;
            Pump();
            return;
        }

        if (_walk is null && message is { Difference: { } difference, Kind: { } kind } && !WalkedInVainLately(kind))
        {
            if (_difference != kind)
                _log.Warning("Somebody else changed Chroma's collection at {Where}: {Difference} All records are compared with SQLite.", _parts.Vectors.Where, difference);
            _walk = WalkPosition.Start;
        }

        _difference = message.Kind;
        Pump();
    }

    /// <summary>Takes note of how Chroma answered a reading; false: the reading came to nothing, and what follows is under way.</summary>
    private bool Heard(SyncOutcome outcome)
    {
        _brokenReads = BrokenInARow(_brokenReads, outcome);
        switch (outcome.Kind)
        {
            case SyncOutcomeKind.Confirmed:
                _lastAnswer = _clock.GetTimestamp();
                return true;
            case SyncOutcomeKind.Unavailable or SyncOutcomeKind.Misconfigured:
                OpenCircuit(outcome);
                return false;
            case SyncOutcomeKind.CollectionLost:
                Forget([], outcome);
                Pump();
                return false;
            default:
                // What is ready goes meanwhile, and somebody looks whether the server answers at all.
                _checksDue = false;
                _walk = null;
                _comparePause = CompareAgainAfter;
                Probe();
                Pump();
                return false;
        }
    }

    private async Task<IReadOnlyList<Correction>> CorrectionsAsync(
        IReadOnlyCollection<string> ids, IReadOnlyList<RecordState> records, CollectionRecord collection)
    {
        var rows = (await _parts.Reconciliation.RowsAsync(ids)).ToDictionary(row => row.Id, StringComparer.Ordinal);
        var held = records.ToDictionary(record => record.Id, StringComparer.Ordinal);
        return [.. ids.Select(id => Reconciliation.Compare(id, rows.GetValueOrDefault(id), held.GetValueOrDefault(id), collection.Model)).OfType<Correction>()];
    }

    private sealed record Checked(SyncOutcome? Outcome, IReadOnlyList<Correction> Mended, bool IsLast);
}
