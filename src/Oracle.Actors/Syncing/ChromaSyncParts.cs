using Oracle.Documents.Reindexing;
using Oracle.Documents.Syncing;
using Oracle.Embeddings;

namespace Oracle.Actors.Syncing;

/// <summary>The embedder of the vectors that a collection holds, whatever is configured today.</summary>
/// <exception cref="ArgumentException">This build does not have it.</exception>
public delegate Embedder EmbedderOf(CollectionRecord collection);

/// <summary>The embedder of a collection for queries, whose vectors need not be remembered.</summary>
public delegate Embedder QueryEmbedderOf(CollectionRecord collection);

/// <summary>What ChromaSyncActor works with.</summary>
/// <param name="Outbox">The rows that wait.</param>
/// <param name="Reconciliation">What must be compared with Chroma itself.</param>
/// <param name="Collections">Where the answering collection is remembered.</param>
/// <param name="Reindexing">What a re-index has still to write.</param>
/// <param name="Vectors">Chroma.</param>
/// <param name="Embedder">Makes the vectors that a collection holds.</param>
/// <param name="Policy">How often and how long to try.</param>
/// <param name="Jitter">Chance, in [0, 1).</param>
public sealed record ChromaSyncParts(
    IOutbox Outbox,
    IReconciliation Reconciliation,
    ICollections Collections,
    IReindexing Reindexing,
    IVectorStore Vectors,
    EmbedderOf Embedder,
    SyncPolicy Policy,
    Func<double> Jitter)
{
    /// <summary>Where searches read what the actor knows.</summary>
    public ChromaSnapshot Snapshot { get; init; } = new();
}
