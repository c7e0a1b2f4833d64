using Microsoft.Extensions.AI;
using Oracle.Embeddings.Hash;

namespace Oracle.Chaos.Tests.Reindexing;

/// <summary>The <c>hash</c> embedder made slow, which counts the texts it is given.</summary>
internal sealed class CountingEmbedder(Func<int, int> count) : DelegatingEmbeddingGenerator<string, Embedding<float>>(new HashEmbeddingGenerator())
{
    private static readonly TimeSpan AText = TimeSpan.FromMilliseconds(20);

    public override async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        var texts = values.ToList();
        count(texts.Count);
        await Task.Delay(AText * texts.Count, cancellationToken);
        return await base.GenerateAsync(texts, options, cancellationToken);
    }
}
