using System.Text.Json;
using System.Text.Json.Serialization;

namespace Oracle.Host.Cli.Api;

/// <summary><c>GET /api/stats</c>, as far as it is shown.</summary>
internal sealed record StatsAnswer(
    long Total,
    SyncBlock Sync,
    string ChromaStatus,
    string? FtsStatus = null,
    IReadOnlyDictionary<string, long>? ByType = null,
    DateTimeOffset? LastIndexed = null,
    VectorBlock? Vector = null)
{
    public bool ChromaAnswers => ChromaStatus == "connected";

    /// <summary>
    /// Reads field by field: what the serializer needs to know of a number that may be absent can only be compiled as the
    /// command runs, which takes it longer than the host takes to answer.
    /// </summary>
    /// <exception cref="CommandFailedException">A field is missing or of another kind: a count that is absent must not read as zero.</exception>
    public static StatsAnswer Read(JsonElement answer)
    {
        try
        {
            return new(
                Number(answer, "total"),
                SyncBlock.Read(Field(answer, "sync")),
                Field(answer, "chroma_status").GetString() ?? throw new JsonException("'chroma_status' is null"),
                Given(answer, "fts_status")?.GetString(),
                Given(answer, "by_type")?.EnumerateObject().ToDictionary(type => type.Name, type => type.Value.GetInt64()),
                Given(answer, "last_indexed")?.GetDateTimeOffset(),
                Given(answer, "vector") is { } vector ? VectorBlock.Read(vector) : null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw OracleApi.NotAsAgreed(e);
        }
    }

    internal static long Number(JsonElement of, string name) => Field(of, name).GetInt64();

    internal static JsonElement? Given(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static JsonElement Field(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) ? value : throw new JsonException($"'{name}' is missing");
}

/// <summary>How far Chroma has followed SQLite. <c>synced + pending + failed</c> are all live documents.</summary>
/// <param name="Synced">Confirmed by Chroma in their current revision.</param>
/// <param name="Pending">Due, or on their way.</param>
/// <param name="Failed">Tried without success; the quarantined ones are among them.</param>
/// <param name="Quarantined">Not tried again until they change or somebody retries them.</param>
/// <param name="Deleting">Deleted here, and not yet in Chroma.</param>
/// <param name="LastSyncRun">End of the sweeper's last run, UTC.</param>
/// <param name="OldestPendingSeconds">How long the oldest has been waiting.</param>
/// <param name="Generation">Of the answering collection.</param>
internal sealed record SyncBlock(
    long Synced,
    long Pending,
    long Failed,
    long Quarantined,
    long Deleting,
    DateTimeOffset? LastSyncRun = null,
    double? OldestPendingSeconds = null,
    long? Generation = null)
{
    /// <summary>Ours, and not a field of the contract's.</summary>
    [JsonIgnore]
    public long NotSynced => Pending + Failed;

    internal static SyncBlock Read(JsonElement sync) => new(
        StatsAnswer.Number(sync, "synced"),
        StatsAnswer.Number(sync, "pending"),
        StatsAnswer.Number(sync, "failed"),
        StatsAnswer.Number(sync, "quarantined"),
        StatsAnswer.Number(sync, "deleting"),
        StatsAnswer.Given(sync, "lastSyncRun")?.GetDateTimeOffset(),
        StatsAnswer.Given(sync, "oldestPendingSeconds")?.GetDouble(),
        StatsAnswer.Given(sync, "generation")?.GetInt64());
}

/// <summary>What the collection of the vectors holds.</summary>
/// <param name="Count">Null: Chroma could not be asked.</param>
/// <param name="Collection">Its name; null: there is none.</param>
/// <param name="Unretrievable">Records that no query finds; null: nobody knows.</param>
internal sealed record VectorBlock(long? Count = null, string? Collection = null, long? Unretrievable = null)
{
    internal static VectorBlock Read(JsonElement vector) =>
        new(StatsAnswer.Given(vector, "count")?.GetInt64(), StatsAnswer.Given(vector, "collection")?.GetString(), StatsAnswer.Given(vector, "unretrievable")?.GetInt64());
}
