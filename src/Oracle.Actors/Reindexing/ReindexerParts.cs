using Oracle.Actors.Syncing;
using Oracle.Documents.Reindexing;
using Oracle.Documents.Syncing;
using Oracle.Embeddings;

namespace Oracle.Actors.Reindexing;

/// <summary>What Reindexer works with.</summary>
/// <param name="Reindexing">Re-indexes as the tables know them.</param>
/// <param name="Collections">The collection that answers.</param>
/// <param name="Vectors">Chroma.</param>
/// <param name="Embedder">Makes the vectors that a collection holds.</param>
/// <param name="Collection">The configured name, from which others are made.</param>
/// <param name="Models">What a model is: null for the configured one. Throws <see cref="ArgumentException"/> for one that there is not.</param>
/// <param name="CountCachedAsync">How many vectors of these texts are there already.</param>
/// <param name="Policy">How much goes at once.</param>
/// <param name="KeepFor">How long a collection that answered before is kept for a rollback.</param>
public sealed record ReindexerParts(
    IReindexing Reindexing,
    ICollections Collections,
    IVectorStore Vectors,
    EmbedderOf Embedder,
    string Collection,
    Func<string?, EmbeddingModel> Models,
    Func<EmbeddingModel, IReadOnlyCollection<string>, Task<long>> CountCachedAsync,
    SyncPolicy Policy,
    TimeSpan KeepFor);
