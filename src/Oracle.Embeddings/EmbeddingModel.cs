using Microsoft.Extensions.AI;
using Oracle.Embeddings.Remote;

namespace Oracle.Embeddings;

/// <summary>
/// Which vectors a collection holds. Two vectors may be compared only if their models are equal, so this is what is
/// stored beside a collection, and what a generator answers to
/// <see cref="IEmbeddingGenerator.GetService(Type, object?)"/> for this type.
/// </summary>
/// <param name="Provider">Who computes the vectors: one of <see cref="EmbeddingProviders.Names"/>.</param>
/// <param name="Model">The provider's model, with the version of its algorithm or weights, such as <c>hash-384-v1</c>.</param>
/// <param name="Dimension">Components of a vector, at least 1.</param>
/// <param name="IsLexical">
/// True if only shared spelling makes two texts similar; false if the model was trained to recognise meaning.
/// Different texts may share one vector of a lexical model, those without any word for example.
/// </param>
public sealed record EmbeddingModel(string Provider, string Model, int Dimension, bool IsLexical)
{
    /// <summary>One line for a person who wants to know what "similar" stands on.</summary>
    public string Description => IsLexical
        ? $"{Provider} {Model}: lexical, {Dimension} dimensions; finds shared words and spellings, knows no synonyms and does not translate"
        : $"{Provider} {Model}: semantic, {Dimension} dimensions";

    /// <summary>The model behind a generator.</summary>
    /// <exception cref="ArgumentException">The generator is none of <see cref="EmbeddingProviders"/> and tells no model.</exception>
    public static EmbeddingModel Of(IEmbeddingGenerator generator)
    {
        ArgumentNullException.ThrowIfNull(generator);
        return generator.GetService(typeof(EmbeddingModel)) as EmbeddingModel
            ?? throw new ArgumentException($"{generator.GetType()} does not tell its EmbeddingModel: answer it from GetService.", nameof(generator));
    }

    /// <summary>The same of a generator that may have to ask its server first.</summary>
    /// <exception cref="ArgumentException">The generator is none of <see cref="EmbeddingProviders"/> and tells no model.</exception>
    /// <exception cref="EmbedderUnavailableException">The server does not tell now.</exception>
    public static async Task<EmbeddingModel> AskAsync(IEmbeddingGenerator generator, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(generator);
        return generator.GetService(typeof(RemoteEmbeddingGenerator)) is RemoteEmbeddingGenerator remote ? await remote.AskModelAsync(cancellation) : Of(generator);
    }

    /// <summary>Provider and model of a generator as far as they are known without asking a server: what <see cref="IsNamed"/> takes.</summary>
    /// <exception cref="ArgumentException">The generator is none of <see cref="EmbeddingProviders"/> and tells no model.</exception>
    public static (string Provider, string Name) NameOf(IEmbeddingGenerator generator)
    {
        ArgumentNullException.ThrowIfNull(generator);
        return generator.GetService(typeof(EmbeddingModel)) is null && generator.GetService(typeof(EmbeddingGeneratorMetadata)) is EmbeddingGeneratorMetadata { ProviderName: { } provider, DefaultModelId: { } name }
            ? (provider, name)
            : (Of(generator).Provider, Of(generator).Model);
    }

    /// <summary>
    /// Whether what a collection's record says is the model that somebody names. The record of a model behind a server has more in its
    /// name than the server's own name of it.
    /// </summary>
    /// <param name="name">As in the settings.</param>
    /// <param name="recorded">As <see cref="Model"/> of the same provider.</param>
    public static bool IsNamed(string name, string recorded) => name == recorded || RemoteModel.IsNamed(name, recorded);
}
