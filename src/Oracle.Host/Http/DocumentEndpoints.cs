using Akka.Actor;
using Akka.Hosting;
using Microsoft.AspNetCore.Http.Features;
using Oracle.Actors.Hosting;
using Oracle.Actors.Indexing;
using Oracle.Documents;

namespace Oracle.Host.Http;

/// <summary><c>/api/documents</c>: store, read and delete documents.</summary>
internal static class DocumentEndpoints
{
    private const string Path = "/api/documents";
    private const string Ndjson = "application/x-ndjson";
    private const long MaxBodyBytes = 64 * 1024 * 1024;
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromMinutes(1);

    public static void MapDocuments(this WebApplication app)
    {
        app.MapPost(Path, PostAsync);
        app.MapGet(Path, (HttpRequest request, IDocumentStore documents) => GetAsync(new QueryReader(request).Required("id"), documents));
        app.MapDelete(Path, (HttpRequest request, IRequiredActor<ActorKeys.DocumentIndexer> indexer) =>
            DeleteAsync(new QueryReader(request).Required("id"), indexer));
        app.MapGet(Path + "/{**id}", (HttpContext context, IDocumentStore documents) => GetAsync(IdInPath(context), documents));
        app.MapDelete(Path + "/{**id}", (HttpContext context, IRequiredActor<ActorKeys.DocumentIndexer> indexer) =>
            DeleteAsync(IdInPath(context), indexer));
    }

    private static async Task<IResult> PostAsync(HttpContext context, DocumentIntake intake)
    {
        // Better no answer than a 202 that looks as if somebody had waited.
        if (context.Request.Query.ContainsKey("waitFor"))
            return Problems.BadField("waitFor", "is not built yet; ask GET /api/documents?id=… for the document's sync status");
        var result = await ReadAsync(context, intake);
        var answer = new IntakeAnswer(result.Accepted, result.Unchanged, result.Rejected, result.Revisions);
        if (result.Posted == 0)
            return Problems.Of(StatusCodes.Status400BadRequest, "The body holds no document.");
        return result.Rejected.Count < result.Posted
            ? Results.Json(answer, Json.Options, statusCode: StatusCodes.Status202Accepted)
            : TypedResults.Problem(
                statusCode: StatusCodes.Status400BadRequest, detail: "None of the documents can be stored.",
                extensions: new Dictionary<string, object?>(StringComparer.Ordinal) { ["rejected"] = result.Rejected });
    }

    private static async Task<IntakeResult> ReadAsync(HttpContext context, DocumentIntake intake)
    {
        var request = context.Request;
        if (request.HasJsonContentType())
        {
            context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = MaxBodyBytes;
            using var body = await JsonBody.ReadAsync(request);
            return await intake.TakeAsync(body.RootElement, request.ContentLength ?? MaxBodyBytes / 2, context.RequestAborted);
        }

        if (request.ContentType?.Split(';')[0].Trim().Equals(Ndjson, StringComparison.OrdinalIgnoreCase) != true)
            throw new BadHttpRequestException($"Content-Type: expected application/json or {Ndjson}.", StatusCodes.Status415UnsupportedMediaType);
        // A stream may be as long as it likes; each of its lines may not.
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = null;
        return await intake.TakeAsync(NdjsonLines.ReadAsync(request.BodyReader, context.RequestAborted), context.RequestAborted);
    }

    private static async Task<IResult> GetAsync(string id, IDocumentStore documents) =>
        await documents.FindAsync(id) is { } document
            ? Results.Json(new
            {
                document.Id,
                document.Type,
                document.Content,
                source_file = document.SourceFile,
                document.Concepts,
                document.Project,
                created_by = document.CreatedBy,
                created_at = document.CreatedAt,
                updated_at = document.UpdatedAt,
                content_hash = document.ContentHash,
                document.Revision,
                Sync = SyncAnswer.Of(document),
            }, Json.Options)
            : Unknown(id);

    private static async Task<IResult> DeleteAsync(string id, IRequiredActor<ActorKeys.DocumentIndexer> indexer) =>
        await indexer.ActorRef.Ask<object>(new Indexer.DeleteDocuments([id]), AnswerWithin) switch
        {
            Indexer.Deleted deleted when deleted.Revisions.TryGetValue(id, out var revision) =>
                Results.Json(new { id, revision }, Json.Options, statusCode: StatusCodes.Status202Accepted),
            Indexer.Refused refused => throw new StoreUnavailableException(refused.Reason),
            _ => Unknown(id),
        };

    private static IResult Unknown(string id) => Problems.Of(StatusCodes.Status404NotFound, $"There is no document '{id}'.");

    // The server decodes a path, but leaves %2F alone; only the raw target says what was meant.
    private static string IdInPath(HttpContext context)
    {
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var start = target.IndexOf(Path + "/", StringComparison.OrdinalIgnoreCase);
        return start < 0
            ? context.Request.Path.Value![(Path.Length + 1)..]
            : Uri.UnescapeDataString(target[(start + Path.Length + 1)..].Split('?')[0]);
    }
}
