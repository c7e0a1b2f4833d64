using Oracle.Actors.Syncing;
using Oracle.Documents.Syncing;

namespace Oracle.Simulation.Tests;

// Reading back what was of unknown fate, and noticing that somebody else changed Chroma.
internal sealed partial class Driver
{
    private const int ChecksAtOnce = 4;
    private const int Page = 1_000;
    private static readonly TimeSpan CompareEvery = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan CompareAgainAfter = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan WalkAgainAfter = TimeSpan.FromMinutes(10);

    private Func<CollectionRecord, Task>? _walk;
    private DateTimeOffset? _walkedInVainAt;
    private string? _difference;
    private IReadOnlyList<string> _stillToCompare = [];
    private DateTimeOffset _comparedAt;
    private bool _checksDue = true;
    private bool _sentSinceCheck;
    private bool _compareDue = true;
    private TimeSpan _comparePause = CompareEvery;
    private bool _openDue;

    private bool IsCompareTime() => time.Now >= _comparedAt + _comparePause;

    private Func<Task>? NextComparison(CollectionRecord collection)
    {
        var idle = _ready.Count == 0;
        return _compareDue ? () => CompareAsync(collection)
            : Circuit != CircuitState.Closed ? null
            : _openDue || IsCompareTime() ? OpenAsync
            : _checksDue && (idle || _sentSinceCheck) ? () => CheckAsync(collection)
            : idle && _walk is { } walk ? () => walk(collection)
            : null;
    }

    private async Task CheckAsync(CollectionRecord collection)
    {
        _sentSinceCheck = _checksDue = false;
        var ids = await parts.Reconciliation.ChecksDueAsync(time.Now, ChecksAtOnce);
        if (ids.Count == 0)
            return;
        var read = await parts.Vectors.ReadAsync(collection, ids, default);
        if (read.Value is not { } records)
        {
            await HearAsync(read.Outcome);
            return;
        }

        var mended = await parts.Reconciliation.CorrectAsync(await CorrectionsAsync(ids, records), ids, time.Now);
        _checksDue = ids.Count == ChecksAtOnce;
        _drained &= mended.Count == 0;
    }

    private async Task CompareAsync(CollectionRecord collection)
    {
        _compareDue = false;
        _comparedAt = time.Now;
        _comparePause = CompareEvery;
        var (outcome, difference, _, newest) = await Comparison.OfAsync(collection, _stillToCompare, ChromaSyncActor.Newest, parts, default);
        if (outcome.Kind == SyncOutcomeKind.Confirmed && difference is null)
            _stillToCompare = [];
        else if (_stillToCompare.Count == 0)
            _stillToCompare = newest;
        if (!await HearAsync(outcome))
            return;
        if (_walk is null && difference is not null && !(_difference == difference && time.Now - _walkedInVainAt < WalkAgainAfter))
            _walk = WalkRowsAsync;
        _difference = difference;
    }

    private async Task WalkRowsAsync(CollectionRecord collection)
    {
        var rows = await parts.Reconciliation.SyncedAsync(after: 0, Page);
        var read = await parts.Vectors.ReadAsync(collection, [.. rows.Select(row => row.Id)], default);
        if (!await HearAsync(read.Outcome))
            return;
        var mended = await parts.Reconciliation.CorrectAsync(Reconciliation.Corrections(rows, read.Value!, Texts.Model.Model), [], time.Now);
        _drained = false;
        _walk = next => WalkRecordsAsync(next, mended.Count);
    }

    private async Task WalkRecordsAsync(CollectionRecord collection, int mended)
    {
        var page = await parts.Vectors.PageAsync(collection, offset: 0, Page, default);
        if (!await HearAsync(page.Outcome))
            return;
        var orphans = (await CorrectionsAsync([.. page.Value!.Select(record => record.Id)], page.Value!)).Where(correction => correction.IsOrphan).ToList();
        var buried = await parts.Reconciliation.CorrectAsync(orphans, [], time.Now);
        _walk = null;
        _drained = false;
        _walkedInVainAt = mended + buried.Count == 0 ? time.Now : null;
    }

    private async Task<bool> HearAsync(SyncOutcome outcome)
    {
        switch (outcome.Kind)
        {
            case SyncOutcomeKind.Confirmed:
                return true;
            case SyncOutcomeKind.Unavailable or SyncOutcomeKind.Misconfigured:
                await OpenCircuitAsync(outcome);
                return false;
            case SyncOutcomeKind.CollectionLost:
                await LoseAsync([], outcome);
                return false;
            default:
                _checksDue = false;
                _walk = null;
                _comparePause = CompareAgainAfter;
                return false;
        }
    }

    private async Task<IReadOnlyList<Correction>> CorrectionsAsync(IReadOnlyCollection<string> ids, IReadOnlyList<RecordState> records)
    {
        var rows = (await parts.Reconciliation.RowsAsync(ids)).ToDictionary(row => row.Id, StringComparer.Ordinal);
        var held = records.ToDictionary(record => record.Id, StringComparer.Ordinal);
        return [.. ids.Select(id => Reconciliation.Compare(id, rows.GetValueOrDefault(id), held.GetValueOrDefault(id), Texts.Model.Model)).OfType<Correction>()];
    }

    private static IReadOnlyList<Correction> Corrections(IReadOnlyList<RowState> rows, IReadOnlyList<RecordState> records)
    {
        var held = records.ToDictionary(record => record.Id, StringComparer.Ordinal);
        return [.. rows.Select(row => Reconciliation.Compare(row.Id, row, held.GetValueOrDefault(row.Id), Texts.Model.Model)).OfType<Correction>()];
    }
}
