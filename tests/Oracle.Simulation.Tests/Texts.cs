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

    // Two of them differ from text 2 in their labels alone.
    private static readonly Labels Titled = new("title 3");
    private static readonly Labels Otherwise = new(Aliases: ["alias 4"], Tags: ["tag"], HeadingPath: "heading");

    public static DocumentDraft Draft(int id, int text) => text switch
    {
        Poisoned => new(Id(id), FaultyChroma.Poison),
        3 => new(Id(id), "text 2") { Labels = Titled },
        4 => new(Id(id), "text 2") { Labels = Otherwise },
        _ => new(Id(id), $"text {text}"),
    };

    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) =>
        Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(values.Select(_ => new Embedding<float>(new float[] { 1 }))));

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
