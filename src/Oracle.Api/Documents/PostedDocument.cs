using System.Text.Json.Serialization;

namespace Oracle.Api.Documents;

/// <summary>A document as it is posted to <c>/api/documents</c>. It replaces the whole document of that id.</summary>
/// <param name="Id">1 to 512 bytes of UTF-8 in NFC, without control characters.</param>
/// <param name="Content">Its text, 1 byte to 8 MiB, without NUL.</param>
/// <param name="Type">Such as <c>note</c>, which it is where nothing is said, <c>learning</c> or <c>principle</c>.</param>
/// <param name="SourceFile">The file it comes from.</param>
/// <param name="Concepts">What it is about, at most 256. One text with commas is taken, too.</param>
/// <param name="Project">Such as <c>github.com/owner/repository</c>; null: of none.</param>
/// <param name="CreatedBy">Who brings it.</param>
/// <param name="Title">Of the note.</param>
/// <param name="Aliases">Other names of the note, at most 256. One text with commas is taken, too.</param>
/// <param name="Tags">At most 256. One text with commas is taken, too.</param>
/// <param name="HeadingPath">The headings above it.</param>
/// <param name="SectionId">Of the section whose passage it is; only together with <paramref name="Passage"/>.</param>
/// <param name="Passage">Which passage of how many, such as <c>2/5</c>.</param>
public sealed record PostedDocument(
    string Id, string Content, string? Type = null, [property: JsonPropertyName("source_file")] string? SourceFile = null, IReadOnlyList<string>? Concepts = null,
    string? Project = null, [property: JsonPropertyName("created_by")] string? CreatedBy = null, string? Title = null, IReadOnlyList<string>? Aliases = null,
    IReadOnlyList<string>? Tags = null, [property: JsonPropertyName("heading_path")] string? HeadingPath = null,
    [property: JsonPropertyName("section_id")] string? SectionId = null, string? Passage = null);
