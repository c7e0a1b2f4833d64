namespace Oracle.Testing;

/// <summary>Rows against records: ids, revisions, hashes; all live rows synced, no tombstone left, no orphan.</summary>
internal static class SameSets
{
    /// <summary>What the rows alone say: with one of these the sets differ, whatever Chroma holds.</summary>
    public static IReadOnlyList<string> NotSettled(IReadOnlyDictionary<string, StoredRow> rows) =>
        [.. rows.Values.Where(row => row.Deleted || (!row.Quarantined && !IsSynced(row))).Select(row => $"{row.Id}: is not settled yet")];

    public static IReadOnlyList<string> Differences(
        IReadOnlyDictionary<string, StoredRow> rows, IReadOnlyDictionary<string, (long? Revision, string? Hash)> records) =>
    [
        .. rows.Values.Select(row => Difference(row, records)).OfType<string>(),
        .. records.Keys.Where(id => !rows.ContainsKey(id)).Select(id => $"{id}: is in Chroma only"),
    ];

    private static string? Difference(StoredRow row, IReadOnlyDictionary<string, (long? Revision, string? Hash)> records)
    {
        // What was refused stays out, or stays as it was before.
        if (row.Deleted)
            return $"{row.Id}: its tombstone is left{(records.ContainsKey(row.Id) ? ", and its record" : "")} ({row.Status}: {row.Error})";
        if (row.Quarantined)
            return null;
        if (!IsSynced(row))
            return $"{row.Id}: revision {row.Revision} is {row.Status}, Chroma confirmed {row.SyncedRevision?.ToString() ?? "none"} ({row.Error})";
        if (!records.TryGetValue(row.Id, out var record))
            return $"{row.Id}: is synced and not in Chroma";
        return record == (row.Revision, row.Hash) ? null : $"{row.Id}: SQLite has {(row.Revision, row.Hash)}, Chroma has {record}";
    }

    private static bool IsSynced(StoredRow row) => row.Status == "synced" && row.SyncedRevision == row.Revision;
}
