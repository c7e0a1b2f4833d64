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
/// <param name="ModelAsync">
/// What a model is: null for the configured one. Throws <see cref="ArgumentException"/> for one that there is not, and
/// <see cref="EmbedderUnavailableException"/> where only a server knows and does not answer.
/// </param>
/// <param name="Configured">Provider and model as the settings name them, the provider's default by its name.</param>
/// <param name="CountCachedAsync">How many vectors of these texts are there already.</param>
/// <param name="Policy">How much goes at once.</param>
/// <param name="KeepFor">How long a collection that answered before is kept for a rollback.</param>
public sealed record ReindexerParts(
    IReindexing Reindexing,
    ICollections Collections,
    IVectorStore Vectors,
    EmbedderOf Embedder,
    string Collection,
    Func<string?, CancellationToken, Task<EmbeddingModel>> ModelAsync,
    (string Provider, string Model) Configured,
    Func<EmbeddingModel, IReadOnlyCollection<string>, Task<long>> CountCachedAsync,
    SyncPolicy Policy,
    TimeSpan KeepFor);
