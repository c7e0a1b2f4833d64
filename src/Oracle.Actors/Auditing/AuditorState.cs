using Oracle.Actors.Inspecting;

namespace Oracle.Actors.Auditing;

/// <summary>What Auditor does.</summary>
/// <param name="Job">The audit under way; null: none is.</param>
/// <param name="WaitsFor">What it waits for; null: nothing.</param>
/// <param name="Last">The last one that ended; null: there was none.</param>
internal sealed record AuditorState(AuditJob? Job, string? WaitsFor, Audit.Result? Last) : IActorState
{
    /// <summary>The timer of the next audit.</summary>
    public const string DueTimer = "AuditDue";

    /// <summary>It does not know yet what it did before.</summary>
    public static readonly IActorState Recovering = new Said("reading its journal");

    /// <inheritdoc />
    public string InWords(Glance glance)
    {
        if (Job is null)
        {
            var next = glance.Until(DueTimer) is { } until ? $"; looks again in {Spans.Of(until)}" : "";
            return $"idle; {(Last?.FinishedAt is { } last ? $"last audit ended {Spans.At(last)}" : "no audit yet")}{next}";
        }

        var at = Job.Phase switch
        {
            AuditPhase.Documents => $"auditing: {Job.Checked:N0} of {Math.Max(Job.Total, Job.Checked):N0} compared",
            AuditPhase.Records => $"auditing: {Job.Position.Offset:N0} records looked up in SQLite",
            AuditPhase.Orphans => $"auditing: {Job.ToRemove.Count:N0} orphaned records still to be removed",
            AuditPhase.Unretrievable => $"auditing: {Job.ToRenew.Count:N0} records still to be written anew",
            _ => "auditing: writing down the result",
        };
        return WaitsFor is null ? at : $"{at}; waiting: {WaitsFor}";
    }
}
