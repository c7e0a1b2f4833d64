using Oracle.Api.Indexing;
using Oracle.Application.Indexing;
using Oracle.Host.Http.Describing;
using Oracle.Host.Http.Examples;
using Oracle.Host.Http.Guarding;

namespace Oracle.Host.Http;

/// <summary>
/// <c>POST /api/index</c>: reads files and folders of this machine, for the command line. Its answer is a stream of
/// lines: progress, what was skipped or rejected, and last how it ended.
/// </summary>
internal static class IndexEndpoints
{
    public static void MapIndex(this IEndpointRouteBuilder app) => app.MapPost("/api/index", IndexAsync).Described(new Operation(
        "Index files and folders", "Reads files and folders of this machine, and answers line by line as it goes. Outside of folders that are known it is for the command line, which shows that its user asks (`X-Oracle-Local`).")
    {
        Body = new Body(typeof(IndexOrder), "Which, and how.", () => new IndexOrder(["/home/me/notes"], Exclude: ["drafts/"])),
        Answers =
        [
            new Answer(StatusCodes.Status200OK, "Lines (NDJSON), each of this schema; the last is `done` or `failed`.")
            {
                Type = typeof(IndexEvent), ContentType = "application/x-ndjson", Example = RunExamples.Indexed,
            },
            Answer.Problem(StatusCodes.Status403Forbidden, "Somebody else than the host's user asks for a folder that is not known, or a page of another site."),
        ],
    });

    private static async Task<IResult> IndexAsync(HttpContext context, VaultIndexer vaults, LocalFiles files, ILogger<IndexLines> log)
    {
        var (paths, wishes) = await IndexRequest.ReadAsync(context.Request);
        await files.RequireOwnerUnlessKnownAsync(context, paths, wishes.FollowLinks == true);
        IndexRequest.RequireAny(paths);
        await vaults.CheckAsync(paths, wishes);
        context.Response.ContentType = "application/x-ndjson";
        await new IndexLines(context, log).RunAsync((progress, tell) => vaults.RunAsync(paths, wishes, progress, tell, context.RequestAborted));
        return Results.Empty;
    }
}
