using System.Text.Json.Nodes;

namespace Oracle.Chroma.Wire;

// Request bodies of the v2 API, named as Chroma names them (snake_case by WireJson).

internal sealed record CreateBody(
    string Name,
    bool GetOrCreate,
    IReadOnlyDictionary<string, MetadataValue>? Metadata,
    CreateConfiguration Configuration);

internal sealed record CreateConfiguration(CreateHnsw Hnsw);

internal sealed record CreateHnsw(string Space);

internal sealed record ModifyBody(string? NewName, IReadOnlyDictionary<string, MetadataValue>? NewMetadata);

internal sealed record UpsertBody<TVector>(
    IEnumerable<string> Ids,
    IEnumerable<TVector> Embeddings,
    IEnumerable<string?> Documents,
    IEnumerable<IReadOnlyDictionary<string, MetadataValue>> Metadatas);

internal sealed record GetBody(
    IReadOnlyCollection<string>? Ids,
    JsonObject? Where,
    int? Limit,
    int? Offset,
    IReadOnlyList<string> Include);

internal sealed record QueryBody(
    IReadOnlyList<ReadOnlyMemory<float>> QueryEmbeddings,
    int NResults,
    JsonObject? Where,
    IReadOnlyList<string> Include);

internal sealed record DeleteBody(IReadOnlyCollection<string> Ids);
