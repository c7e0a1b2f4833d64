namespace Oracle.Testing;

/// <summary>A row of oracle.db, as far as it can be compared.</summary>
internal sealed record StoredRow(
    string Id, string Content, long Revision, string Hash, string Status, long? SyncedRevision, bool Quarantined, bool Deleted, string? Error)
{
    /// <summary>All rows, tombstones included.</summary>
    public static IReadOnlyDictionary<string, StoredRow> All(string dataDir) => BothStores
        .Query(dataDir, "select id, content, revision, content_hash, sync_status, synced_revision, quarantined_at, deleted_at, sync_error from oracle_documents")
        .Select(row => new StoredRow(
            (string)row[0]!, (string)row[1]!, (long)row[2]!, (string)row[3]!, (string)row[4]!, (long?)row[5], row[6] is not null, row[7] is not null, (string?)row[8]))
        .ToDictionary(row => row.Id, StringComparer.Ordinal);
}
