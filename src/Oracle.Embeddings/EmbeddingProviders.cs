using Microsoft.Extensions.AI;
using Oracle.Embeddings.Hash;

namespace Oracle.Embeddings;

/// <summary>
/// From the two words of the settings, or of a collection's record, to a generator. A provider has a folder of its own
/// here (<c>Hash/</c>; later <c>Onnx/</c>, <c>Ollama/</c>, <c>OpenAI/</c>) and one line in each member of this class. <see cref="Embedders"/> wraps what
/// <see cref="Create"/> returns in the cache.
/// </summary>
public static class EmbeddingProviders
{
    /// <summary>The providers of this build.</summary>
    public static IReadOnlyList<string> Names { get; } = [HashEmbeddingGenerator.ProviderName];

    /// <summary>Opens a provider's model.</summary>
    /// <param name="provider">One of <see cref="Names"/>, in any case.</param>
    /// <param name="model">The provider's model; null or empty for its default.</param>
    /// <exception cref="ArgumentException">
    /// This build has no such provider, or the provider no such model. The message names what is allowed.
    /// </exception>
    public static IEmbeddingGenerator<string, Embedding<float>> Create(string provider, string? model = null)
    {
        ArgumentNullException.ThrowIfNull(provider);
        return provider.ToLowerInvariant() switch
        {
            HashEmbeddingGenerator.ProviderName => HashEmbeddingGenerator.Open(model),
            _ => throw new ArgumentException($"Embedding provider '{provider}' is not in this build; it has: {string.Join(", ", Names)}.", nameof(provider)),
        };
    }
}
