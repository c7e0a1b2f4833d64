using System.Text.Json.Nodes;

namespace Oracle.Chroma.Wire;

// Request bodies of the v2 API, named as Chroma names them (snake_case by WireJson).

internal sealed record CreateBody(
    string Name,
    bool GetOrCreate,
    IReadOnlyDictionary<string, MetadataValue>? Metadata,
    CreateConfiguration Configuration);

internal sealed record CreateConfiguration(CreateHnsw Hnsw);

/// <param name="Space">How vectors are compared.</param>
/// <param name="MaxNeighbors">
/// With Chroma's own 16, the index has no way to some vectors that are about equally far from each other, as texts from
/// one template have: stored, and found by no query. A collection that exists keeps what it was made with.
/// </param>
internal sealed record CreateHnsw(string Space, int MaxNeighbors)
{
    /// <summary>
    /// Looked at while a vector finds its neighbours. At least twice <see cref="MaxNeighbors"/>, which is what a node of the lowest
    /// layer has: with Chroma's own 100, writing a vector over another takes four times as long and costs others their place.
    /// </summary>
    public int EfConstruction { get; } = Math.Max(100, MaxNeighbors * 25 / 8);

    /// <summary>Looked at while a query is answered.</summary>
    public int EfSearch { get; } = Math.Max(100, MaxNeighbors * 25 / 8);
}

internal sealed record ModifyBody(string? NewName, IReadOnlyDictionary<string, MetadataValue>? NewMetadata);

internal sealed record UpsertBody<TVector>(
    IEnumerable<string> Ids,
    IEnumerable<TVector> Embeddings,
    IEnumerable<string?> Documents,
    IEnumerable<IReadOnlyDictionary<string, MetadataValue>> Metadatas);

internal sealed record UpdateBody(
    IEnumerable<string> Ids,
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
