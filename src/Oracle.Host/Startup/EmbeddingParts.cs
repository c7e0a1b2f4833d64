using Microsoft.Extensions.AI;
using Oracle.Documents.Syncing;
using Oracle.Embeddings;
using Oracle.Embeddings.Caching;
using Oracle.Host.Settings;

namespace Oracle.Host.Startup;

/// <summary>Opens a provider's model.</summary>
/// <exception cref="ArgumentException">There is none of the name.</exception>
internal delegate IEmbeddingGenerator<string, Embedding<float>> EmbedderSource(string provider, string? model);

/// <summary>The embedders of a host, and what they have computed before.</summary>
internal sealed class EmbeddingParts : IAsyncDisposable
{
    private readonly EmbeddingSettings _settings;
    private readonly EmbedderSource _source;
    private readonly EmbeddingCache _cache;
    private readonly Embedders _embedders;

    private EmbeddingParts(EmbeddingSettings settings, EmbedderSource source, EmbeddingCache cache)
    {
        (_settings, _source, _cache) = (settings, source, cache);
        _embedders = new Embedders(cache, (provider, model) => source(provider, model));
        Configured = Model(null);
    }

    /// <summary>The model that the settings ask for.</summary>
    public EmbeddingModel Configured { get; }

    public static EmbeddingParts Open(OracleSettings settings, EmbedderSource? source, ILogger log)
    {
        var cache = EmbeddingCache.Open(settings.DataDir, settings.Embedding.CacheBytes, trouble => log.LogWarning("{Trouble}", trouble));
        return new EmbeddingParts(settings.Embedding, source ?? EmbeddingProviders.Create, cache);
    }

    /// <summary>Vectors for the documents of a collection, computed once.</summary>
    public Embedder ForDocuments(CollectionRecord collection) => Of(_embedders.ForDocuments(collection.Provider, collection.Model));

    /// <summary>Vectors for queries, which need not be remembered.</summary>
    public Embedder ForQueries(CollectionRecord collection) => Of(_embedders.ForQueries(collection.Provider, collection.Model));

    /// <summary>What a model of the configured provider is; null: the configured one.</summary>
    /// <exception cref="ArgumentException">The provider has no such model.</exception>
    public EmbeddingModel Model(string? name)
    {
        using var generator = _source(_settings.Provider, name ?? _settings.Model);
        return EmbeddingModel.Of(generator);
    }

    /// <summary>How many vectors of these texts are there already.</summary>
    public async Task<long> CountCachedAsync(EmbeddingModel model, IReadOnlyCollection<string> texts) => await _cache.CountHeldAsync(model, texts);

    public async ValueTask DisposeAsync()
    {
        _embedders.Dispose();
        await _cache.DisposeAsync();
    }

    private static Embedder Of(IEmbeddingGenerator<string, Embedding<float>> generator) => new(generator, EmbeddingModel.Of(generator));
}
