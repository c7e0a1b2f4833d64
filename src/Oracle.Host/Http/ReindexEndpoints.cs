using Microsoft.AspNetCore.Http.HttpResults;
using Oracle.Api.Reindexing;
using Oracle.Application.Reindexing;
using Oracle.Host.Http.Describing;
using Oracle.Host.Http.Examples;

namespace Oracle.Host.Http;

/// <summary><c>/api/reindex</c>: write everything anew, see how far that is, go back.</summary>
internal static class ReindexEndpoints
{
    public static void MapReindex(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/reindex", async (HttpContext context, ReindexService reindex) => TypedResults.Ok(await reindex.StatusAsync(context.RequestAborted))).Described(
            new Operation("How a re-index stands", "The one that runs, or the last one.") { Answers = [new Answer(StatusCodes.Status200OK, "How it stands.") { Example = RunExamples.Reindex }] });
        app.MapPost("/api/reindex", StartAsync).Described(new Operation("Re-index", "Writes all vectors anew: in place, or with another model into another collection, while the first answers.")
        {
            Body = new Body(typeof(ReindexOrder), "With which model; without a body, the configured one.", () => new ReindexOrder("all-MiniLM-L6-v2", DryRun: true)) { IsOptional = true },
            Answers =
            [
                new Answer(StatusCodes.Status200OK, "With `dryRun`: what it would take.") { Example = RunExamples.Estimate },
                new Answer(StatusCodes.Status202Accepted, "It runs.") { Example = RunExamples.Reindex },
                Answer.Problem<ReindexProblem>(StatusCodes.Status409Conflict, "One runs, whose fields are beside; or something must be done first, which the text says."),
                Answer.Problem(StatusCodes.Status503ServiceUnavailable, "Chroma does not answer, or the host is shutting down."),
            ],
        });
        app.MapDelete("/api/reindex", CancelAsync).Described(new Operation("Cancel a re-index", "Ends the one under way. What answers goes on answering; the collection that was being filled is dropped, one that was to be gone back to is kept.")
        {
            Answers =
            [
                new Answer(StatusCodes.Status202Accepted, "It is cancelled.") { Example = RunExamples.Cancelled },
                Answer.Problem(StatusCodes.Status409Conflict, "None is under way."),
                Answer.Problem(StatusCodes.Status503ServiceUnavailable, "The host is busy or shutting down."),
            ],
        });
        app.MapPost("/api/reindex/rollback", RollbackAsync).Described(new Operation("Go back", "Lets the collection answer again that did before the last change of the model, as soon as it holds everything.")
        {
            Answers =
            [
                new Answer(StatusCodes.Status202Accepted, "It runs.") { Example = RunExamples.Rollback },
                Answer.Problem<ReindexProblem>(StatusCodes.Status409Conflict, "One runs, whose fields are beside; or there is nothing to go back to."),
                Answer.Problem(StatusCodes.Status503ServiceUnavailable, "Chroma does not answer, or the host is shutting down."),
            ],
        });
    }

    private static async Task<Results<Accepted<ReindexAnswer>, Ok<ReindexEstimate>>> StartAsync(HttpContext context, ReindexService reindex)
    {
        var order = await ReindexRequest.ReadAsync(context.Request);
        return order.DryRun
            ? TypedResults.Ok(await reindex.EstimateAsync(order.Model, context.RequestAborted))
            : TypedResults.Accepted((string?)null, await reindex.StartAsync(order.Model, context.RequestAborted));
    }

    private static async Task<Accepted<ReindexAnswer>> CancelAsync(HttpContext context, ReindexService reindex) =>
        TypedResults.Accepted((string?)null, await reindex.CancelAsync(context.RequestAborted));

    private static async Task<Accepted<ReindexAnswer>> RollbackAsync(HttpContext context, ReindexService reindex) =>
        TypedResults.Accepted((string?)null, await reindex.RollbackAsync(context.RequestAborted));
}
