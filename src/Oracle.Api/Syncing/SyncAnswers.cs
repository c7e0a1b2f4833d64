using System.Text.Json;
using System.Text.Json.Serialization;

namespace Oracle.Api.Syncing;

/// <summary><c>POST /api/sync/sweep</c>: one run of the sweeper.</summary>
/// <param name="Attempted">Documents that were tried.</param>
/// <param name="Synced">Of these, confirmed by Chroma.</param>
/// <param name="Failed">Of these, not.</param>
/// <param name="Remaining">Documents that are due and were left to the next run.</param>
/// <param name="StartedAt">UTC.</param>
/// <param name="FinishedAt">UTC.</param>
public sealed record SweepAnswer(long Attempted, long Synced, long Failed, long Remaining, DateTimeOffset StartedAt, DateTimeOffset FinishedAt);

/// <summary><c>GET /api/sync/failed</c>.</summary>
/// <param name="Items">A page of them.</param>
/// <param name="Total">How many there are.</param>
public sealed record FailedAnswer(IReadOnlyList<FailedDocument> Items, long Total);

/// <summary>A document that Chroma has not confirmed after several tries.</summary>
/// <param name="Id">The document's.</param>
/// <param name="Kind"><c>unavailable</c>, <c>rejected</c> or <c>embedding</c>.</param>
/// <param name="Error">Why the last try failed.</param>
/// <param name="Attempts">How many there were.</param>
/// <param name="LastAttempt">UTC.</param>
/// <param name="NextAttempt">UTC; null: none is due.</param>
/// <param name="Quarantined">Whether it is not tried again by itself.</param>
public sealed record FailedDocument(
    string Id, string? Kind = null, string? Error = null, long Attempts = 0, DateTimeOffset? LastAttempt = null, DateTimeOffset? NextAttempt = null,
    bool Quarantined = false);

/// <summary>The body of <c>POST /api/sync/retry</c>: one of the two.</summary>
/// <param name="Ids">At most 10,000.</param>
/// <param name="All">Every document that failed.</param>
public sealed record RetryOrder(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Ids = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool All = false);

/// <summary><c>POST /api/sync/retry</c>.</summary>
/// <param name="Retried">Documents that had failed and are due now.</param>
/// <param name="Unknown">Ids that no document has.</param>
public sealed record RetryAnswer(long Retried, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Unknown = null);

/// <summary>An event <c>sync</c> of <c>GET /api/events</c>: documents that were settled.</summary>
/// <param name="Documents">Each with its id, revision and status.</param>
public sealed record SettledEvent(IReadOnlyList<JsonElement>? Documents);

/// <summary>What <c>POST /api/sync/retry</c> answers where no document has any of the ids.</summary>
/// <param name="Unknown">The ids.</param>
public sealed record RetryProblem([property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Unknown = null) : Problem;
