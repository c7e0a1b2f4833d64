using Oracle.Documents.Syncing;

namespace Oracle.Actors.Syncing;

/// <summary>Whether a query with a record's own vector finds it. What <c>get</c> returns proves little.</summary>
internal static class Retrieval
{
    private const int QueriesAtOnce = 50;

    /// <summary>Of these ids, those whose record is there and is not found by the vector it holds.</summary>
    public static async Task<(SyncOutcome Outcome, IReadOnlySet<string> Lost)> LostAsync(
        IReadOnlyCollection<string> ids, CollectionRecord collection, IVectorStore vectors, CancellationToken cancel)
    {
        var lost = new HashSet<string>(StringComparer.Ordinal);
        var read = await vectors.ReadVectorsAsync(collection, ids, cancel);
        if (read.Value is not { } held)
            return (read.Outcome, lost);
        foreach (var some in held.Chunk(QueriesAtOnce))
        {
            var missed = await vectors.UnretrievableAsync(collection, [.. some.Select(record => new OwnVector(record.State.Id, record.Vector))], cancel);
            if (missed.Value is not { } unretrievable)
                return (missed.Outcome, lost);
            lost.UnionWith(unretrievable);
        }

        return (SyncOutcome.Confirmed, lost);
    }
}
