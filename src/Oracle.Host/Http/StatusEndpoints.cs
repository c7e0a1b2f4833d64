using Akka.Actor;
using Akka.Hosting;
using Oracle.Actors.Hosting;
using Oracle.Actors.Stats;
using Oracle.Documents;
using Oracle.Host.Indexing;

namespace Oracle.Host.Http;

/// <summary><c>/api/stats</c>: what was measured.</summary>
internal static class StatusEndpoints
{
    private static readonly TimeSpan StatsWithin = TimeSpan.FromSeconds(10);

    // As in Oracle V2: an index nobody has added to for a day may have been forgotten.
    private static readonly TimeSpan StaleAfter = TimeSpan.FromHours(24);

    public static void MapStatus(this WebApplication app) => app.MapGet("/api/stats", StatsAsync);

    /// <summary>The report, <see cref="Statistics.Unreadable"/>, or null when nobody answers in time.</summary>
    public static async Task<object?> AskAsync(IRequiredActor<ActorKeys.StatsActor> stats, TimeSpan within)
    {
        try
        {
            return await stats.ActorRef.Ask<object>(Statistics.GetStatistics.Instance, within);
        }
        catch (AskTimeoutException)
        {
            return null;
        }
    }

    private static async Task<IResult> StatsAsync(IRequiredActor<ActorKeys.StatsActor> stats, IRoots roots) => await AskAsync(stats, StatsWithin) switch
    {
        Statistics.Report report => Results.Json(Answer(report, await roots.AllAsync()), Json.Options),
        Statistics.Unreadable unreadable => Problems.Of(StatusCodes.Status503ServiceUnavailable, unreadable.Reason),
        _ => Problems.Of(StatusCodes.Status503ServiceUnavailable, "Statistics do not answer; the host is busy or shutting down."),
    };

    private static object Answer(Statistics.Report report, IReadOnlyList<Root> roots)
    {
        var store = report.Store;
        return new
        {
            total = store.Total,
            by_type = store.ByType,
            concepts = new { total = store.Concepts, top = store.TopConcepts },
            last_indexed = store.LastIndexed,
            is_stale = store.LastIndexed is not { } last || report.At - last > StaleAfter,
            fts_status = store.Indexing is { } indexing ? $"being filled: {indexing.Done} of {indexing.Total}" : "healthy",
            chroma_status = report.VectorCount is null ? "unavailable" : "connected",
            vector = new
            {
                enabled = true,
                count = report.VectorCount,
                collection = store.Answering?.Name,
                unretrievable = report.Sync?.Unretrievable,
            },
            sync = new
            {
                synced = store.Synced,
                pending = store.Pending,
                failed = store.Failed,
                lastSyncRun = report.LastSweep,
                quarantined = store.Quarantined,
                deleting = store.Deleting,
                oldestPendingSeconds = store.OldestPending is { } oldest ? Math.Max(0, Math.Floor((report.At - oldest).TotalSeconds)) : 0,
                generation = store.Answering?.Generation ?? 0,
            },
            roots = new { total = roots.Count, missing = roots.Count(root => root.MissingSince is not null), held = roots.Count(root => RootStates.Of(root).Held is not null) },
            audit = report.LastAudit is { } audit
                ? new { state = AuditAnswer.Word(audit.State), audit.FinishedAt, audit.Missing, audit.Stale, audit.Orphans, audit.Unretrievable, audit.Repaired }
                : null,
        };
    }
}
