using System.Text.Json.Serialization;

namespace Oracle.Host.Mcp;

/// <summary>A hit as assistants get it: Oracle V2's fields, and what of ours they need to judge it.</summary>
/// <param name="Id">The document's.</param>
/// <param name="Type">Such as <c>note</c> or <c>learning</c>.</param>
/// <param name="Title">Of the note; null where it has none.</param>
/// <param name="Content">The beginning of the text, up to 500 characters.</param>
/// <param name="SourceFile">The file it was read from; empty where there is none.</param>
/// <param name="Concepts">What it is about.</param>
/// <param name="Score">0 to 1.</param>
/// <param name="Source"><c>fts</c>, <c>vector</c> or <c>hybrid</c>.</param>
/// <param name="Project">Null where it belongs to none.</param>
/// <param name="Distance">Cosine distance, 0 to 2; absent where vectors did not find it.</param>
/// <param name="SourceState"><c>unreadable</c> where its file cannot be read at present, so that the text may be old; else absent.</param>
/// <param name="Since">Since when.</param>
internal sealed record FoundNote(
    string Id, string Type, string? Title, string Content, [property: JsonPropertyName("source_file")] string SourceFile, IReadOnlyList<string> Concepts,
    double Score, string Source, string? Project,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Distance,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), JsonPropertyName("source_state")] string? SourceState,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? Since);
