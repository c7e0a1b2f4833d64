using Oracle.Documents.Syncing;

namespace Oracle.Actors.Syncing;

/// <summary>
/// Counts, for each document, the failures of unknown fate in a row that it met alone while Chroma took others in
/// between. A document that kills Chroma must hold up nobody; a Chroma that takes nothing blames no document.
/// </summary>
internal sealed class LoneFailures
{
    private readonly Dictionary<long, (long Revision, int Failures, long ConfirmedThen)> _rows = [];
    private long _confirmed;

    /// <summary>Chroma took something.</summary>
    public void Confirmed(IEnumerable<SyncRow> rows)
    {
        _confirmed++;
        foreach (var row in rows)
            _rows.Remove(row.N);
    }

    /// <summary>This row failed alone; says how often in a row, counting only failures that others' successes part.</summary>
    public int Failed(SyncRow row)
    {
        var (_, failures, confirmedThen) = _rows.TryGetValue(row.N, out var known) && known.Revision == row.Revision ? known : (row.Revision, 0, -1);
        if (confirmedThen != _confirmed)
            _rows[row.N] = (row.Revision, ++failures, _confirmed);
        return failures;
    }

    /// <summary>What was counted against this row is over.</summary>
    public void Forget(SyncRow row) => _rows.Remove(row.N);
}
