namespace Oracle.Host.Cli.Api;

/// <summary><c>GET /api/audit</c>.</summary>
internal sealed record AuditAnswer(
    string State, long Checked, long Missing, long Stale, long Orphans, long Unretrievable, long Repaired, AuditSamples Samples,
    DateTimeOffset? StartedAt = null, DateTimeOffset? FinishedAt = null, string? Note = null)
{
    public bool IsRunning => State is "running" or "verifying";

    public long Found => Missing + Stale + Orphans + Unretrievable;
}

/// <summary>Up to 100 ids of each kind.</summary>
internal sealed record AuditSamples(
    IReadOnlyList<string> Missing, IReadOnlyList<string> Stale, IReadOnlyList<string> Orphans, IReadOnlyList<string> Unretrievable);
