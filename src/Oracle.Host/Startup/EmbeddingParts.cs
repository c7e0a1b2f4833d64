using Microsoft.Extensions.AI;
using Oracle.Documents.Syncing;
using Oracle.Embeddings;
using Oracle.Embeddings.Caching;
using Oracle.Embeddings.Onnx;
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
        return new EmbeddingParts(
            settings.Embedding, source ?? ((provider, model) => EmbeddingProviders.Create(provider, model, settings.Embedding.Options)), cache);
    }

    /// <summary>Vectors for the documents of a collection, computed once.</summary>
    public Embedder ForDocuments(CollectionRecord collection) => Of(_embedders.ForDocuments(collection.Provider, collection.Model));

    /// <summary>Vectors for queries, which need not be remembered.</summary>
    public Embedder ForQueries(CollectionRecord collection) => Of(_embedders.ForQueries(collection.Provider, collection.Model));

    /// <summary>What a model of the configured provider is, or of one that needs nothing but the name; null: the configured one.</summary>
    /// <exception cref="ArgumentException">There is no such model, or it is not here.</exception>
    public EmbeddingModel Model(string? name)
    {
        try
        {
            return ModelOf(_settings.Provider, name ?? _settings.Model);
        }
        catch (ArgumentException e) when (e is not ModelNotInstalledException && name is not null)
        {
            foreach (var provider in EmbeddingProviders.OfThisMachine)
            {
                try
                {
                    return ModelOf(provider, name);
                }
                catch (ArgumentException other) when (other is not ModelNotInstalledException)
                {
                    // What the configured provider says of it is what its owner can do something about.
                }
            }

            throw;
        }
    }

    /// <summary>Reads the weights of a collection's model, if it has any, so that the first search need not wait for them.</summary>
    public async Task LoadAsync(CollectionRecord collection)
    {
        if (_embedders.ForDocuments(collection.Provider, collection.Model).GetService<OnnxEmbeddingGenerator>() is { } generator)
            await generator.LoadAsync();
    }

    /// <summary>How many vectors of these texts are there already.</summary>
    public async Task<long> CountCachedAsync(EmbeddingModel model, IReadOnlyCollection<string> texts) => await _cache.CountHeldAsync(model, texts);

    public async ValueTask DisposeAsync()
    {
        _embedders.Dispose();
        await _cache.DisposeAsync();
    }

    private EmbeddingModel ModelOf(string provider, string model)
    {
        using var generator = _source(provider, model);
        return EmbeddingModel.Of(generator);
    }

    private static Embedder Of(IEmbeddingGenerator<string, Embedding<float>> generator) => new(generator, EmbeddingModel.Of(generator));
}
