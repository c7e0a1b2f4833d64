using Oracle.Api.Auditing;

namespace Oracle.Cli.Auditing;

/// <summary>What an audit found, for a person.</summary>
internal static class AuditFields
{
    private const int Named = 5;

    public static (string Name, string? Value)[] Of(AuditAnswer audit) =>
    [
        ("compared", $"{audit.Checked:N0}"),
        ("missing", Count(audit.Missing, audit.Samples.Missing)),
        ("stale", Count(audit.Stale, audit.Samples.Stale)),
        ("orphaned", Count(audit.Orphans, audit.Samples.Orphans)),
        ("unretrievable", Count(audit.Unretrievable, audit.Samples.Unretrievable)),
        ("repaired", $"{audit.Repaired:N0}"),
    ];

    private static string Count(long count, IReadOnlyList<string> sample) =>
        count == 0 ? "0" : $"{count:N0} ({string.Join(", ", sample.Take(Named))}{(count > Named ? ", …" : "")})";
}
