namespace Oracle.Documents;

/// <summary>Counts, read in one transaction from counters that were written with the changes they count.</summary>
public interface IStatistics
{
    /// <summary>Reads them all at one moment. <paramref name="topConcepts"/> bounds the list of concepts.</summary>
    Task<StoreStatistics> ReadAsync(int topConcepts = 20);
}

/// <summary>Where the documents stand.</summary>
/// <param name="Pending">Live documents on their way.</param>
/// <param name="Synced">Live documents that Chroma confirmed.</param>
/// <param name="Failed">Live documents whose last round of tries failed, quarantined ones among them.</param>
/// <param name="Quarantined">Failed documents that are not tried again by themselves.</param>
/// <param name="Deleting">Tombstones that Chroma has not confirmed.</param>
/// <param name="ByType">Live documents by type.</param>
/// <param name="Concepts">How many different concepts live documents have.</param>
/// <param name="TopConcepts">The most used concepts.</param>
/// <param name="LastIndexed">When a document was last accepted.</param>
/// <param name="OldestPending">Since when the longest pending document waits.</param>
/// <param name="Answering">The answering collection.</param>
/// <param name="Indexing">How far the keyword index of an earlier Oracle's database is filled anew; null: it is whole.</param>
public sealed record StoreStatistics(
    long Pending,
    long Synced,
    long Failed,
    long Quarantined,
    long Deleting,
    IReadOnlyDictionary<string, long> ByType,
    long Concepts,
    IReadOnlyList<ConceptCount> TopConcepts,
    DateTimeOffset? LastIndexed,
    DateTimeOffset? OldestPending,
    Syncing.CollectionRecord? Answering,
    IndexingProgress? Indexing = null)
{
    /// <summary>All live documents.</summary>
    public long Total => Pending + Synced + Failed;
}

/// <summary>A concept and how many live documents carry it.</summary>
public sealed record ConceptCount(string Name, long Count);
