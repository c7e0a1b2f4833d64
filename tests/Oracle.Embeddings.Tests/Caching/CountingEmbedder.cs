using Microsoft.Extensions.AI;

namespace Oracle.Embeddings.Tests.Caching;

/// <summary>Gives every text a vector that can be told from others', and remembers what it was asked.</summary>
internal sealed class CountingEmbedder(EmbeddingModel? model = null) : IEmbeddingGenerator<string, Embedding<float>>
{
    public static readonly EmbeddingModel Fake = new("fake", "fake-v1", 4, IsLexical: false);

    private readonly Lock _gate = new();
    private readonly List<string[]> _calls = [];

    public EmbeddingModel Model { get; } = model ?? Fake;

    public bool IsDisposed { get; private set; }

    /// <summary>What each call asked for, in its order.</summary>
    public IReadOnlyList<string[]> Calls
    {
        get
        {
            lock (_gate)
                return [.. _calls];
        }
    }

    public IEnumerable<string> Texts => Calls.SelectMany(texts => texts);

    /// <summary>The vector of a text, or an exception in place of all vectors of the call.</summary>
    public Func<string, float[]> Vector { get; set; } = VectorOf;

    /// <summary>Stands before each answer.</summary>
    public Func<CancellationToken, Task> Gate { get; set; } = _ => Task.CompletedTask;

    /// <summary>So many vectors of a call are lost.</summary>
    public int Lost { get; set; }

    public static float[] VectorOf(string text) => Of(text, Fake.Dimension);

    public static float[] Of(string text, int dimension)
    {
        var random = new Random(text.Aggregate(17, (sum, c) => unchecked((sum * 31) + c)));
        return [.. Enumerable.Range(0, dimension).Select(_ => random.NextSingle() - 0.5f)];
    }

    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        var texts = values.ToArray();
        lock (_gate)
            _calls.Add(texts);
        await Gate(cancellationToken);
        return new GeneratedEmbeddings<Embedding<float>>(texts.Skip(Lost).Select(text => new Embedding<float>(Vector(text))));
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceType == typeof(EmbeddingModel) ? Model : null;

    public void Dispose() => IsDisposed = true;
}
