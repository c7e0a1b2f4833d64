using System.Text.Json.Serialization;
using Akka.Actor;
using Akka.Hosting;
using Oracle.Actors.Hosting;
using Oracle.Actors.Sweeping;
using Oracle.Actors.Syncing;
using Oracle.Documents.Syncing;

namespace Oracle.Host.Http;

/// <summary><c>/api/sync</c>: sweep now, list what failed, try it again.</summary>
internal static class SyncEndpoints
{
    private const int MaxLimit = 1_000;

    // Longer than a sweep's own deadline, after which it answers by itself.
    private static readonly TimeSpan SweepWithin = TimeSpan.FromMinutes(6);

    public static void MapSync(this WebApplication app)
    {
        app.MapPost("/api/sync/sweep", SweepAsync);
        app.MapGet("/api/sync/failed", FailedAsync);
        app.MapPost("/api/sync/retry", RetryAsync);
    }

    private static async Task<IResult> SweepAsync(HttpContext context, IRequiredActor<ActorKeys.SyncSweeper> sweeper)
    {
        // A sweeper that cannot read its journal is started again and again, and a wish sent meanwhile is answered by nobody.
        if (!await IsThereAsync(sweeper.ActorRef))
            return Problems.Of(StatusCodes.Status503ServiceUnavailable, "The sweeper does not answer. If this lasts, journal.db is damaged or gone: restart the host.");
        return await sweeper.ActorRef.Ask<object>(Sweeper.RunSweep.Instance, SweepWithin, context.RequestAborted) switch
        {
            Sweeper.SweepFinished run => Results.Json(
                new { run.Attempted, run.Synced, run.Failed, run.Remaining, run.StartedAt, run.FinishedAt }, Json.Options),
            Sweeper.AlreadyRunning running => Problems.Of(StatusCodes.Status409Conflict, $"A sweep runs since {running.StartedAt:O}."),
            Sweeper.SweepFailed failed => Problems.Of(StatusCodes.Status503ServiceUnavailable, failed.Reason),
            var other => throw new InvalidOperationException($"SyncSweeper answered {other.GetType()}."),
        };
    }

    private static async Task<bool> IsThereAsync(IActorRef sweeper)
    {
        try
        {
            await sweeper.Ask<SweepHistory>(Sweeper.GetHistory.Instance, Journaled.AnswersWithin);
            return true;
        }
        catch (AskTimeoutException)
        {
            return false;
        }
    }

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

    private static async Task<IResult> RetryAsync(HttpRequest request, IOutbox outbox, IRequiredActor<ActorKeys.ChromaSyncActor> chromaSync)
    {
        var ids = await RetryRequest.ReadAsync(request);
        var retried = await outbox.RetryAsync(ids);
        if (retried.Count > 0 || ids is null)
            chromaSync.ActorRef.Tell(ChromaSync.SyncRequested.Instance);
        if (ids is not null && retried.Unknown.Count == ids.Count)
        {
            return TypedResults.Problem(
                statusCode: StatusCodes.Status404NotFound, detail: $"There is no document '{ids.First()}'{(ids.Count > 1 ? ", nor any of the others" : "")}.",
                extensions: new Dictionary<string, object?>(StringComparer.Ordinal) { ["unknown"] = retried.Unknown });
        }

        return Results.Json(
            new RetryAnswer(retried.Count, retried.Unknown.Count > 0 ? retried.Unknown : null), Json.Options, statusCode: StatusCodes.Status202Accepted);
    }

    private sealed record RetryAnswer(
        int Retried, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Unknown);
}
