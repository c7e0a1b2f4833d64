using Microsoft.Extensions.AI;
using Oracle.Embeddings.Hash;
using Oracle.Embeddings.Onnx;
using Oracle.Embeddings.Remote;

namespace Oracle.Embeddings;

/// <summary>
/// From the two words of the settings, or of a collection's record, to a generator. A provider has a folder of its own
/// here and one line in each member of this class. <see cref="Embedders"/> wraps what <see cref="Create"/> returns in the cache.
/// </summary>
public static class EmbeddingProviders
{
    /// <summary>The providers of this build.</summary>
    public static IReadOnlyList<string> Names { get; } = [OnnxEmbeddingGenerator.ProviderName, HashEmbeddingGenerator.ProviderName, RemoteProviders.Ollama, RemoteProviders.OpenAi];

    /// <summary>Those that need no server and no key: a model's name is enough.</summary>
    public static IReadOnlyList<string> OfThisMachine { get; } = [OnnxEmbeddingGenerator.ProviderName, HashEmbeddingGenerator.ProviderName];

    /// <summary>The provider that is taken where nobody names one.</summary>
    public const string Default = OnnxEmbeddingGenerator.ProviderName;

    /// <summary>Opens a provider's model.</summary>
    /// <param name="provider">One of <see cref="Names"/>, in any case.</param>
    /// <param name="model">The provider's model; null or empty for its default.</param>
    /// <param name="options">What it needs beside the name; null: <see cref="EmbedderOptions.None"/>.</param>
    /// <exception cref="ModelNotInstalledException">The model can be had, and is not here.</exception>
    /// <exception cref="ArgumentException">
    /// This build has no such provider, or the provider no such model. The message names what is allowed.
    /// </exception>
    public static IEmbeddingGenerator<string, Embedding<float>> Create(string provider, string? model = null, EmbedderOptions? options = null)
    {
        options ??= EmbedderOptions.None;
        ArgumentNullException.ThrowIfNull(provider);
        return provider.ToLowerInvariant() switch
        {
            HashEmbeddingGenerator.ProviderName => HashEmbeddingGenerator.Open(model),
            OnnxEmbeddingGenerator.ProviderName => new OnnxEmbeddingGenerator(OnnxModels.Find(model, options), options.Threads),
            RemoteProviders.Ollama => RemoteProviders.OpenOllama(model, options),
            RemoteProviders.OpenAi => RemoteProviders.OpenOpenAi(model, options),
            _ => throw new ArgumentException($"Embedding provider '{provider}' is not in this build; it has: {string.Join(", ", Names)}.", nameof(provider)),
        };
    }
}
