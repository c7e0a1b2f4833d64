using Microsoft.Extensions.AI;
using Oracle.Embeddings.Caching;

namespace Oracle.Embeddings;

/// <summary>
/// The open generators, one for each model, however often it is asked for. They belong to this class: who gets one must
/// not dispose it. The cache does not.
/// </summary>
/// <param name="cache">Keeps the vectors of documents; null: none are kept.</param>
/// <param name="create">Opens a provider's model; <see cref="EmbeddingProviders.Create"/> unless given.</param>
public sealed class Embedders(EmbeddingCache? cache, Func<string, string?, IEmbeddingGenerator<string, Embedding<float>>>? create = null) : IDisposable
{
    /// <summary>
    /// A generator that embeds what is asked otherwise than what is stored answers to <see cref="IEmbeddingGenerator.GetService(Type, object?)"/>
    /// with this key with the one for queries.
    /// </summary>
    public const string QueriesKey = "queries";

    private readonly Func<string, string?, IEmbeddingGenerator<string, Embedding<float>>> _create = create ?? ((provider, model) => EmbeddingProviders.Create(provider, model));
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Provider, string Model), Pair> _open = [];
    private bool _isDisposed;

    /// <summary>For texts of documents: through the cache, if there is one.</summary>
    /// <param name="provider">One of <see cref="EmbeddingProviders.Names"/>, in any case.</param>
    /// <param name="model">The provider's model; null or empty for its default.</param>
    /// <exception cref="ArgumentException">There is no such provider or model; the message names what is allowed.</exception>
    public IEmbeddingGenerator<string, Embedding<float>> ForDocuments(string provider, string? model) => Open(provider, model).Documents;

    /// <summary>For queries: past the cache, for their vectors must not push those of documents out.</summary>
    /// <inheritdoc cref="ForDocuments" path="/param"/>
    /// <inheritdoc cref="ForDocuments" path="/exception"/>
    public IEmbeddingGenerator<string, Embedding<float>> ForQueries(string provider, string? model) => Open(provider, model).Queries;

    /// <summary>Closes every generator that was opened.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            foreach (var pair in _open.Values.Distinct())
                pair.Opened.Dispose();
            _open.Clear();
        }
    }

    private Pair Open(string provider, string? model)
    {
        ArgumentNullException.ThrowIfNull(provider);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_open.TryGetValue(Key(provider, model), out var open))
                return open;
            var opened = _create(provider, model);
            try
            {
                return _open[Key(provider, model)] = Known(opened);
            }
            catch
            {
                opened.Dispose();
                throw;
            }
        }
    }

    // The default model under its own name is the same one: weights need not be in memory twice.
    private Pair Known(IEmbeddingGenerator<string, Embedding<float>> opened)
    {
        var model = EmbeddingModel.Of(opened);
        var key = Key(model.Provider, model.Model);
        if (!_open.TryGetValue(key, out var known))
        {
            return _open[key] = new Pair(
                opened,
                opened.GetService(typeof(IEmbeddingGenerator<string, Embedding<float>>), QueriesKey) as IEmbeddingGenerator<string, Embedding<float>> ?? opened,
                cache is null ? opened : new CachingEmbeddingGenerator(opened, cache));
        }

        opened.Dispose();
        return known;
    }

    private static (string, string) Key(string provider, string? model) => (provider.ToLowerInvariant(), model ?? "");

    private sealed record Pair(
        IEmbeddingGenerator<string, Embedding<float>> Opened, IEmbeddingGenerator<string, Embedding<float>> Queries, IEmbeddingGenerator<string, Embedding<float>> Documents);
}
