using Oracle.Api.Inspecting;
using Oracle.Api.Status;

namespace Oracle.Host.Http.Examples;

/// <summary>Examples of how a host is.</summary>
internal static class StatusExamples
{
    public static HealthAnswer Health() => new("degraded", "oracle", "0.1.0", 47778, "connected", "Chroma at http://127.0.0.1:8000 refused the connection.");

    public static StatsAnswer Stats()
    {
        var types = new Dictionary<string, long>(StringComparer.Ordinal) { ["note"] = 120 };
        return new StatsAnswer(
            120, types, types, new ConceptsBlock(1, [new ConceptBlock("backup", 12)]), Moments.Now, 0.1, false, false, null, Moments.Now.ToUnixTimeMilliseconds(), "healthy", "connected",
            "/home/me/.oracle/oracle.db", new VectorBlock(true, 118, "oracle_knowledge", 0), [new ModelBlock("onnx", "snowflake-arctic-embed-xs", "oracle_knowledge", 118, true)],
            "/home/me/notes", new SyncBlock(118, 2, 0, Moments.Before, 0, 0, 1.5, 1), new RootsBlock(1, 0, 0), new AuditBlock("done", Moments.Before, 0, 0, 0, 0, 0));
    }

    public static InspectAnswer Inspected() => new(
        Moments.Now, 12.5, new CircuitBlock("closed", Moments.Before, null, null),
        [new ActorBlock("/user/chroma/sync", "ChromaSyncActor", "sending batch 17 of 250 documents", true, Moments.Now, 0, 0, null, null, [])],
        new QueuesBlock(new StoreQueueBlock(0, 0), new EmbedderQueueBlock(0, 250, Moments.Now), new OutboxBlock(500, 500)),
        [new TimerBlock("/user/sweeper", "sweep", Moments.Soon, 300)], [new ScanBlock(["notes"], "follow", Moments.Now, 40, 120)]);
}
