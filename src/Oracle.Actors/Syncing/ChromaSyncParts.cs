using Microsoft.Extensions.AI;
using Oracle.Documents.Syncing;

namespace Oracle.Actors.Syncing;

/// <summary>What ChromaSyncActor works with.</summary>
/// <param name="Outbox">The rows that wait.</param>
/// <param name="Collections">Where the answering collection is remembered.</param>
/// <param name="Vectors">Chroma.</param>
/// <param name="Embedder">Makes vectors of texts.</param>
/// <param name="Dimension">The length of its vectors.</param>
/// <param name="Policy">How often and how long to try.</param>
/// <param name="Jitter">Chance, in [0, 1).</param>
public sealed record ChromaSyncParts(
    IOutbox Outbox,
    ICollections Collections,
    IVectorStore Vectors,
    IEmbeddingGenerator<string, Embedding<float>> Embedder,
    int Dimension,
    SyncPolicy Policy,
    Func<double> Jitter);
