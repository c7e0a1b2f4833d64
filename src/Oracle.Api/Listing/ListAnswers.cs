using System.Text.Json.Serialization;

namespace Oracle.Api.Listing;

/// <summary><c>GET /api/list</c>: documents, the one that was indexed last first. As in Oracle V2.</summary>
/// <param name="Results">A page of them.</param>
/// <param name="Total">Different files, or documents with <c>group=false</c>.</param>
/// <param name="Offset">How many were passed over.</param>
/// <param name="Limit">Of the page.</param>
public sealed record ListAnswer(IReadOnlyList<ListEntry> Results, long Total, int Offset, int Limit);

/// <summary>A document of a list.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Type">Its type.</param>
/// <param name="Content">Its whole text.</param>
/// <param name="SourceFile">Its file; empty where it has none.</param>
/// <param name="Concepts">What it is about.</param>
/// <param name="Project">Null where it belongs to none.</param>
/// <param name="IndexedAt">When it was last accepted, in Unix ms.</param>
/// <param name="Title">Of the note; null where it has none.</param>
public sealed record ListEntry(
    string Id, string Type, string Content, [property: JsonPropertyName("source_file")] string SourceFile, IReadOnlyList<string> Concepts, string? Project,
    [property: JsonPropertyName("indexed_at")] long IndexedAt, string? Title = null);

/// <summary><c>GET /api/doc/{id}</c>: a document as Oracle V2 has it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Type">Its type.</param>
/// <param name="Content">Its whole text.</param>
/// <param name="SourceFile">Its file; empty where it has none.</param>
/// <param name="Concepts">What it is about.</param>
/// <param name="Project">Null where it belongs to none.</param>
public sealed record DocAnswer(
    string Id, string Type, string Content, [property: JsonPropertyName("source_file")] string SourceFile, IReadOnlyList<string> Concepts, string? Project);

/// <summary><c>GET /api/reflect</c>: any principle or learning. Where there is none, only <paramref name="Error"/>.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Type">Its type.</param>
/// <param name="Content">Its whole text.</param>
/// <param name="SourceFile">Its file; empty where it has none.</param>
/// <param name="Concepts">What it is about.</param>
/// <param name="Error"><c>No documents found</c>, with status 200, as in Oracle V2.</param>
public sealed record ReflectAnswer(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Id = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Type = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Content = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), JsonPropertyName("source_file")] string? SourceFile = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Concepts = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Error = null);

/// <summary><c>GET /api/concepts</c>.</summary>
/// <param name="Concepts">The most used.</param>
/// <param name="TotalUnique">How many different ones there are.</param>
/// <param name="FilterType">The type that was asked for, or <c>all</c>.</param>
public sealed record ConceptsAnswer(
    IReadOnlyList<Status.ConceptBlock> Concepts, [property: JsonPropertyName("total_unique")] long TotalUnique, [property: JsonPropertyName("filter_type")] string FilterType);

/// <summary><c>GET /api/similar</c>.</summary>
/// <param name="Results">Nearest first, the document itself left out.</param>
/// <param name="DocId">The document that was asked for.</param>
/// <param name="Error">Why there are none; absent where they could be looked for.</param>
public sealed record SimilarAnswer(
    IReadOnlyList<Searching.SearchHit> Results, string DocId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Error = null);

/// <summary><c>GET /api/read</c>: a whole file, or a whole document.</summary>
/// <param name="Content">The file as it is on disk, or the document's text where there is no file to read.</param>
/// <param name="SourceFile">The file; empty where there is none.</param>
/// <param name="ResolvedPath">Where it lies, absolute; null where it is not on disk.</param>
/// <param name="Source"><c>file</c>, or <c>fts_cache</c> where it is what the store holds.</param>
/// <param name="Project">Absent where it belongs to none.</param>
/// <param name="SourceState"><c>unreadable</c> where its file cannot be read at present, and this is what it said before; else absent.</param>
/// <param name="Since">Since when.</param>
public sealed record ReadAnswer(
    string Content, [property: JsonPropertyName("source_file")] string SourceFile, [property: JsonPropertyName("resolved_path")] string? ResolvedPath, string Source,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Project = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), JsonPropertyName("source_state")] string? SourceState = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? Since = null);

/// <summary>The body of <c>POST /api/doc</c>.</summary>
/// <param name="Id">Made of the time where it is absent.</param>
/// <param name="Type">Such as <c>note</c> or <c>learning</c>.</param>
/// <param name="Content">1 byte to 8 MiB.</param>
/// <param name="Concepts">A list, or one text with commas.</param>
/// <param name="SourceFile"><c>imported/ID.md</c> where it is absent.</param>
/// <param name="Project">Null: of none.</param>
public sealed record DocOrder(
    string? Id, string Type, string Content, IReadOnlyList<string>? Concepts = null, [property: JsonPropertyName("source_file")] string? SourceFile = null, string? Project = null);

/// <summary>The body of <c>PATCH /api/doc/{id}</c>; what is absent stays.</summary>
/// <param name="Content">The new text.</param>
/// <param name="Concepts">The new concepts.</param>
public sealed record DocChange(string? Content = null, IReadOnlyList<string>? Concepts = null);

/// <summary><c>POST /api/doc</c> and <c>PATCH /api/doc/{id}</c>.</summary>
/// <param name="Ok">Always true.</param>
/// <param name="Id">The document's.</param>
public sealed record DocStoredAnswer(bool Ok, string Id);

/// <summary>What <c>GET /api/similar</c> answers where nothing can be looked for, with the two fields that Oracle V2's clients read.</summary>
/// <param name="Results">None.</param>
/// <param name="DocId">The document that was asked for.</param>
public sealed record SimilarProblem(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<Searching.SearchHit>? Results = null, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? DocId = null) : Problem;
