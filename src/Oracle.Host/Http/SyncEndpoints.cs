using Microsoft.AspNetCore.Http.HttpResults;
using Oracle.Api.Syncing;
using Oracle.Application.Syncing;
using Oracle.Host.Http.Describing;
using Oracle.Host.Http.Examples;

namespace Oracle.Host.Http;

/// <summary><c>/api/sync</c>: sweep now, list what failed, try it again.</summary>
internal static class SyncEndpoints
{
    public static void MapSync(this IEndpointRouteBuilder app)
    {
        app.MapPost("/api/sync/sweep", SweepAsync).Described(new Operation("Sweep now", "Sends at most 50 documents that are due, those that were tried longest ago first, and answers when that is done.")
        {
            Answers =
            [
                new Answer(StatusCodes.Status200OK, "What came of it.") { Example = SyncExamples.Sweep },
                Answer.Problem(StatusCodes.Status409Conflict, "A run is under way."),
            ],
        });
        app.MapGet("/api/sync/failed", FailedAsync).Described(new Operation("What failed", "Documents that Chroma has not confirmed after several tries, and why.")
        {
            Parameters = [Parameter.Number("limit", "Of the page, 1 to 1,000.", 50), Parameter.Number("offset", "How many are passed over.", 0)],
            Answers = [new Answer(StatusCodes.Status200OK, "A page of them.") { Example = SyncExamples.Failed }],
        });
        app.MapPost("/api/sync/retry", RetryAsync).Described(new Operation("Try again", "Makes documents that failed due at once, quarantined ones too.")
        {
            Body = new Body(typeof(RetryOrder), "Which: `ids`, or `all`.", () => new RetryOrder(["note-1"])),
            Answers =
            [
                new Answer(StatusCodes.Status202Accepted, "They are due.") { Example = () => new RetryAnswer(1) },
                Answer.Problem<RetryProblem>(StatusCodes.Status404NotFound, "No document has any of the ids."),
            ],
        });
    }

    private static async Task<Ok<SweepAnswer>> SweepAsync(HttpContext context, SyncService sync) =>
        TypedResults.Ok(await sync.SweepAsync(context.RequestAborted));

    private static async Task<Ok<FailedAnswer>> FailedAsync(HttpRequest request, SyncService sync)
    {
        var query = new QueryReader(request);
        return TypedResults.Ok(await sync.FailedAsync(query.Number("limit", 50, 1, SyncService.MostFailed), query.Number("offset", 0, 0, int.MaxValue)));
    }

    private static async Task<Accepted<RetryAnswer>> RetryAsync(HttpRequest request, SyncService sync) =>
        TypedResults.Accepted((string?)null, await sync.RetryAsync(await RetryRequest.ReadAsync(request)));
}
