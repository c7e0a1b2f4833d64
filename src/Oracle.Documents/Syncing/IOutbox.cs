namespace Oracle.Documents.Syncing;

/// <summary>
/// The rows that Chroma does not have yet. The row is the truth: whatever message is lost, it stays due here until
/// it is settled.
/// </summary>
public interface IOutbox
{
    /// <summary>
    /// The rows due at <paramref name="now"/>, those with the fewest tries in vain first, and of these the longest due,
    /// without those in <paramref name="except"/>; at least one if any is due, then as many as fit into both limits.
    /// No time means now, and so does one more than an hour ahead: a clock set back blocks nothing.
    /// </summary>
    Task<IReadOnlyList<SyncRow>> DueAsync(DateTimeOffset now, int limit, long bytes, IReadOnlySet<long> except, DueRows which = DueRows.All);

    /// <summary>
    /// The rows of these keys that are not synced and not quarantined, due or not; at least one if there is any, then as
    /// many as fit into <paramref name="bytes"/> of text.
    /// </summary>
    Task<IReadOnlyList<SyncRow>> RowsAsync(IReadOnlyCollection<long> keys, long bytes);

    /// <summary>How many of these rows are there and not synced, quarantined ones included.</summary>
    Task<int> UnsyncedAsync(IReadOnlyCollection<long> keys);

    /// <summary>Writes settlements where the row still has the revision tried; <paramref name="generation"/> goes with the confirmed ones.</summary>
    Task<IReadOnlyList<Settled>> SettleAsync(IReadOnlyList<Settlement> settlements, int generation, DateTimeOffset now);

    /// <summary>
    /// Makes up to <paramref name="limit"/> due pending rows <c>failed</c> for want of Chroma or, documents only, of the
    /// embedder, and says how many it were. No try is counted.
    /// </summary>
    Task<int> MarkFailedAsync(SyncFailure failure, string reason, int limit, DateTimeOffset now);

    /// <summary>Makes up to <paramref name="limit"/> rows that were confirmed due again, and says how many it were: their collection is not the one that answered for them.</summary>
    Task<int> MakeDueAsync(int limit);

    /// <summary>
    /// Keys of at most <paramref name="limit"/> rows, oldest attempt first, that are pending or failed, not
    /// quarantined, and were never attempted or not since <paramref name="before"/>.
    /// </summary>
    Task<IReadOnlyList<long>> SweepableAsync(DateTimeOffset before, int limit);

    /// <summary>How many rows wait: all that are not synced and not quarantined, and those of them a sweep would take.</summary>
    Task<Backlog> BacklogAsync(DateTimeOffset before);

    /// <summary>How many rows are not synced and not quarantined, and how many of these have their time now.</summary>
    Task<OutboxDepth> DepthAsync(DateTimeOffset now);

    /// <summary>The failed live documents, newest change first.</summary>
    Task<FailedPage> FailedAsync(int limit, int offset);

    /// <summary>
    /// Makes failed documents pending and due now, quarantined ones too, as if never tried; null: all of them, and
    /// deletions that failed. Says how many documents it were, and which ids no live document has.
    /// </summary>
    /// <exception cref="StoreUnavailableException">Nothing was changed.</exception>
    Task<Retried> RetryAsync(IReadOnlyCollection<string>? ids);

    /// <summary>
    /// Those of the documents that Chroma has not confirmed at the given revision or a newer one. One that is deleted or
    /// quarantined is final: waiting for it is no use.
    /// </summary>
    Task<IReadOnlyList<NotConfirmed>> NotConfirmedAsync(IReadOnlyDictionary<string, long> revisions);
}

/// <summary>Which of the due rows.</summary>
public enum DueRows
{
    /// <summary>All.</summary>
    All,

    /// <summary>Tombstones, which need no vector.</summary>
    Deletions,
}

/// <summary>How much waits for Chroma.</summary>
public sealed record Backlog(long Unsynced, long Sweepable);

/// <summary>How much there is to send, deletions included.</summary>
/// <param name="Unsynced">Not synced and not quarantined.</param>
/// <param name="Due">Of these, due now.</param>
public sealed record OutboxDepth(long Unsynced, long Due);

/// <summary>One failed document.</summary>
public sealed record FailedDocument(string Id, SyncState Sync);

/// <summary>A page of failed documents, and how many there are in all.</summary>
public sealed record FailedPage(IReadOnlyList<FailedDocument> Items, long Total);

/// <summary>What became of a wish to try documents again.</summary>
/// <param name="Count">Documents that had failed and are due now.</param>
/// <param name="Unknown">Ids that no live document has.</param>
public sealed record Retried(int Count, IReadOnlyList<string> Unknown);

/// <summary>A document that Chroma has not confirmed; <paramref name="IsFinal"/>: nor will it by itself.</summary>
public sealed record NotConfirmed(string Id, bool IsFinal);
