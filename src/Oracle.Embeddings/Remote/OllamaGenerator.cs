using Microsoft.Extensions.AI;
using OllamaSharp;
using OllamaSharp.Models;

namespace Oracle.Embeddings.Remote;

/// <summary>Asks Ollama. Its client's own generator lets the server cut off what is too long; this one has it refused.</summary>
internal sealed class OllamaGenerator(HttpClient http, string model) : IEmbeddingGenerator<string, Embedding<float>>
{
    private readonly OllamaApiClient _client = new(http, model);

    /// <inheritdoc />
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        var answer = await _client.EmbedAsync(new EmbedRequest { Model = model, Input = [.. values], Truncate = false }, cancellationToken);
        return new GeneratedEmbeddings<Embedding<float>>((answer?.Embeddings ?? []).Select(vector => new Embedding<float>(vector)));
    }

    /// <inheritdoc />
    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    /// <inheritdoc />
    public void Dispose() => _client.Dispose();
}
