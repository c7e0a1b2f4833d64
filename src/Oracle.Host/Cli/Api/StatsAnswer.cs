using System.Text.Json.Serialization;

namespace Oracle.Host.Cli.Api;

/// <summary><c>GET /api/stats</c>, as far as it is shown.</summary>
internal sealed record StatsAnswer(
    long Total,
    SyncBlock Sync,
    [property: JsonPropertyName("chroma_status")] string ChromaStatus,
    [property: JsonPropertyName("fts_status")] string? FtsStatus = null,
    [property: JsonPropertyName("by_type")] IReadOnlyDictionary<string, long>? ByType = null,
    [property: JsonPropertyName("last_indexed")] DateTimeOffset? LastIndexed = null,
    VectorBlock? Vector = null)
{
    public bool ChromaAnswers => ChromaStatus == "connected";
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
}

internal sealed record VectorBlock(bool Enabled = false, long? Count = null, string? Collection = null);
