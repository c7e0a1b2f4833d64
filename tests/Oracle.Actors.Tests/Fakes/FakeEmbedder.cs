using System.Collections.Concurrent;
using Microsoft.Extensions.AI;
using Oracle.Embeddings;

namespace Oracle.Actors.Tests.Fakes;

/// <summary>Gives every text a vector, unless it is told otherwise.</summary>
internal sealed class FakeEmbedder(Traffic traffic) : IEmbeddingGenerator<string, Embedding<float>>
{
    public const int Dimension = 4;

    /// <summary>Lexical: its vectors may be alike.</summary>
    public static readonly EmbeddingModel Model = new("fake", "fake-1", Dimension, IsLexical: true);

    private int _texts;

    public Gate Gate { get; } = new(traffic);

    /// <summary>The vector of a text, or an exception in place of all vectors of the request.</summary>
    public Func<string, float[]> Vector { get; set; } = text => [1, text.Length, 3, 4];

    /// <summary>What becomes of the vectors of one request before they are handed over.</summary>
    public Func<List<float[]>, List<float[]>> Hand { get; set; } = vectors => vectors;

    /// <summary>Texts that a cache before it could have answered.</summary>
    public ConcurrentQueue<string> Cacheable { get; } = new();

    /// <summary>How many texts were handed in.</summary>
    public int Texts => Volatile.Read(ref _texts);

    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) =>
        traffic.During(async () =>
        {
            var texts = values.ToList();
            Interlocked.Add(ref _texts, texts.Count);
            foreach (var text in options is null ? texts : [])
                Cacheable.Enqueue(text);
            await Gate.PassAsync(cancellationToken);
            var vectors = Hand([.. texts.Select(Vector)]);
            return new GeneratedEmbeddings<Embedding<float>>(vectors.Select(vector => new Embedding<float>(vector)));
        });

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
