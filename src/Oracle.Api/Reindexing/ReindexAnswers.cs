using System.Text.Json.Serialization;

namespace Oracle.Api.Reindexing;

/// <summary>The body of <c>POST /api/reindex</c>.</summary>
/// <param name="Model">The model to embed with; null: the configured one.</param>
/// <param name="DryRun">Only say what it would take.</param>
public sealed record ReindexOrder(string? Model = null, bool DryRun = false);

/// <summary><c>GET /api/reindex</c>, and the event of the same name.</summary>
/// <param name="State"><c>idle</c>, <c>running</c>, <c>verifying</c>, <c>done</c>, <c>failed</c> or <c>cancelled</c>.</param>
/// <param name="Generation">That is written, or was last.</param>
/// <param name="Done">Documents that the collection holds as they are now.</param>
/// <param name="Total">Live documents.</param>
/// <param name="StartedAt">UTC; null: there was none.</param>
/// <param name="Kind"><c>renew</c>, <c>move</c> or <c>rollback</c>.</param>
/// <param name="Model">Whose vectors are written.</param>
/// <param name="Collection">Where they are written to.</param>
/// <param name="Error">Why it failed, or why it makes no headway at this moment.</param>
/// <param name="FinishedAt">UTC; absent while it is under way.</param>
/// <param name="Kept">The collection that a rollback would go back to.</param>
/// <param name="Advice">What a person should do.</param>
public sealed record ReindexAnswer(
    string State, long Generation, long Done, long Total, DateTimeOffset? StartedAt = null, string? Kind = null, string? Model = null, string? Collection = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Error = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? FinishedAt = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Kept = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Advice = null)
{
    /// <summary>Whether it is under way. No field of the answer.</summary>
    [JsonIgnore]
    public bool IsActive => State is "running" or "verifying";
}

/// <summary>What <c>POST /api/reindex</c> answers to a dry run.</summary>
/// <param name="Kind"><c>renew</c> or <c>move</c>.</param>
/// <param name="From">The model that answers now.</param>
/// <param name="Model">The model that would.</param>
/// <param name="Documents">That would be written.</param>
/// <param name="Cached">Vectors of these that are there already.</param>
/// <param name="ToEmbed">Vectors of these that are not.</param>
/// <param name="Bytes">What their vectors take.</param>
public sealed record ReindexEstimate(string Kind, string From, string Model, long Documents, long Cached, long ToEmbed, long Bytes);

/// <summary>What asking for a re-index answers while one runs, or where there is nothing to do; of the one that runs it has the fields of <see cref="ReindexAnswer"/>.</summary>
/// <param name="State"><c>running</c> or <c>verifying</c>.</param>
/// <param name="Generation">That is written.</param>
/// <param name="Done">Documents that the collection holds as they are now.</param>
/// <param name="Total">Live documents.</param>
/// <param name="StartedAt">When it began, UTC.</param>
/// <param name="Kind"><c>renew</c>, <c>move</c> or <c>rollback</c>.</param>
/// <param name="Model">Whose vectors are written.</param>
/// <param name="Collection">Where they are written to.</param>
public sealed record ReindexProblem(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? State = null, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Generation = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Done = null, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Total = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? StartedAt = null, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Kind = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Model = null, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Collection = null) : Problem;
