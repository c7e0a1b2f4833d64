using Microsoft.Extensions.AI;

namespace Oracle.Embeddings.Caching;

/// <summary>
/// Answers from the cache what it holds and asks the inner generator, in one call, for the different texts it does not.
/// Those who ask for the same text at the same time cause one computation; if the one at work on it fails or is
/// cancelled, the others do it themselves.
/// </summary>
/// <exception cref="ArgumentException"><paramref name="inner"/> tells no <see cref="EmbeddingModel"/>.</exception>
public sealed class CachingEmbeddingGenerator(IEmbeddingGenerator<string, Embedding<float>> inner, EmbeddingCache cache)
    : DelegatingEmbeddingGenerator<string, Embedding<float>>(inner)
{
    private readonly EmbeddingModel _model = EmbeddingModel.Of(inner);
    private readonly InFlight _inFlight = new();

    /// <summary>One vector for each text, in the order of the texts. Options may ask for anything, so what is asked with some is not cached.</summary>
    /// <exception cref="InvalidOperationException">The inner generator gave more or fewer vectors than it was given texts.</exception>
    public override async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        var texts = values.ToList();
        if (options is not null || texts.Contains(null!))
            return await base.GenerateAsync(texts, options, cancellationToken);

        var vectors = new Dictionary<string, ReadOnlyMemory<float>>(texts.Count, StringComparer.Ordinal);
        while (texts.Where(text => !vectors.ContainsKey(text)).Distinct(StringComparer.Ordinal).ToList() is { Count: > 0 } open)
        {
            var (mine, theirs) = _inFlight.Claim(open);
            try
            {
                await FillAsync(mine, vectors, cancellationToken);
            }
            finally
            {
                _inFlight.Release(mine, vectors);
            }

            // Only now: two who wait for each other first would wait for ever.
            foreach (var (text, answer) in theirs)
            {
                if (await answer.WaitAsync(cancellationToken) is { } vector)
                    vectors[text] = vector;
            }
        }

        return new GeneratedEmbeddings<Embedding<float>>(texts.Select(text => new Embedding<float>(vectors[text]) { ModelId = _model.Model }));
    }

    private async Task FillAsync(List<string> texts, Dictionary<string, ReadOnlyMemory<float>> vectors, CancellationToken cancel)
    {
        if (texts.Count == 0)
            return;
        foreach (var (text, vector) in await cache.FindAsync(_model, texts, cancel))
            vectors[text] = vector;
        var missing = texts.Where(text => !vectors.ContainsKey(text)).ToList();
        if (missing.Count == 0)
            return;

        var computed = await base.GenerateAsync(missing, options: null, cancel);
        if (computed.Count != missing.Count)
            throw new InvalidOperationException($"The embedder gave {computed.Count} vectors for {missing.Count} texts.");
        for (var i = 0; i < missing.Count; i++)
            vectors[missing[i]] = computed[i].Vector;
        // What is computed is kept, also for one who does not want it any more.
        await cache.StoreAsync(_model, [.. missing.Select(text => KeyValuePair.Create(text, vectors[text]))], CancellationToken.None);
    }
}
