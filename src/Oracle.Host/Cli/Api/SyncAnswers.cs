using System.Text.Json;

namespace Oracle.Host.Cli.Api;

/// <summary><c>POST /api/sync/sweep</c>.</summary>
internal sealed record SweepAnswer(long Attempted, long Synced, long Failed, long Remaining, DateTimeOffset StartedAt, DateTimeOffset FinishedAt);

/// <summary><c>GET /api/sync/failed</c>.</summary>
internal sealed record FailedAnswer(IReadOnlyList<FailedDocument> Items, long Total);

internal sealed record FailedDocument(
    string Id, string? Kind = null, string? Error = null, long Attempts = 0, DateTimeOffset? NextAttempt = null, bool Quarantined = false);

/// <summary><c>POST /api/sync/retry</c>.</summary>
/// <param name="Retried">Documents that had failed and are due now.</param>
/// <param name="Unknown">Ids that no document has.</param>
internal sealed record RetryAnswer(long Retried, IReadOnlyList<string>? Unknown = null);

/// <summary>An event <c>sync</c> of <c>GET /api/events</c>: documents that were settled.</summary>
internal sealed record SettledEvent(IReadOnlyList<JsonElement>? Documents);
