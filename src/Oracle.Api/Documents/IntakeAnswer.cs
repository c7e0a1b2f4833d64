using System.Text.Json.Serialization;

namespace Oracle.Api.Documents;

/// <summary><c>POST /api/documents</c>; the first three add up to what was posted.</summary>
/// <param name="Accepted">New revisions.</param>
/// <param name="Unchanged">As they were already.</param>
/// <param name="Rejected">What breaks a rule.</param>
/// <param name="Revisions">The revision of each id; absent where more than 1,000 documents were posted.</param>
/// <param name="NotSynced">With <c>waitFor=synced</c>: what Chroma has not confirmed yet.</param>
public sealed record IntakeAnswer(
    int Accepted,
    int Unchanged,
    IReadOnlyList<RejectedDocument> Rejected,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, long>? Revisions = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyCollection<string>? NotSynced = null);

/// <summary>A document that was not taken.</summary>
/// <param name="Index">Its place in what was posted, from 0.</param>
/// <param name="Error">Names the field that is wrong.</param>
/// <param name="Id">Its id; absent where it could not be read.</param>
public sealed record RejectedDocument(int Index, string Error, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Id = null);

/// <summary>What <c>POST /api/documents</c> answers where nothing of it can be stored.</summary>
/// <param name="Rejected">What is wrong with each; absent where the body as a whole is wrong.</param>
public sealed record IntakeProblem([property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<RejectedDocument>? Rejected = null) : Problem;
