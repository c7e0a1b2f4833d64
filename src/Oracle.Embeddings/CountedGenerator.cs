using Microsoft.Extensions.AI;

namespace Oracle.Embeddings;

/// <summary>Counts the texts that are on their way through a generator.</summary>
public sealed class CountedGenerator : DelegatingEmbeddingGenerator<string, Embedding<float>>
{
    private readonly Func<int, IDisposable> _begin;

    private CountedGenerator(IEmbeddingGenerator<string, Embedding<float>> inner, Func<int, IDisposable> begin) : base(inner) => _begin = begin;

    /// <summary>Around what callers ask, the cache included.</summary>
    public static CountedGenerator OfAsked(IEmbeddingGenerator<string, Embedding<float>> inner, EmbedderLoad load)
    {
        ArgumentNullException.ThrowIfNull(load);
        return new CountedGenerator(inner, load.Asked);
    }

    /// <summary>Around a model itself.</summary>
    public static CountedGenerator OfComputed(IEmbeddingGenerator<string, Embedding<float>> inner, EmbedderLoad load)
    {
        ArgumentNullException.ThrowIfNull(load);
        return new CountedGenerator(inner, load.Computed);
    }

    /// <inheritdoc />
    public override async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        var texts = values.ToList();
        using var counted = _begin(texts.Count);
        return await base.GenerateAsync(texts, options, cancellationToken);
    }

    /// <inheritdoc />
    public override object? GetService(Type serviceType, object? serviceKey = null) => base.GetService(serviceType, serviceKey) switch
    {
        // The one for queries is a model too.
        IEmbeddingGenerator<string, Embedding<float>> queries when serviceKey is Embedders.QueriesKey => new CountedGenerator(queries, _begin),
        var service => service,
    };
}
