using Akka.Actor;
using Akka.Hosting;
using Oracle.Actors.Auditing;
using Oracle.Actors.Hosting;
using Oracle.Actors.Reindexing;
using Oracle.Actors.Stats;
using Oracle.Actors.Syncing;
using Oracle.Host.Http.Describing;
using Prometheus;

namespace Oracle.Host.Http;

/// <summary><c>GET /metrics</c> for Prometheus. What is not known at this moment is absent.</summary>
internal static class MetricsEndpoints
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(5);

    public static void MapMetrics(this IEndpointRouteBuilder app) => app.MapGet("/metrics", MeasureAsync).Described(new Operation(
        "Measures", "For Prometheus. What is not known at this moment is absent.")
    {
        Answers = [new Answer(StatusCodes.Status200OK, "Text in the form of Prometheus.") { Type = typeof(string), ContentType = PrometheusConstants.TextContentTypeWithVersionAndEncoding }],
    });

    private static async Task<IResult> MeasureAsync(IReadOnlyActorRegistry actors)
    {
        var reindex = AskAsync<ActorKeys.Reindexer, Reindex.Status>(actors, Reindex.GetStatus.Instance);
        var audit = AskAsync<ActorKeys.Auditor, Audit.Status>(actors, Audit.GetStatus.Instance);
        var report = AskAsync<ActorKeys.StatsActor, Statistics.Report>(actors, Statistics.GetStatistics.Instance);
        var registry = Metrics.NewCustomRegistry();
        var gauges = Metrics.WithCustomRegistry(registry);
        AddStores(gauges, await report);
        AddReindex(gauges, await reindex);
        AddAudit(gauges, await audit);
        using var text = new MemoryStream();
        await registry.CollectAndExportAsTextAsync(text);
        return Results.Bytes(text.ToArray(), PrometheusConstants.TextContentTypeWithVersionAndEncoding);
    }

    /// <summary>Null when there is no such actor, or it does not answer.</summary>
    private static async Task<TAnswer?> AskAsync<TKey, TAnswer>(IReadOnlyActorRegistry actors, object question) where TAnswer : class
    {
        try
        {
            return actors.TryGet<TKey>(out var actor) ? await actor.Ask<TAnswer>(question, AnswerWithin) : null;
        }
        catch (AskTimeoutException)
        {
            return null;
        }
    }

    private static void AddStores(MetricFactory gauges, Statistics.Report? report)
    {
        if (report is null)
            return;
        var store = report.Store;
        var documents = gauges.CreateGauge("oracle_documents", "Live documents by sync status.", "status");
        documents.WithLabels("pending").Set(store.Pending);
        documents.WithLabels("synced").Set(store.Synced);
        documents.WithLabels("failed").Set(store.Failed);
        Set(gauges, "oracle_documents_quarantined", "Failed documents that are not tried again by themselves.", store.Quarantined);
        Set(gauges, "oracle_tombstones", "Deleted documents that Chroma still has to forget.", store.Deleting);
        Set(gauges, "oracle_sync_oldest_pending_seconds", "How long the longest pending document waits.",
            store.OldestPending is { } oldest ? Math.Max(0, (report.At - oldest).TotalSeconds) : 0);
        Set(gauges, "oracle_generation", "Generation of the answering collection.", store.Answering?.Generation);
        Set(gauges, "oracle_vector_records", "Records in the answering collection, counted by Chroma.", report.VectorCount);
        Set(gauges, "oracle_chroma_connected", "1 when Chroma answered just now.", report.VectorCount is null ? 0 : 1);
        Set(gauges, "oracle_circuit_open", "1 while nothing is written to Chroma because it fails.",
            report.Sync is { } sync ? sync.Circuit.State == CircuitState.Open ? 1 : 0 : null);
        SetTime(gauges, "oracle_last_sweep_timestamp_seconds", "End of the sweeper's last run.", report.LastSweep);
    }

    private static void AddReindex(MetricFactory gauges, Reindex.Status? status)
    {
        if (status is null)
            return;
        Set(gauges, "oracle_reindex_running", "1 while a re-index is under way.", status.Run is { IsActive: true } ? 1 : 0);
        Set(gauges, "oracle_reindex_done", "Documents that the re-index under way, or the last one, has written.", status.Run?.Done ?? 0);
        Set(gauges, "oracle_reindex_total", "Documents that it is to write.", status.Run?.Total ?? 0);
    }

    private static void AddAudit(MetricFactory gauges, Audit.Status? status)
    {
        if (status?.Last is not { } last)
            return;
        var drift = gauges.CreateGauge("oracle_audit_drift", "What the last audit found, by kind.", "kind");
        drift.WithLabels("missing").Set(last.Missing);
        drift.WithLabels("stale").Set(last.Stale);
        drift.WithLabels("orphan").Set(last.Orphans);
        drift.WithLabels("unretrievable").Set(last.Unretrievable);
        Set(gauges, "oracle_audit_repaired", "How much of this it had repaired.", last.Repaired);
        SetTime(gauges, "oracle_audit_last_timestamp_seconds", "End of the last audit.", last.FinishedAt);
    }

    private static void SetTime(MetricFactory gauges, string name, string help, DateTimeOffset? at) =>
        Set(gauges, name, help, at is { } time ? time.ToUnixTimeMilliseconds() / 1000.0 : null);

    private static void Set(MetricFactory gauges, string name, string help, double? value)
    {
        if (value is { } known)
            gauges.CreateGauge(name, help).Set(known);
    }
}
