using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Oracle.Api.Documents;
using Oracle.Application.Storing;
using Oracle.Host.Http.Guarding;

namespace Oracle.Host.Http;

/// <summary><c>/api/documents</c>: store, read and delete documents.</summary>
internal static class DocumentEndpoints
{
    private const string Path = "/api/documents";
    private const string Ndjson = "application/x-ndjson";
    private const long MaxBodyBytes = 64 * 1024 * 1024;

    public static void MapDocuments(this IEndpointRouteBuilder app)
    {
        app.MapPost(Path, PostAsync).WithMetadata(new BodyTypes("application/json", Ndjson));
        app.MapGet(Path, async (HttpRequest request, DocumentService documents) => TypedResults.Ok(await documents.FindAsync(new QueryReader(request).Required("id"))));
        app.MapDelete(Path, (HttpRequest request, DocumentService documents) => DeleteAsync(new QueryReader(request).Required("id"), documents));
        app.MapGet(Path + "/{**id}", async (HttpContext context, DocumentService documents) => TypedResults.Ok(await documents.FindAsync(IdInPath.Of(context, Path))));
        app.MapDelete(Path + "/{**id}", (HttpContext context, DocumentService documents) => DeleteAsync(IdInPath.Of(context, Path), documents));
    }

    private static async Task<Results<Ok<IntakeAnswer>, Accepted<IntakeAnswer>, ProblemHttpResult>> PostAsync(HttpContext context, DocumentIntake intake, SyncedWait synced, BodyMemory memory)
    {
        var wait = WaitFor.Read(new QueryReader(context.Request));
        var result = await ReadAsync(context, intake, memory, isWaitedFor: wait is not null);
        if (result.Posted == 0)
            return Problems.Of(StatusCodes.Status400BadRequest, "The body holds no document.");
        if (result.Rejected.Count == result.Posted)
        {
            return Problems.Of(
                StatusCodes.Status400BadRequest, "None of the documents can be stored.",
                new Dictionary<string, object?>(StringComparer.Ordinal) { ["rejected"] = result.Rejected });
        }

        var notSynced = wait is { } within ? await synced.WaitAsync(result.AllRevisions, within, context.RequestAborted) : null;
        var isSynced = notSynced is { Count: 0 };
        var answer = new IntakeAnswer(result.Accepted, result.Unchanged, [.. result.Rejected], result.Revisions, isSynced ? null : notSynced);
        return isSynced ? TypedResults.Ok(answer) : TypedResults.Accepted((string?)null, answer);
    }

    private static async Task<IntakeResult> ReadAsync(HttpContext context, DocumentIntake intake, BodyMemory memory, bool isWaitedFor)
    {
        var request = context.Request;
        if (request.HasJsonContentType())
        {
            context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = MaxBodyBytes;
            using var body = await JsonBody.ReadAsync(request);
            return await intake.TakeAsync(body.RootElement, request.ContentLength ?? MaxBodyBytes / 2, isWaitedFor, context.RequestAborted);
        }

        // A stream may be as long as it likes; each of its lines may not.
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = null;
        return await intake.TakeAsync(NdjsonLines.ReadAsync(request.BodyReader, memory.Of(context), context.RequestAborted), isWaitedFor, context.RequestAborted);
    }

    private static async Task<Accepted<DeletedAnswer>> DeleteAsync(string id, DocumentService documents) =>
        TypedResults.Accepted((string?)null, await documents.DeleteAsync(id));
}
