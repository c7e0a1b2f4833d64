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
    string? Project = null,
    string? Title = null,
    IReadOnlyList<string>? Aliases = null,
    IReadOnlyList<string>? Tags = null,
    [property: JsonPropertyName("heading_path")] string? HeadingPath = null,
    [property: JsonPropertyName("section_id")] string? SectionId = null,
    string? Passage = null);

internal sealed record DocumentSync(
    string Status,
    long? Revision = null,
    long? SyncedRevision = null,
    long Attempts = 0,
    DateTimeOffset? LastAttempt = null,
    DateTimeOffset? NextAttempt = null,
    string? Error = null,
    string? Kind = null);
