namespace Oracle.Documents.Syncing;

/// <summary>What Chroma should hold, for comparing it record by record.</summary>
public interface IAuditing
{
    /// <summary>
    /// The synced live documents behind the key <paramref name="after"/>, by key; at least one if there is any, then as
    /// many as fit into both limits, of which <paramref name="bytes"/> is of text as UTF-8.
    /// </summary>
    Task<IReadOnlyList<SyncRow>> ExpectedAsync(long after, int limit, long bytes);
}
