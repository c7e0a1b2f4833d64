using System.Text.Json.Serialization;

namespace Oracle.Api.Importing;

/// <summary>The body of <c>POST /api/import</c>.</summary>
/// <param name="Path">The old database, absolute.</param>
public sealed record ImportOrder(string Path);

/// <summary><c>POST /api/import</c>: what became of an Oracle V2 database. <c>rows</c> is the sum of taken, unchanged, merged and left out.</summary>
/// <param name="Path">The database.</param>
/// <param name="Rows">How many documents it has, and texts without a document.</param>
/// <param name="Taken">How many documents were stored, new or changed.</param>
/// <param name="Replaced">How many of the taken came in place of an older text that was imported before.</param>
/// <param name="Unchanged">How many were here already, word for word.</param>
/// <param name="Merged">How many are the same as another one, and are stored as that one.</param>
/// <param name="LeftOut">How many are not stored.</param>
/// <param name="Superseded">How many of those that are here now were superseded: they are kept, and found by no search.</param>
/// <param name="OlderTexts">How many texts were passed over because the same document has a later one.</param>
/// <param name="ProjectGiven">How many documents of indexed files, which name no project, got the one that the database has for them.</param>
/// <param name="ByType">How many of those that are here now are of each type.</param>
/// <param name="MergedBecause">Why some were merged.</param>
/// <param name="LeftOutBecause">Why some were left out.</param>
public sealed record ImportAnswer(
    string Path, int Rows, int Taken, int Replaced, int Unchanged, int Merged, int LeftOut, int Superseded, int OlderTexts, int ProjectGiven,
    [property: JsonPropertyName("by_type")] IReadOnlyDictionary<string, int> ByType,
    IReadOnlyList<ImportReason> MergedBecause, IReadOnlyList<ImportReason> LeftOutBecause);

/// <summary>Documents that met one fate for one reason.</summary>
/// <param name="Why">The reason, for a person.</param>
/// <param name="Count">How many.</param>
/// <param name="Samples">The first 100 of them.</param>
public sealed record ImportReason(string Why, int Count, IReadOnlyList<ImportedId> Samples);

/// <summary>A document of the old database.</summary>
/// <param name="Id">Its id there.</param>
/// <param name="Into">The id of the one that it was merged into; absent where it was left out.</param>
public sealed record ImportedId(string Id, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Into = null);
