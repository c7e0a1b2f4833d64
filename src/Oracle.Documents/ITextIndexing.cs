namespace Oracle.Documents;

/// <summary>
/// The full-text tables of a database that an earlier Oracle wrote are filled while it is used; until they are, searches are
/// answered from the former ones, which know nothing of titles, aliases and folding.
/// </summary>
public interface ITextIndexing
{
    /// <summary>How far it is, or null when there is nothing to do.</summary>
    Task<IndexingProgress?> ProgressAsync();

    /// <summary>Indexes the next portion, some hundred documents. True when nothing is left.</summary>
    Task<bool> NextAsync();
}

/// <summary>How far the full-text tables are filled.</summary>
/// <param name="Done">Documents that are in, tombstones included.</param>
/// <param name="Total">All documents, tombstones included.</param>
public sealed record IndexingProgress(long Done, long Total);
