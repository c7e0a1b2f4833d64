using System.Text.Json.Serialization;

namespace Oracle.Api.Searching;

/// <summary><c>GET /api/search</c>: a page of results.</summary>
/// <param name="Results">Best first.</param>
/// <param name="Total">How many could be paged through; it counts to 1,000.</param>
/// <param name="Limit">Results of this page at most, 1 to 100.</param>
/// <param name="Offset">How many were passed over.</param>
/// <param name="Mode"><c>hybrid</c>, <c>fts</c> or <c>vector</c>.</param>
/// <param name="Query">The query as it was understood: without what looks like an element of HTML and without control characters.</param>
/// <param name="VectorAvailable">Whether vectors were there to be asked, wherever they were wanted.</param>
/// <param name="Degraded">Whether a leg of the search is missing.</param>
/// <param name="Coverage">Share of live documents that are synced, 0 to 1.</param>
/// <param name="Pending">Live documents on their way.</param>
/// <param name="Warning">What is missing, and why; absent where nothing is.</param>
public sealed record SearchAnswer(
    IReadOnlyList<SearchHit> Results, long Total, int Limit, int Offset, string Mode, string Query, bool VectorAvailable, bool Degraded,
    double Coverage, long Pending, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Warning = null);

/// <summary>One result. A section shows once, by its best passage.</summary>
/// <param name="Id">The document's.</param>
/// <param name="Type">Such as <c>note</c>, <c>learning</c> or <c>principle</c>.</param>
/// <param name="Snippet">HTML: the text around what was found, which stands within <c>mark</c> elements.</param>
/// <param name="SourceFile">The file it was read from; empty where there is none.</param>
/// <param name="Concepts">What it is about.</param>
/// <param name="Source">Which leg found it: <c>fts</c>, <c>vector</c> or <c>hybrid</c>.</param>
/// <param name="Score">0 to 1; it never rises down a list.</param>
/// <param name="Title">Of the note; null where it has none.</param>
/// <param name="Content">The whole text; absent with <c>content=none</c>.</param>
/// <param name="Tags">Null where it has none.</param>
/// <param name="HeadingPath">The headings above it.</param>
/// <param name="Project">Null where it belongs to none.</param>
/// <param name="Distance">Cosine distance of its vector from the query's, 0 to 2; absent where that leg did not find it.</param>
/// <param name="SectionId">Of the section whose passage it is; absent where a section is one document.</param>
/// <param name="Passage">Which passage of how many, such as <c>2/5</c>.</param>
/// <param name="More">How many further passages of its section were found.</param>
/// <param name="SourceState"><c>unreadable</c> where its file cannot be read at present.</param>
/// <param name="Since">Since when.</param>
public sealed record SearchHit(
    string Id, string Type, string Snippet, [property: JsonPropertyName("source_file")] string SourceFile, IReadOnlyList<string> Concepts,
    string Source, double Score, string? Title = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Content = null,
    IReadOnlyList<string>? Tags = null, [property: JsonPropertyName("heading_path")] string? HeadingPath = null, string? Project = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Distance = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), JsonPropertyName("section_id")] string? SectionId = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Passage = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? More = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), JsonPropertyName("source_state")] string? SourceState = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? Since = null);
