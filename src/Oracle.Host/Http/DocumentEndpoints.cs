using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Oracle.Api.Documents;
using Oracle.Application.Storing;
using Oracle.Host.Http.Describing;
using Oracle.Host.Http.Examples;
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
        app.MapPost(Path, PostAsync).WithMetadata(new BodyTypes("application/json", Ndjson)).Described(new Operation(
            "Store documents", "One, an array of them, or a stream of lines (NDJSON). Each replaces the whole document of its id; the same id twice: in order. What is answered with 200 or 202 is on disk.")
        {
            Parameters =
            [
                Parameter.Of("waitFor", "`synced`: answers when Chroma has confirmed all of them, or the time is up."),
                Parameter.Of("timeout", "How long to wait, such as `30s`, which it is where nothing is said, or `2m`; at most `10m`."),
            ],
            Body = new Body(typeof(PostedDocument), "The documents. JSON may have 64 MiB, and a stream as many lines as it likes, each of at most 64 MiB.", DocumentExamples.Posted)
            {
                MayBeMany = true, ContentTypes = ["application/json", Ndjson],
            },
            Answers =
            [
                new Answer(StatusCodes.Status200OK, "With `waitFor=synced`: Chroma has confirmed all of them.") { Example = DocumentExamples.Synced },
                new Answer(StatusCodes.Status202Accepted, "They are stored; with `waitFor=synced`, `notSynced` has those that were not confirmed.") { Example = DocumentExamples.Taken },
                Answer.Problem<IntakeProblem>(StatusCodes.Status400BadRequest, "There is none, or none can be stored: `rejected` says why. Or a parameter is wrong."),
                Answer.Problem(StatusCodes.Status503ServiceUnavailable, "SQLite cannot take them (disk full, read-only, damaged), or the host is shutting down. Nothing is acknowledged."),
            ],
        });
        app.MapGet(Path, async (HttpRequest request, DocumentService documents) => TypedResults.Ok(await documents.FindAsync(new QueryReader(request).Required("id")))).Described(Read(ByQuery));
        app.MapDelete(Path, (HttpRequest request, DocumentService documents) => DeleteAsync(new QueryReader(request).Required("id"), documents)).Described(Delete(ByQuery));
        app.MapGet(Path + "/{**id}", async (HttpContext context, DocumentService documents) => TypedResults.Ok(await documents.FindAsync(IdInPath.Of(context, Path)))).Described(Read(ByPath));
        app.MapDelete(Path + "/{**id}", (HttpContext context, DocumentService documents) => DeleteAsync(IdInPath.Of(context, Path), documents)).Described(Delete(ByPath));
    }

    private static Parameter ByQuery => Parameter.Needed("id", "The document's; this way every legal id can be given exactly.");

    private static Parameter ByPath => Parameter.Id("The document's, encoded: a slash is `%2F`.");

    private static Operation Read(Parameter id) => new("Document", "A document with how its vector stands.")
    {
        Parameters = [id],
        Answers =
        [
            new Answer(StatusCodes.Status200OK, "The document.") { Example = DocumentExamples.Document },
            Answer.Problem(StatusCodes.Status404NotFound, "There is no such document."),
        ],
    };

    private static Operation Delete(Parameter id) => new("Delete a document", "It is found no more from now on, and leaves Chroma. The id of a section takes all its passages.")
    {
        Parameters = [id],
        Answers =
        [
            new Answer(StatusCodes.Status202Accepted, "It is deleted here.") { Example = () => new DeletedAnswer("note-1", 43) },
            Answer.Problem(StatusCodes.Status404NotFound, "There is no such document."),
        ],
    };

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
