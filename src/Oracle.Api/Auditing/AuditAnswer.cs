using System.Text.Json.Serialization;

namespace Oracle.Api.Auditing;

/// <summary>The body of <c>POST /api/audit</c>.</summary>
/// <param name="Repair">Whether it mends what it finds.</param>
/// <param name="Force">Whether it also removes what is too much to be removed without a word; only with <paramref name="Repair"/>.</param>
/// <param name="Probe">How many documents to ask for by their own vectors; null: all.</param>
public sealed record AuditOrder(bool Repair = false, bool Force = false, int? Probe = null);

/// <summary><c>GET /api/audit</c>: the audit that runs, or the last one.</summary>
/// <param name="State"><c>idle</c>, <c>running</c>, <c>verifying</c>, <c>done</c> or <c>failed</c>.</param>
/// <param name="Checked">Documents and records that were compared.</param>
/// <param name="Missing">Documents without their record.</param>
/// <param name="Stale">Records of an older revision.</param>
/// <param name="Orphans">Records without a document.</param>
/// <param name="Unretrievable">Records that their own vector does not find.</param>
/// <param name="Repaired">How many of these were mended.</param>
/// <param name="Samples">Up to 100 ids of each kind.</param>
/// <param name="StartedAt">UTC; null: there was none.</param>
/// <param name="FinishedAt">UTC; null while it runs.</param>
/// <param name="Note">What a person should know of it.</param>
public sealed record AuditAnswer(
    string State, long Checked, long Missing, long Stale, long Orphans, long Unretrievable, long Repaired, AuditSamples Samples,
    DateTimeOffset? StartedAt = null, DateTimeOffset? FinishedAt = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Note = null)
{
    /// <summary>Whether it is under way. No field of the answer.</summary>
    [JsonIgnore]
    public bool IsRunning => State is "running" or "verifying";

    /// <summary>All differences. No field of the answer.</summary>
    [JsonIgnore]
    public long Found => Missing + Stale + Orphans + Unretrievable;
}

/// <summary>Up to 100 ids of each kind.</summary>
/// <param name="Missing">Documents without their record.</param>
/// <param name="Stale">Records of an older revision.</param>
/// <param name="Orphans">Records without a document.</param>
/// <param name="Unretrievable">Records that their own vector does not find.</param>
public sealed record AuditSamples(
    IReadOnlyList<string> Missing, IReadOnlyList<string> Stale, IReadOnlyList<string> Orphans, IReadOnlyList<string> Unretrievable);

/// <summary>What <c>POST /api/audit</c> answers while an audit runs.</summary>
/// <param name="State">That one's.</param>
/// <param name="Checked">Documents and records that it has compared.</param>
/// <param name="StartedAt">When it began, UTC.</param>
public sealed record AuditProblem(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? State = null, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Checked = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? StartedAt = null) : Problem;
