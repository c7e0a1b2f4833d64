using Microsoft.Extensions.AI;
using Oracle.Documents.Syncing;
using Oracle.Embeddings;

namespace Oracle.Actors.Syncing;

/// <summary>What ChromaSyncActor works with.</summary>
/// <param name="Outbox">The rows that wait.</param>
/// <param name="Reconciliation">What must be compared with Chroma itself.</param>
/// <param name="Collections">Where the answering collection is remembered.</param>
/// <param name="Vectors">Chroma.</param>
/// <param name="Embedder">Makes vectors of texts.</param>
/// <param name="Model">Whose vectors they are.</param>
/// <param name="Policy">How often and how long to try.</param>
/// <param name="Jitter">Chance, in [0, 1).</param>
public sealed record ChromaSyncParts(
    IOutbox Outbox,
    IReconciliation Reconciliation,
    ICollections Collections,
    IVectorStore Vectors,
    IEmbeddingGenerator<string, Embedding<float>> Embedder,
    EmbeddingModel Model,
    SyncPolicy Policy,
    Func<double> Jitter);
