using System.Text.Json.Serialization;

namespace Oracle.Host.Cli.Api;

/// <summary><c>GET /api/reindex</c>.</summary>
/// <param name="State"><c>idle</c>, <c>running</c>, <c>verifying</c>, <c>done</c> or <c>failed</c>.</param>
/// <param name="Generation">That is written, or was last.</param>
/// <param name="Done">Documents that the collection holds as they are now.</param>
/// <param name="Total">Live documents.</param>
/// <param name="StartedAt">Null: there was none.</param>
/// <param name="Error">Why it failed, or why it makes no headway at this moment.</param>
/// <param name="Kind"><c>renew</c>, <c>move</c> or <c>rollback</c>.</param>
/// <param name="Model">Whose vectors are written.</param>
/// <param name="Collection">Where they are written to.</param>
/// <param name="FinishedAt">Null while it is under way.</param>
/// <param name="Kept">The collection that a rollback would go back to.</param>
/// <param name="Advice">What a person should do.</param>
internal sealed record ReindexStatus(
    string State, long Generation, long Done, long Total,
    DateTimeOffset? StartedAt = null, string? Error = null, string? Kind = null, string? Model = null, string? Collection = null,
    DateTimeOffset? FinishedAt = null, string? Kept = null, string? Advice = null)
{
    /// <summary>Ours, and not a field of the contract's.</summary>
    [JsonIgnore]
    public bool IsActive => State is "running" or "verifying";
}

/// <summary>What <c>POST /api/reindex</c> answers to a dry run.</summary>
internal sealed record ReindexEstimate(string Kind, string From, string Model, long Documents, long Cached, long ToEmbed, long Bytes);
