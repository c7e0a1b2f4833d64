namespace Oracle.Documents.Syncing;

/// <summary>
/// What must be compared with Chroma itself, because a write of unknown fate may still land or because somebody else
/// changed Chroma, and what to mend where it differs.
/// </summary>
public interface IReconciliation
{
    /// <summary>
    /// Called before anything is sent. Unless the last one ended with <see cref="EndAsync"/>, writes of unknown fate
    /// may be on their way: every row that is not synced is to be read back at these times. Says how many.
    /// </summary>
    Task<int> BeginAsync(IReadOnlyList<DateTimeOffset> checksAt);

    /// <summary>Nothing is on its way and everything is settled: the next start need not doubt.</summary>
    Task EndAsync();

    /// <summary>A write of these ids is of unknown fate: they are to be read back at these times, whatever their rows say.</summary>
    Task DoubtAsync(IReadOnlyCollection<string> ids, IReadOnlyList<DateTimeOffset> checksAt);

    /// <summary>Ids whose time to be read back has come, longest due first.</summary>
    Task<IReadOnlyList<string>> ChecksDueAsync(DateTimeOffset now, int limit);

    /// <summary>The rows of these ids; an id without a row is missing.</summary>
    Task<IReadOnlyList<RowState>> RowsAsync(IReadOnlyCollection<string> ids);

    /// <summary>Up to <paramref name="limit"/> synced rows behind the key <paramref name="after"/>, by key.</summary>
    Task<IReadOnlyList<RowState>> SyncedAsync(long after, int limit);

    /// <summary>
    /// The synced rows that Chroma confirmed last and those that changed last, up to <paramref name="limit"/> of each: what a
    /// copy of Chroma from an earlier moment lacks is among them.
    /// </summary>
    Task<IReadOnlyList<RowState>> NewestSyncedAsync(int limit);

    /// <summary>Rows that are not synced, tombstones and quarantined ones included; <paramref name="limit"/> of them or more means that there may be others.</summary>
    Task<IReadOnlyList<RowState>> UnsyncedAsync(int limit);

    /// <summary>How many records there may be.</summary>
    Task<Census> CensusAsync();

    /// <summary>
    /// Mends, and forgets the checks of <paramref name="checkedIds"/> that were due at <paramref name="now"/>, in one
    /// transaction. What has changed meanwhile is left alone. Gives what was mended.
    /// </summary>
    Task<IReadOnlyList<Correction>> CorrectAsync(
        IReadOnlyList<Correction> corrections, IReadOnlyCollection<string> checkedIds, DateTimeOffset now);
}
