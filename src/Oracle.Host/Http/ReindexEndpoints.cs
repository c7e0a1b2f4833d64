using Microsoft.AspNetCore.Http.HttpResults;
using Oracle.Api.Reindexing;
using Oracle.Application.Reindexing;

namespace Oracle.Host.Http;

/// <summary><c>/api/reindex</c>: write everything anew, see how far that is, go back.</summary>
internal static class ReindexEndpoints
{
    public static void MapReindex(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/reindex", async (HttpContext context, ReindexService reindex) => TypedResults.Ok(await reindex.StatusAsync(context.RequestAborted)));
        app.MapPost("/api/reindex", StartAsync);
        app.MapPost("/api/reindex/rollback", RollbackAsync);
    }

    private static async Task<Results<Accepted<ReindexAnswer>, Ok<ReindexEstimate>>> StartAsync(HttpContext context, ReindexService reindex)
    {
        var order = await ReindexRequest.ReadAsync(context.Request);
        return order.DryRun
            ? TypedResults.Ok(await reindex.EstimateAsync(order.Model, context.RequestAborted))
            : TypedResults.Accepted((string?)null, await reindex.StartAsync(order.Model, context.RequestAborted));
    }

    private static async Task<Accepted<ReindexAnswer>> RollbackAsync(HttpContext context, ReindexService reindex) =>
        TypedResults.Accepted((string?)null, await reindex.RollbackAsync(context.RequestAborted));
}
