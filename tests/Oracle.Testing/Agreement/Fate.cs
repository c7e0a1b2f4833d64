namespace Oracle.Testing;

/// <summary>What one document may be: as acknowledged last, or as one of the writes since whose answer was lost.</summary>
internal sealed class Fate
{
    private readonly HashSet<string> _attempts = new(StringComparer.Ordinal);
    private LedgerEntry? _promise;
    private bool _deletionAttempted;

    /// <summary>Whether its absence breaks no promise.</summary>
    public bool MayBeAbsent => _promise?.Text is null || _deletionAttempted;

    public void Add(LedgerEntry entry)
    {
        if (entry.Acknowledged)
        {
            _promise = entry;
            _attempts.Clear();
            _deletionAttempted = false;
        }
        else if (entry.Text is { } text)
        {
            _attempts.Add(text);
        }
        else
        {
            _deletionAttempted = true;
        }
    }

    /// <summary>How the store breaks what was promised, or null.</summary>
    public string? BrokenBy(string id, StoredRow? row)
    {
        if (row is null or { Deleted: true })
            return MayBeAbsent ? null : $"{id}: revision {_promise!.Revision} was acknowledged with {Quoted(_promise.Text!)}, the store has {(row is null ? "nothing" : "a deletion")}";
        if (_promise is null)
            return _attempts.Contains(row.Content) ? null : $"{id}: holds {Quoted(row.Content)}, which nobody sent";
        if (row.Content == _promise.Text && row.Revision >= (_promise.Revision ?? 0))
            return null;
        if (_attempts.Contains(row.Content) && row.Revision > (_promise.Revision ?? 0))
            return null;
        var promised = _promise.Text is { } text ? $"with {Quoted(text)}" : "as a deletion";
        return $"{id}: revision {_promise.Revision} was acknowledged {promised}, the store has revision {row.Revision} with {Quoted(row.Content)}";
    }

    private static string Quoted(string text) => text.Length > 60 ? $"'{text[..60]}…'" : $"'{text}'";
}
