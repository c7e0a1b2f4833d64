using Oracle.Documents.Syncing;
using Oracle.Embeddings;

namespace Oracle.Actors.Syncing;

/// <summary>Whether a query with a record's own vector finds it. What <c>get</c> returns proves little.</summary>
internal static class Retrieval
{
    private const int QueriesAtOnce = 50;

    /// <summary>Of these ids, those whose record is there and is not found by the vector it holds.</summary>
    public static async Task<(SyncOutcome Outcome, IReadOnlySet<string> Lost)> LostAsync(
        IReadOnlyCollection<string> ids, CollectionRecord collection, IVectorStore vectors, CancellationToken cancel)
    {
        var read = await vectors.ReadVectorsAsync(collection, ids, withTexts: false, cancel);
        if (read.Value is not { } held)
            return (read.Outcome, new HashSet<string>());
        // Chroma takes vectors that nothing can be asked with.
        var askable = held.ToLookup(record => EmbeddingQuality.IsUsable(record.Vector.Span, collection.Dimension));
        var (outcome, lost) = await MissedAsync([.. askable[true].Select(record => new OwnVector(record.State.Id, record.Vector))], collection, vectors, cancel);
        return (outcome, lost.Concat(askable[false].Select(record => record.State.Id)).ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>Of these records, those that the vector given does not find; asked for a few at a time.</summary>
    public static async Task<(SyncOutcome Outcome, IReadOnlySet<string> Missed)> MissedAsync(
        IEnumerable<OwnVector> records, CollectionRecord collection, IVectorStore vectors, CancellationToken cancel)
    {
        var missed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var some in records.Chunk(QueriesAtOnce))
        {
            var answer = await vectors.UnretrievableAsync(collection, some, cancel);
            if (answer.Value is not { } unretrievable)
                return (answer.Outcome, missed);
            missed.UnionWith(unretrievable);
        }

        return (SyncOutcome.Confirmed, missed);
    }
}
