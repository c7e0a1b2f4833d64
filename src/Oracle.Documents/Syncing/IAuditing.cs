namespace Oracle.Documents.Syncing;

/// <summary>What Chroma should hold, for comparing it record by record.</summary>
public interface IAuditing
{
    /// <summary>
    /// The synced live documents behind the key <paramref name="after"/>, by key; at least one if there is any, then as
    /// many as fit into both limits, of which <paramref name="bytes"/> is of text as UTF-8.
    /// </summary>
    Task<IReadOnlyList<ExpectedRecord>> ExpectedAsync(long after, int limit, long bytes);
}

/// <summary>What the record of a document should be, and the text whose vector it should hold.</summary>
/// <param name="N">The row's key.</param>
/// <param name="Id">The document's id.</param>
/// <param name="Revision">Its revision.</param>
/// <param name="ContentHash">Its hash.</param>
/// <param name="Content">Its text.</param>
public sealed record ExpectedRecord(long N, string Id, long Revision, string ContentHash, string Content);
