using Microsoft.Extensions.AI;

namespace Oracle.Embeddings;

/// <summary>A generator of vectors, and whose they are.</summary>
public sealed record Embedder(IEmbeddingGenerator<string, Embedding<float>> Generator, EmbeddingModel Model);
