using System.Reflection;
using Akka.Actor;
using Akka.Hosting;
using Oracle.Actors.Hosting;
using Oracle.Actors.Stats;

namespace Oracle.Host.Http;

/// <summary><c>/api/health</c> and <c>/api/stats</c>: what was measured.</summary>
internal static class StatusEndpoints
{
    private static readonly TimeSpan StatsWithin = TimeSpan.FromSeconds(10);

    // Other processes take a host that is silent for two seconds for absent.
    private static readonly TimeSpan HealthWithin = TimeSpan.FromSeconds(1.5);

    // As in Oracle V2: an index nobody has added to for a day may have been forgotten.
    private static readonly TimeSpan StaleAfter = TimeSpan.FromHours(24);

    /// <summary>The version of this build.</summary>
    public static string Version { get; } =
        typeof(StatusEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    public static void MapStatus(this WebApplication app)
    {
        app.MapGet("/api/health", HealthAsync);
        app.MapGet("/api/stats", StatsAsync);
    }

    private static async Task<IResult> HealthAsync(HttpContext context, IRequiredActor<ActorKeys.StatsActor> stats)
    {
        var status = await AskAsync(stats, HealthWithin) switch
        {
            Statistics.Report { Sync.IsConnected: true, VectorCount: not null, Store.Failed: 0 } => "ok",
            Statistics.Unreadable => "failing",
            // Something does not answer, or has not answered in time.
            _ => "degraded",
        };
        return Results.Json(new { status, server = "oracle", version = Version, port = context.Connection.LocalPort }, Json.Options);
    }

    private static async Task<IResult> StatsAsync(IRequiredActor<ActorKeys.StatsActor> stats) => await AskAsync(stats, StatsWithin) switch
    {
        Statistics.Report report => Results.Json(Answer(report), Json.Options),
        Statistics.Unreadable unreadable => Problems.Of(StatusCodes.Status503ServiceUnavailable, unreadable.Reason),
        _ => Problems.Of(StatusCodes.Status503ServiceUnavailable, "Statistics do not answer; the host is busy or shutting down."),
    };

    private static async Task<object?> AskAsync(IRequiredActor<ActorKeys.StatsActor> stats, TimeSpan within)
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

    private static object Answer(Statistics.Report report)
    {
        var store = report.Store;
        return new
        {
            total = store.Total,
            by_type = store.ByType,
            concepts = new { total = store.Concepts, top = store.TopConcepts },
            last_indexed = store.LastIndexed,
            is_stale = store.LastIndexed is not { } last || report.At - last > StaleAfter,
            fts_status = "healthy",
            chroma_status = report.VectorCount is null ? "unavailable" : "connected",
            vector = new
            {
                enabled = true,
                count = report.VectorCount,
                collection = store.Answering?.Name,
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
        };
    }
}
