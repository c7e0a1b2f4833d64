using Oracle.Documents.Syncing;

namespace Oracle.Documents.Reindexing;

/// <summary>
/// Re-indexes as the tables know them. Whoever carries one out keeps nothing that cannot be read here again: each step can be
/// repeated, and what was confirmed is not done twice.
/// </summary>
public interface IReindexing
{
    /// <summary>The one under way, or the last; null: there was none.</summary>
    Task<ReindexRun?> CurrentAsync();

    /// <summary>Collections besides the answering one that must follow changes.</summary>
    Task<Targets> TargetsAsync();

    /// <summary>Begins to write the answering collection again under a new generation. False: one is under way, or nothing answers.</summary>
    Task<bool> BeginRenewalAsync(DateTimeOffset now);

    /// <summary>
    /// Begins to fill another collection. One of the same model that was given up before is gone on with; what was kept for a
    /// rollback is retired. False: one is under way, or nothing answers.
    /// </summary>
    /// <param name="wanted">Provider, model, dimension, space and neighbours; the configured name, to which the generation given here is added.</param>
    /// <param name="now">The time.</param>
    Task<bool> BeginMoveAsync(CollectionRecord wanted, DateTimeOffset now);

    /// <summary>Begins to bring the collection that answered before up to date. False: one is under way, or nothing is kept.</summary>
    Task<bool> BeginRollbackAsync(DateTimeOffset now);

    /// <summary>Everything is written; it is compared now. Or it is written on, because the comparison found something.</summary>
    Task SetVerifyingAsync(bool verifying);

    /// <summary>Gives up: what answers goes on answering. False: nothing is under way any more, as it has just ended.</summary>
    Task<bool> FailAsync(string error, DateTimeOffset now);

    /// <summary>
    /// Ends what is under way, as somebody asks for: what answers goes on answering, and a collection that was being filled is retired; one
    /// that was to be gone back to is kept. False: nothing is under way any more, as it has just ended.
    /// </summary>
    Task<bool> CancelAsync(DateTimeOffset now);

    /// <summary>Ends a re-index in place, unless something is still to be written: then false.</summary>
    Task<bool> FinishRenewalAsync(DateTimeOffset now);

    /// <summary>
    /// Lets the filled collection answer, in one transaction, unless it lacks something that the answering one has: then
    /// false, and nothing is changed. The one that answered is kept.
    /// </summary>
    /// <param name="checksAt">When records are read back of which a write or deletion was of unknown fate, be it that a later one was confirmed.</param>
    /// <param name="now">The time.</param>
    Task<bool> SwitchAsync(IReadOnlyList<DateTimeOffset> checksAt, DateTimeOffset now);

    /// <summary>Retires what was kept for a rollback since before then. Says how many.</summary>
    Task<int> RetireKeptAsync(DateTimeOffset before);

    /// <summary>Remembers the UUID of the filling collection. Another one than before: it holds nothing.</summary>
    Task SetFillingUuidAsync(CollectionRecord filling);

    /// <summary>Synced documents of an older generation, by key behind <paramref name="after"/>.</summary>
    Task<IReadOnlyList<SyncRow>> RenewableAsync(long after, int limit, long bytes);

    /// <summary>Of these rows, those that still have their revision and are synced.</summary>
    Task<IReadOnlyList<SyncRow>> StillSyncedAsync(IReadOnlyList<SyncRow> rows);

    /// <summary>These were written under this generation, unless they have changed.</summary>
    Task RenewedAsync(IReadOnlyList<SyncRow> rows, int generation);

    /// <summary>
    /// Live documents that are not set aside and that the collection does not hold as they are, by revision behind
    /// <paramref name="after"/>; <see cref="SyncRow.Renew"/> is set where it may hold a record that is to be deleted first.
    /// </summary>
    Task<IReadOnlyList<SyncRow>> LackingAsync(string collection, long after, int limit, long bytes, bool onlySynced = false);

    /// <summary>Up to so many of the synced documents that the collection does not hold as they are, without their texts.</summary>
    Task<IReadOnlyList<(string Id, long Revision)>> BehindAsync(string collection, int limit);

    /// <summary>Of these rows, those that still have their revision and are not deleted; from now on the collection may hold them.</summary>
    Task<IReadOnlyList<SyncRow>> SendingAsync(string collection, IReadOnlyList<SyncRow> rows);

    /// <summary>The collection confirmed these.</summary>
    Task HeldAsync(string collection, IReadOnlyList<SyncRow> rows);

    /// <summary>Ids that the collection may hold and that are deleted.</summary>
    Task<IReadOnlyList<string>> GoneAsync(string collection, int limit);

    /// <summary>These are about to be deleted there: until it is confirmed nobody knows.</summary>
    Task RemovingAsync(string collection, IReadOnlyList<string> ids);

    /// <summary>The collection confirmed that it does not hold these.</summary>
    Task DroppedAsync(string collection, IReadOnlyList<string> ids);

    /// <summary>The collection is gone from Chroma: one that is filled is filled anew, another one is forgotten.</summary>
    Task LostAsync(string collection);

    /// <summary>Documents that the collection should hold as they are, by key behind <paramref name="after"/>; all, or those among <paramref name="only"/>.</summary>
    Task<IReadOnlyList<SyncRow>> HeldAsync(string collection, long after, int limit, long bytes, IReadOnlyCollection<string>? only = null);

    /// <summary>Of these ids, those that no live document has and that the collection is not known to hold.</summary>
    Task<IReadOnlyList<string>> StrangersAsync(string collection, IReadOnlyCollection<string> ids);

    /// <summary>The collection that a rollback would go back to.</summary>
    Task<CollectionRecord?> KeptAsync();

    /// <summary>What was found wrong in a collection: documents are deleted there and written again, records without a document are deleted.</summary>
    Task RedoAsync(string collection, IReadOnlyCollection<string> ids);
}

/// <summary>Collections besides the answering one that must follow changes.</summary>
/// <param name="Run">The re-index under way; null: none.</param>
/// <param name="Filling">The collection that is filled by it.</param>
/// <param name="Kept">Collections that deletions reach too.</param>
public sealed record Targets(ReindexRun? Run, CollectionRecord? Filling, IReadOnlyList<CollectionRecord> Kept)
{
    /// <summary>Only one collection matters.</summary>
    public static readonly Targets None = new(Run: null, Filling: null, []);
}
