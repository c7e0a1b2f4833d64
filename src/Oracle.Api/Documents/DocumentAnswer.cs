using System.Text.Json.Serialization;

namespace Oracle.Api.Documents;

/// <summary><c>GET /api/documents/{id}</c>: a document, and how its vector stands.</summary>
/// <param name="Id">1 to 512 bytes of UTF-8 in NFC.</param>
/// <param name="Type">Such as <c>note</c>, <c>learning</c> or <c>principle</c>.</param>
/// <param name="Content">Its text, 1 byte to 8 MiB.</param>
/// <param name="SourceFile">The file it was read from; empty where there is none.</param>
/// <param name="Concepts">What it is about.</param>
/// <param name="Sync">How its vector stands.</param>
/// <param name="Title">Null where it has none.</param>
/// <param name="Aliases">Other names of the note.</param>
/// <param name="Tags">Null where it has none.</param>
/// <param name="HeadingPath">The headings above it.</param>
/// <param name="SectionId">Of the section whose passage it is.</param>
/// <param name="Passage">Which passage of how many, such as <c>2/5</c>.</param>
/// <param name="Project">Null where it belongs to none.</param>
/// <param name="CreatedBy">Who brought it.</param>
/// <param name="CreatedAt">When it was first stored, UTC.</param>
/// <param name="UpdatedAt">When it was last changed, UTC.</param>
/// <param name="ContentHash">SHA-256, hex, of all that is embedded or searched.</param>
/// <param name="Revision">From one rising counter of the store.</param>
/// <param name="SourceState"><c>unreadable</c> where its file cannot be read at present, else null.</param>
/// <param name="Since">Since when.</param>
public sealed record DocumentAnswer(
    string Id, string Type, string Content, [property: JsonPropertyName("source_file")] string SourceFile, IReadOnlyList<string> Concepts, DocumentSync Sync,
    string? Title = null, IReadOnlyList<string>? Aliases = null, IReadOnlyList<string>? Tags = null,
    [property: JsonPropertyName("heading_path")] string? HeadingPath = null, [property: JsonPropertyName("section_id")] string? SectionId = null,
    string? Passage = null, string? Project = null, [property: JsonPropertyName("created_by")] string? CreatedBy = null,
    [property: JsonPropertyName("created_at")] DateTimeOffset? CreatedAt = null, [property: JsonPropertyName("updated_at")] DateTimeOffset? UpdatedAt = null,
    [property: JsonPropertyName("content_hash")] string? ContentHash = null, long Revision = 0,
    [property: JsonPropertyName("source_state")] string? SourceState = null, DateTimeOffset? Since = null);

/// <summary>How the vector of one document stands.</summary>
/// <param name="Status"><c>pending</c>, <c>synced</c> or <c>failed</c>.</param>
/// <param name="Revision">The document's.</param>
/// <param name="SyncedRevision">What Chroma last confirmed; null: nothing.</param>
/// <param name="Attempts">Tries since it was last confirmed or changed.</param>
/// <param name="LastAttempt">UTC; null: never tried.</param>
/// <param name="NextAttempt">UTC; null: none is due.</param>
/// <param name="Error">Why the last try failed.</param>
/// <param name="Kind"><c>unavailable</c>, <c>rejected</c> or <c>embedding</c>.</param>
public sealed record DocumentSync(
    string Status, long? Revision = null, long? SyncedRevision = null, long Attempts = 0, DateTimeOffset? LastAttempt = null,
    DateTimeOffset? NextAttempt = null, string? Error = null, string? Kind = null);

/// <summary><c>DELETE /api/documents/{id}</c>.</summary>
/// <param name="Id">Of the document that is deleted.</param>
/// <param name="Revision">That its deletion has.</param>
public sealed record DeletedAnswer(string Id, long Revision);
