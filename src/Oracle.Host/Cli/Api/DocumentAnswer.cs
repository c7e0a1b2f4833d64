using System.Text.Json.Serialization;

namespace Oracle.Host.Cli.Api;

/// <summary><c>GET /api/documents</c>, as far as it is shown.</summary>
internal sealed record DocumentAnswer(
    string Id,
    string Type,
    string Content,
    DocumentSync Sync,
    [property: JsonPropertyName("source_file")] string? SourceFile = null,
    IReadOnlyList<string>? Concepts = null,
    string? Project = null);

internal sealed record DocumentSync(
    string Status,
    long? Revision = null,
    long? SyncedRevision = null,
    long Attempts = 0,
    DateTimeOffset? LastAttempt = null,
    DateTimeOffset? NextAttempt = null,
    string? Error = null,
    string? Kind = null);
