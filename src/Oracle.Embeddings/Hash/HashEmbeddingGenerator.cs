using System.Globalization;
using Microsoft.Extensions.AI;

namespace Oracle.Embeddings.Hash;

/// <summary>
/// Vectors without a model file: words and pieces of words, hashed into a fixed number of dimensions.
/// Lexical: it finds shared words and spellings, knows no synonyms, and does not translate.
/// </summary>
/// <remarks>
/// <para>
/// The same text gives the same vector on every machine, in every run, and whatever globalization mode .NET runs in:
/// no hash of the runtime, no ICU, and only arithmetic that IEEE 754 fixes to the bit.
/// Every string is accepted, lone surrogates included; length costs time, not memory.
/// Every vector has unit length. A text without features (empty, punctuation alone) gets the first axis.
/// </para>
/// <para>
/// The work is done on the caller's thread before the task is returned. Instances have no state and may be shared
/// between threads.
/// </para>
/// <para>
/// Signed feature hashing: K. Weinberger, A. Dasgupta, J. Langford, A. Smola, J. Attenberg,
/// "Feature Hashing for Large Scale Multitask Learning", ICML 2009.
/// </para>
/// </remarks>
public sealed class HashEmbeddingGenerator : IEmbeddingGenerator<string, Embedding<float>>
{
    /// <summary>The provider's name in settings and records.</summary>
    public const string ProviderName = "hash";

    /// <summary>Rises with every change that alters any vector, so that old and new ones are never compared.</summary>
    public const int AlgorithmVersion = 1;

    /// <summary>The dimension of the collections that Oracle V2's default model filled.</summary>
    public const int DefaultDimension = 384;

    /// <summary>Below this, unrelated texts collide too often to be told apart.</summary>
    public const int MinDimension = 16;

    /// <summary>Beyond this, more dimensions only cost space.</summary>
    public const int MaxDimension = 4096;

    private readonly EmbeddingGeneratorMetadata _metadata;

    /// <summary>Opens the current algorithm with vectors of <paramref name="dimension"/> components.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not between <see cref="MinDimension"/> and <see cref="MaxDimension"/>.</exception>
    public HashEmbeddingGenerator(int dimension = DefaultDimension)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, MinDimension);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dimension, MaxDimension);
        Model = new EmbeddingModel(ProviderName, $"hash-{dimension.ToString(CultureInfo.InvariantCulture)}-v{AlgorithmVersion}", dimension, IsLexical: true);
        _metadata = new EmbeddingGeneratorMetadata(Model.Provider, providerUri: null, Model.Model, Model.Dimension);
    }

    /// <summary>What the vectors are; <c>hash-384-v1</c> by default.</summary>
    public EmbeddingModel Model { get; }

    /// <summary>Opens a model by its id, such as <c>hash-384-v1</c>; null or empty is the default.</summary>
    /// <exception cref="ArgumentException">No such model, or one of another algorithm version.</exception>
    public static HashEmbeddingGenerator Open(string? model)
    {
        if (string.IsNullOrEmpty(model))
            return new HashEmbeddingGenerator();
        if (model.Split('-') is ["hash", var number, _]
            && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var dimension)
            && dimension is >= MinDimension and <= MaxDimension
            && new HashEmbeddingGenerator(dimension) is var generator
            && generator.Model.Model == model)
        {
            return generator;
        }

        throw new ArgumentException(
            $"Embedding model '{model}' is unknown to provider hash; it has hash-N-v{AlgorithmVersion} with N from {MinDimension} to {MaxDimension}, such as hash-{DefaultDimension}-v{AlgorithmVersion}.",
            nameof(model));
    }

    /// <summary>One vector for each text, in the order of the texts.</summary>
    /// <exception cref="ArgumentException">
    /// A text is null, or the options ask for another model or dimension than <see cref="Model"/>.
    /// </exception>
    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        RefuseOtherModel(options);
        var embeddings = new GeneratedEmbeddings<Embedding<float>>();
        try
        {
            foreach (var text in values)
            {
                if (text is null)
                    throw new ArgumentException($"Text {embeddings.Count} of the batch is null.", nameof(values));
                embeddings.Add(new Embedding<float>(Embed(text, cancellationToken)) { ModelId = Model.Model });
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<GeneratedEmbeddings<Embedding<float>>>(cancellationToken);
        }

        return Task.FromResult(embeddings);
    }

    /// <summary>The unit vector of one text.</summary>
    /// <exception cref="OperationCanceledException">Asked to stop, also in the middle of a long text.</exception>
    public float[] Embed(ReadOnlySpan<char> text, CancellationToken cancellationToken = default)
    {
        var counts = FeatureCounts.OfThisThread();
        try
        {
            Features.Count(text, counts, cancellationToken);
            return counts.ToUnitVector(Model.Dimension);
        }
        finally
        {
            counts.Clear();
        }
    }

    /// <inheritdoc />
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null)
            return null;
        return serviceType == typeof(EmbeddingGeneratorMetadata) ? _metadata
            : serviceType == typeof(EmbeddingModel) ? Model
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    /// <summary>Nothing is held.</summary>
    public void Dispose()
    {
    }

    private void RefuseOtherModel(EmbeddingGenerationOptions? options)
    {
        if (options?.ModelId is { } id && id != Model.Model)
            throw new ArgumentException($"This generator makes {Model.Model}, not {id}.", nameof(options));
        if (options?.Dimensions is { } dimensions && dimensions != Model.Dimension)
            throw new ArgumentException($"{Model.Model} has {Model.Dimension} dimensions, not {dimensions}.", nameof(options));
    }
}
