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

    private static async Task<IResult> PostAsync(HttpContext context, DocumentIntake intake, SyncedWait synced)
    {
        var wait = SyncedWait.Read(new QueryReader(context.Request));
        var result = await ReadAsync(context, intake, isWaitedFor: wait is not null);
        if (result.Posted == 0)
            return Problems.Of(StatusCodes.Status400BadRequest, "The body holds no document.");
        if (result.Rejected.Count == result.Posted)
        {
            return TypedResults.Problem(
                statusCode: StatusCodes.Status400BadRequest, detail: "None of the documents can be stored.",
                extensions: new Dictionary<string, object?>(StringComparer.Ordinal) { ["rejected"] = result.Rejected });
        }

        var notSynced = wait is { } within ? await synced.WaitAsync(result.AllRevisions, within, context.RequestAborted) : null;
        var isSynced = notSynced is { Count: 0 };
        return Results.Json(
            new IntakeAnswer(result.Accepted, result.Unchanged, result.Rejected, result.Revisions, isSynced ? null : notSynced),
            Json.Options, statusCode: isSynced ? StatusCodes.Status200OK : StatusCodes.Status202Accepted);
    }

    private static async Task<IntakeResult> ReadAsync(HttpContext context, DocumentIntake intake, bool isWaitedFor)
    {
        var request = context.Request;
        if (request.HasJsonContentType())
        {
            context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = MaxBodyBytes;
            using var body = await JsonBody.ReadAsync(request);
            return await intake.TakeAsync(body.RootElement, request.ContentLength ?? MaxBodyBytes / 2, isWaitedFor, context.RequestAborted);
        }

        if (request.ContentType?.Split(';')[0].Trim().Equals(Ndjson, StringComparison.OrdinalIgnoreCase) != true)
            throw new BadHttpRequestException($"Content-Type: expected application/json or {Ndjson}.", StatusCodes.Status415UnsupportedMediaType);
        // A stream may be as long as it likes; each of its lines may not.
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = null;
        return await intake.TakeAsync(NdjsonLines.ReadAsync(request.BodyReader, context.RequestAborted), isWaitedFor, context.RequestAborted);
    }

    private static async Task<IResult> GetAsync(string id, IDocumentStore documents) =>
        await documents.FindAsync(id) is { } document
            ? Results.Json(new
            {
                document.Id,
                document.Labels.Title,
                document.Type,
                document.Content,
                source_file = document.SourceFile,
                document.Concepts,
                document.Labels.Aliases,
                document.Labels.Tags,
                heading_path = document.Labels.HeadingPath,
                section_id = document.Labels.SectionId,
                document.Labels.Passage,
                document.Project,
                created_by = document.CreatedBy,
                created_at = document.CreatedAt,
                updated_at = document.UpdatedAt,
                content_hash = document.ContentHash,
                document.Revision,
                source_state = document.UnreadableSince is null ? null : SourceStates.Unreadable,
                since = document.UnreadableSince,
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
