using System.Text.Json;
using System.Text.Json.Serialization;

namespace Oracle.Chroma.Wire;

// Answers of the v2 API. What is `required` must be there, else the answer is not Chroma's; what is unknown is passed over,
// as later versions add to it (1.4.4 answers a deletion with a count where 1.0.0 has nothing).

/// <summary>A 200 to a write: any object that does not speak of an error.</summary>
internal sealed record Acknowledgement
{
    public JsonElement? Error { get; init; }
}

internal sealed record HeartbeatAnswer
{
    [JsonPropertyName("nanosecond heartbeat")]
    public required long Nanoseconds { get; init; }
}

internal sealed record PreFlightAnswer
{
    public required int MaxBatchSize { get; init; }

    public bool SupportsBase64Encoding { get; init; }
}

internal sealed record CollectionAnswer
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public ConfigurationAnswer? ConfigurationJson { get; init; }

    public Dictionary<string, MetadataValue>? Metadata { get; init; }

    public int? Dimension { get; init; }

    public ChromaCollection ToCollection() =>
        new(Id, Name, Spaces.Parse(ConfigurationJson?.Hnsw?.Space ?? ConfigurationJson?.Spann?.Space), Dimension, Metadata ?? EmptyMetadata.Instance);
}

/// <summary>One server's index is HNSW, Chroma Cloud's is SPANN.</summary>
internal sealed record ConfigurationAnswer(IndexAnswer? Hnsw, IndexAnswer? Spann);

internal sealed record IndexAnswer(string? Space);

internal sealed record GetAnswer
{
    public required List<string> Ids { get; init; }

    public List<string?>? Documents { get; init; }

    public List<Dictionary<string, MetadataValue>?>? Metadatas { get; init; }

    public List<float[]?>? Embeddings { get; init; }
}

/// <summary>One list for each vector of the query; this client sends one.</summary>
internal sealed record QueryAnswer
{
    public required List<List<string>> Ids { get; init; }

    public required List<List<float?>> Distances { get; init; }

    public List<List<string?>>? Documents { get; init; }

    public List<List<Dictionary<string, MetadataValue>?>>? Metadatas { get; init; }

    public List<List<float[]?>>? Embeddings { get; init; }
}

/// <summary>Chroma's own words for a failure.</summary>
internal sealed record ErrorAnswer
{
    public required string Error { get; init; }

    public required string Message { get; init; }
}
