using Oracle.Api.Auditing;
using Oracle.Api.Importing;
using Oracle.Api.Indexing;
using Oracle.Api.Reindexing;

namespace Oracle.Host.Http.Examples;

/// <summary>Examples of what takes its time: re-indexes, audits, index runs, imports.</summary>
internal static class RunExamples
{
    public static ReindexAnswer Reindex() => new("running", 2, 250, 1_000, Moments.Before, "move", "all-MiniLM-L6-v2", "oracle_knowledge_g2");

    public static ReindexAnswer Rollback() => new("running", 1, 0, 1_000, Moments.Before, "rollback", "snowflake-arctic-embed-xs", "oracle_knowledge");

    public static ReindexAnswer Cancelled() => new("cancelled", 2, 0, 1_000, Moments.Before, "move", "all-MiniLM-L6-v2", "oracle_knowledge_g2", FinishedAt: Moments.Now);

    public static ReindexEstimate Estimate() => new("move", "snowflake-arctic-embed-xs", "all-MiniLM-L6-v2", 1_000, 0, 1_000, 1_536_000);

    public static AuditAnswer AuditBegun() => new("running", 0, 0, 0, 0, 0, 0, new AuditSamples([], [], [], []), Moments.Before);

    public static AuditAnswer Audit() => new("done", 1_000, 1, 0, 0, 0, 1, new AuditSamples(["note-1"], [], [], []), Moments.Before, Moments.Now);

    public static IndexEvent Indexed() => new IndexEvent.Done(12, 40, 3, 37, 0, 0, 0, 0.4) { Found = 12, Changed = 1 };

    public static ImportAnswer Imported() => new(
        "/home/me/.arra-oracle-v2/oracle.db", 10, 8, 0, 1, 0, 1, 0, 0, 0, new Dictionary<string, int>(StringComparer.Ordinal) { ["learning"] = 9 }, [],
        [new ImportReason("it has no text", 1, [new ImportedId("empty-1")])]);
}
