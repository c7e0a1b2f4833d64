using Akka.Actor;
using Akka.Hosting;
using Oracle.Actors.Hosting;
using Oracle.Actors.Reindexing;
using Oracle.Actors.Syncing;

namespace Oracle.Host.Http;

/// <summary><c>/api/reindex</c>: write everything anew, see how far that is, go back.</summary>
internal static class ReindexEndpoints
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(3);

    // It looks for every document's vector in the cache.
    private static readonly TimeSpan EstimateWithin = TimeSpan.FromMinutes(1);

    public static void MapReindex(this WebApplication app)
    {
        app.MapGet("/api/reindex", StatusAsync);
        app.MapPost("/api/reindex", StartAsync);
        app.MapPost("/api/reindex/rollback", RollbackAsync);
    }

    private static async Task<IResult> StatusAsync(HttpContext context, IRequiredActor<ActorKeys.Reindexer> reindexer) => Results.Json(
        ReindexAnswer.Of(await reindexer.ActorRef.Ask<Reindex.Status>(Reindex.GetStatus.Instance, Journaled.AnswersWithin, context.RequestAborted)), Json.Options);

    private static async Task<IResult> StartAsync(
        HttpContext context, IRequiredActor<ActorKeys.Reindexer> reindexer, IRequiredActor<ActorKeys.ChromaSyncActor> chromaSync)
    {
        var (model, dryRun) = await ReindexRequest.ReadAsync(context.Request);
        return dryRun
            ? await AskAsync(context, reindexer, chromaSync, new Reindex.DryRun(model), EstimateWithin)
            : await AskAsync(context, reindexer, chromaSync, new Reindex.Start(model), Journaled.AnswersWithin);
    }

    private static Task<IResult> RollbackAsync(
        HttpContext context, IRequiredActor<ActorKeys.Reindexer> reindexer, IRequiredActor<ActorKeys.ChromaSyncActor> chromaSync) =>
        AskAsync(context, reindexer, chromaSync, Reindex.Rollback.Instance, Journaled.AnswersWithin);

    private static async Task<IResult> AskAsync(
        HttpContext context, IRequiredActor<ActorKeys.Reindexer> reindexer, IRequiredActor<ActorKeys.ChromaSyncActor> chromaSync,
        object wish, TimeSpan within) =>
        await reindexer.ActorRef.Ask<object>(wish, within, context.RequestAborted) switch
        {
            Reindex.Accepted { Run: var run } => Results.Json(ReindexAnswer.Of(run), Json.Options, statusCode: StatusCodes.Status202Accepted),
            Reindex.Estimate e => Results.Json(new { e.Kind, e.From, e.Model, e.Documents, e.Cached, e.ToEmbed, e.Bytes }, Json.Options),
            Reindex.AlreadyRunning { Run: var run } => TypedResults.Problem(
                $"A re-index runs since {run.StartedAt:O}.", statusCode: StatusCodes.Status409Conflict, extensions: ReindexAnswer.Of(run).Fields()),
            Reindex.Refused { IsInput: true } refused => Problems.Of(StatusCodes.Status400BadRequest, refused.Reason),
            Reindex.Refused refused => Problems.Of(await StatusOfRefusalAsync(chromaSync), refused.Reason),
            var other => throw new InvalidOperationException($"Reindexer answered {other.GetType()}."),
        };

    /// <summary>Without Chroma the time for anything will come by itself; else something must be done first.</summary>
    private static async Task<int> StatusOfRefusalAsync(IRequiredActor<ActorKeys.ChromaSyncActor> chromaSync) =>
        await chromaSync.ActorRef.Ask<ChromaSync.Status>(ChromaSync.GetStatus.Instance, AnswerWithin) is { IsConnected: true }
            ? StatusCodes.Status409Conflict
            : StatusCodes.Status503ServiceUnavailable;
}
