using Microsoft.AspNetCore.Http.HttpResults;
using Oracle.Api.Syncing;
using Oracle.Application.Syncing;

namespace Oracle.Host.Http;

/// <summary><c>/api/sync</c>: sweep now, list what failed, try it again.</summary>
internal static class SyncEndpoints
{
    public static void MapSync(this IEndpointRouteBuilder app)
    {
        app.MapPost("/api/sync/sweep", SweepAsync);
        app.MapGet("/api/sync/failed", FailedAsync);
        app.MapPost("/api/sync/retry", RetryAsync);
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
