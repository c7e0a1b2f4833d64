using Akka.Actor;
using Akka.Hosting;
using Oracle.Actors.Hosting;
using Oracle.Actors.Sweeping;
using Oracle.Documents.Syncing;

namespace Oracle.Host.Http;

/// <summary><c>/api/sync</c>: sweep now, list what failed.</summary>
internal static class SyncEndpoints
{
    private const int MaxLimit = 1_000;

    // Longer than a sweep's own deadline, after which it answers by itself.
    private static readonly TimeSpan SweepWithin = TimeSpan.FromMinutes(6);

    public static void MapSync(this WebApplication app)
    {
        app.MapPost("/api/sync/sweep", SweepAsync);
        app.MapGet("/api/sync/failed", FailedAsync);
    }

    private static async Task<IResult> SweepAsync(IRequiredActor<ActorKeys.SyncSweeper> sweeper) =>
        await sweeper.ActorRef.Ask<object>(Sweeper.RunSweep.Instance, SweepWithin) switch
        {
            Sweeper.SweepFinished run => Results.Json(
                new { run.Attempted, run.Synced, run.Failed, run.Remaining, run.StartedAt, run.FinishedAt }, Json.Options),
            Sweeper.AlreadyRunning running => Problems.Of(StatusCodes.Status409Conflict, $"A sweep runs since {running.StartedAt:O}."),
            Sweeper.SweepFailed failed => Problems.Of(StatusCodes.Status503ServiceUnavailable, failed.Reason),
            var other => throw new InvalidOperationException($"SyncSweeper answered {other.GetType()}."),
        };

    private static async Task<IResult> FailedAsync(HttpRequest request, IOutbox outbox)
    {
        var query = new QueryReader(request);
        var page = await outbox.FailedAsync(query.Number("limit", 50, 1, MaxLimit), query.Number("offset", 0, 0, int.MaxValue));
        return Results.Json(new
        {
            items = page.Items.Select(item => new
            {
                item.Id,
                kind = item.Sync.Failure,
                item.Sync.Error,
                item.Sync.Attempts,
                item.Sync.LastAttempt,
                item.Sync.NextAttempt,
                quarantined = item.Sync.QuarantinedAt is not null,
            }),
            page.Total,
        }, Json.Options);
    }
}
