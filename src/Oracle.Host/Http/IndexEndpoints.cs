using Oracle.Application.Indexing;
using Oracle.Host.Http.Guarding;

namespace Oracle.Host.Http;

/// <summary>
/// <c>POST /api/index</c>: reads files and folders of this machine, for the command line. Its answer is a stream of
/// lines: progress, what was skipped or rejected, and last how it ended.
/// </summary>
internal static class IndexEndpoints
{
    public static void MapIndex(this IEndpointRouteBuilder app) => app.MapPost("/api/index", IndexAsync);

    private static async Task<IResult> IndexAsync(HttpContext context, VaultIndexer vaults, LocalFiles files, ILogger<IndexLines> log)
    {
        var (paths, wishes) = await IndexRequest.ReadAsync(context.Request);
        await files.RequireOwnerUnlessKnownAsync(context, paths, wishes.FollowLinks == true);
        IndexRequest.RequireAny(paths);
        context.Response.ContentType = "application/x-ndjson";
        await new IndexLines(context, log).RunAsync((progress, tell) => vaults.RunAsync(paths, wishes, progress, tell, context.RequestAborted));
        return Results.Empty;
    }
}
