using Microsoft.Extensions.AI;
using Oracle.Documents;
using Oracle.Embeddings;

namespace Oracle.Simulation.Tests;

/// <summary>The documents of the simulation, and their vectors, which nobody looks at.</summary>
internal sealed class Texts : IEmbeddingGenerator<string, Embedding<float>>
{
    public static readonly EmbeddingModel Model = new("simulated", "simulated-1", Dimension: 1, IsLexical: true);

    public const int Poisoned = 5;

    public static string Id(int id) => $"d{id}";

    public static DocumentDraft Draft(int id, int text) => new(Id(id), text == Poisoned ? FaultyChroma.Poison : $"text {text}");

    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) =>
        Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(values.Select(_ => new Embedding<float>(new float[] { 1 }))));

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
