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
    // Whoever asked for it waits for the answer.
    private static readonly TimeSpan AskedWithin = TimeSpan.FromSeconds(10);

    private readonly EmbeddingSettings _settings;
    private readonly EmbedderSource _source;
    private readonly EmbeddingCache _cache;
    private readonly Embedders _embedders;

    private EmbeddingParts(EmbeddingSettings settings, EmbedderSource source, EmbeddingCache cache)
    {
        (_settings, _source, _cache) = (settings, source, cache);
        _embedders = new Embedders(cache, (provider, model) => CountedGenerator.OfComputed(source(provider, model), Load));
        using var configured = source(settings.Provider, settings.Model);
        Configured = EmbeddingModel.NameOf(configured);
    }

    /// <summary>What the embedders are at.</summary>
    public EmbedderLoad Load { get; } = new(TimeProvider.System);

    /// <summary>The model that the settings ask for, as far as it is known without asking anybody.</summary>
    public (string Provider, string Model) Configured { get; }

    public static EmbeddingParts Open(OracleSettings settings, EmbedderSource? source, ILogger log)
    {
        var cache = EmbeddingCache.Open(settings.DataDir, settings.Embedding.CacheBytes, trouble => log.LogWarning("{Trouble}", trouble));
        return new EmbeddingParts(
            settings.Embedding, source ?? ((provider, model) => EmbeddingProviders.Create(provider, model, OptionsFor(provider, settings.Embedding))), cache);
    }

    // A collection may be of another provider than the settings: their server and key are not that one's, unless theirs has none.
    private static EmbedderOptions OptionsFor(string provider, EmbeddingSettings settings)
    {
        if (provider.Equals(settings.Provider, StringComparison.OrdinalIgnoreCase))
            return settings.Options;
        var options = EmbeddingProviders.OfThisMachine.Contains(settings.Provider, StringComparer.OrdinalIgnoreCase)
            ? settings.Options
            : new EmbedderOptions(settings.Options.ModelsFolder, settings.Options.Threads);
        // Whoever embedded by a server of their own must not find their texts sent to a stranger's.
        return provider == "openai" && options.Url is null
            ? throw new ArgumentException("The settings do not say any more which server that is, and nothing is sent to a guessed one. Set Oracle:Embedding:Provider and Url back, or run ./oracle reindex.", nameof(provider))
            : options;
    }

    /// <summary>Vectors for the documents of a collection, computed once.</summary>
    public Embedder ForDocuments(CollectionRecord collection) => Of(_embedders.ForDocuments(collection.Provider, collection.Model));

    /// <summary>Vectors for queries, which need not be remembered.</summary>
    public Embedder ForQueries(CollectionRecord collection) => Of(_embedders.ForQueries(collection.Provider, collection.Model));

    /// <summary>What a model of the configured provider is, or of one that needs nothing but the name; null: the configured one.</summary>
    /// <exception cref="ArgumentException">There is no such model, or it is not here.</exception>
    /// <exception cref="EmbedderUnavailableException">Only a server knows, and does not answer.</exception>
    public async Task<EmbeddingModel> ModelAsync(string? name, CancellationToken ct)
    {
        using var generator = Open(name);
        using var within = CancellationTokenSource.CreateLinkedTokenSource(ct);
        within.CancelAfter(AskedWithin);
        try
        {
            return await EmbeddingModel.AskAsync(generator, within.Token);
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw new EmbedderUnavailableException($"The embedder {_settings.Provider} did not say within {AskedWithin.TotalSeconds} s how long its vectors are.", e);
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

    // A server takes any name, so what needs none is looked at first where one is named.
    private IEmbeddingGenerator<string, Embedding<float>> Open(string? name)
    {
        if (name is null)
            return _source(_settings.Provider, _settings.Model);
        IEnumerable<string> providers = EmbeddingProviders.OfThisMachine.Contains(_settings.Provider, StringComparer.OrdinalIgnoreCase)
            ? EmbeddingProviders.OfThisMachine.OrderByDescending(provider => provider.Equals(_settings.Provider, StringComparison.OrdinalIgnoreCase))
            : [.. EmbeddingProviders.OfThisMachine, _settings.Provider];
        ArgumentException? first = null;
        foreach (var provider in providers)
        {
            try
            {
                return _source(provider, name);
            }
            catch (ArgumentException e) when (e is not ModelNotInstalledException)
            {
                // What the first says of it is what its owner can do something about.
                first ??= e;
            }
        }

        throw first!;
    }

    private Embedder Of(IEmbeddingGenerator<string, Embedding<float>> generator) => new(CountedGenerator.OfAsked(generator, Load), EmbeddingModel.Of(generator));
}
