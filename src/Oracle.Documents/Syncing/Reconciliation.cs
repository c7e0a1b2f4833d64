namespace Oracle.Documents.Syncing;

/// <summary>A record as Chroma holds it; values are null where it is not one of Oracle's.</summary>
public sealed record RecordState(string Id, long? Revision, string? ContentHash, string? Model);

/// <summary>A row as it stands, as far as it matters for comparing it with its record.</summary>
public sealed record RowState(long N, string Id, long Revision, string ContentHash, SyncStatus Status, bool Deleted);

/// <summary>
/// What to mend. With a revision: the row is synced no longer, if it still has this revision. Without one: a record
/// without a row, which leaves Chroma by way of a tombstone.
/// </summary>
/// <param name="Id">The document's id.</param>
/// <param name="Revision">The revision that was compared; null: there is no row.</param>
/// <param name="Renew">True: the record is deleted before it is written again, as its place in the index is lost.</param>
public sealed record Correction(string Id, long? Revision, bool Renew = false)
{
    /// <summary>True when the record has no row.</summary>
    public bool IsOrphan => Revision is null;
}

/// <summary>How many records the collection may hold.</summary>
/// <param name="Synced">Rows whose record was confirmed.</param>
/// <param name="All">All rows, tombstones included: the record of each may be there.</param>
/// <param name="LastRevision">The highest revision given so far.</param>
public sealed record Census(long Synced, long All, long LastRevision = long.MaxValue);

/// <summary>Compares what SQLite says with what Chroma itself holds. Pure.</summary>
public static class Reconciliation
{
    // A few strangers are removed whatever their share; many may mean that SQLite is the older copy of the two.
    private const int FewOrphans = 50;
    private const int MostOrphans = 1_000;

    /// <summary>
    /// What to mend about one id, or null. A row that is not synced is on its way already; whatever its record is, it
    /// will be written or deleted.
    /// </summary>
    public static Correction? Compare(string id, RowState? row, RecordState? record, string model) => (row, record) switch
    {
        (null, null) => null,
        (null, _) => new Correction(id, Revision: null),
        // Deleted and confirmed, and there again: a late write. The row is there because another collection has not confirmed yet.
        ({ Status: SyncStatus.Synced, Deleted: true }, not null) => new Correction(id, row.Revision),
        ({ Status: not SyncStatus.Synced } or { Deleted: true }, _) => null,
        (_, null) => new Correction(id, row.Revision),
        _ => Holds(record, row.Revision, row.ContentHash, model) ? null : new Correction(id, row.Revision),
    };

    /// <summary>What to mend about these rows.</summary>
    public static IReadOnlyList<Correction> Corrections(IReadOnlyList<RowState> rows, IReadOnlyList<RecordState> records, string model)
    {
        var held = records.ToDictionary(record => record.Id, StringComparer.Ordinal);
        return [.. rows.Select(row => Compare(row.Id, row, held.GetValueOrDefault(row.Id), model)).OfType<Correction>()];
    }

    /// <summary>The rows of a confirmed write that what was read back does not bear out.</summary>
    public static IReadOnlyList<SyncRow> Unproven(IReadOnlyList<SyncRow> written, IReadOnlyList<RecordState> readBack, string model)
    {
        var records = readBack.ToDictionary(record => record.Id, StringComparer.Ordinal);
        return [.. written.Where(row => row.Deleted
            ? records.ContainsKey(row.Id)
            : !records.TryGetValue(row.Id, out var record) || !Holds(record, row.Revision, row.ContentHash, model))];
    }

    /// <summary>Whether a collection of this many records can be the one that the rows speak of.</summary>
    public static bool IsPlausible(Census census, long records) => census.Synced <= records && records <= census.All;

    /// <summary>
    /// Whether orphans may be removed without a person's word: 50 always, else up to 1,000 and a quarter of the records.
    /// Never from a collection that was somebody else's, and never when one of them has a revision that this store has
    /// not given yet: then SQLite is the older copy of the two, and Chroma may hold the only one.
    /// </summary>
    public static bool MayRemove(int orphans, long records, long highestRevision, long lastRevision, bool isAdopted) =>
        orphans == 0
        || (!isAdopted && highestRevision <= lastRevision
            && (orphans <= FewOrphans || (orphans <= MostOrphans && orphans * 4L <= records)));

    /// <summary>Whether a record is that of this revision and hash, with a vector of this model. Its generation does not matter.</summary>
    public static bool Holds(RecordState record, long revision, string hash, string model) =>
        record.Revision == revision && record.ContentHash == hash && record.Model == model;
}
