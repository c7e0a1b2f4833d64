using Microsoft.AspNetCore.Http.HttpResults;
using Oracle.Api.Listing;
using Oracle.Application.Listing;
using Oracle.Application.Searching;
using Oracle.Host.Http.Describing;
using Oracle.Host.Http.Examples;
using Oracle.Host.Http.Guarding;

namespace Oracle.Host.Http;

/// <summary>Documents as Oracle V2's clients list, read and change them.</summary>
internal static class LibraryEndpoints
{
    private const string Doc = "/api/doc";
    private const int AnyNumber = int.MaxValue;

    public static void MapLibrary(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/list", ListAsync).Described(new Operation("List", "Documents, the one that was indexed last first.")
        {
            Parameters =
            [
                Parameter.Of("type", "Only of this type; `all`: of any."), Parameter.Number("limit", "Of the page: 1 to 100; more is 10, as in Oracle V2.", 10),
                Parameter.Number("offset", "How many are passed over.", 0), Parameter.Of("group", "`false`: every document; else one for each file."),
            ],
            Answers = [new Answer(StatusCodes.Status200OK, "A page.") { Example = LibraryExamples.List }],
        });
        app.MapGet("/api/reflect", ReflectAsync).Described(new Operation("Something to think about", "Any principle or learning.")
        {
            Answers = [new Answer(StatusCodes.Status200OK, "One; where there is none, `error` alone.") { Example = LibraryExamples.Reflected }],
        });
        app.MapGet("/api/concepts", ConceptsAsync).Described(new Operation("Concepts", "What documents are about, the most used first.")
        {
            Parameters = [Parameter.Of("type", "Of documents of this type; `all`: of any."), Parameter.Number("limit", "How many; brought within 1 and 200.", 50)],
            Answers = [new Answer(StatusCodes.Status200OK, "The most used.") { Example = LibraryExamples.Concepts }],
        });
        app.MapGet("/api/similar", SimilarAsync).CountsAsSearch().Described(new Operation("Near documents", "Documents that are near to one in meaning.")
        {
            Parameters = [Parameter.Needed("id", "The document's."), Parameter.Number("limit", "How many; brought within 1 and 50.", 5)],
            Answers =
            [
                new Answer(StatusCodes.Status200OK, "The nearest first, the document itself left out.") { Example = SearchExamples.Near },
                Answer.Problem<SimilarProblem>(StatusCodes.Status404NotFound, "There is no such document, or it has no vector yet."),
                Answer.Problem<SimilarProblem>(StatusCodes.Status503ServiceUnavailable, "Chroma does not answer, or the host is shutting down."),
            ],
        });
        app.MapGet("/api/read", ReadAsync).Described(new Operation("Read a file", "The whole file of a document, by its name or by the document's id. Nothing but indexed files is read.")
        {
            Parameters = [Parameter.Of("file", "The file, as `source_file` names it."), Parameter.Of("id", "A document of it. One of the two has to be given.")],
            Answers =
            [
                new Answer(StatusCodes.Status200OK, "The file, or the document's text where there is no file to read.") { Example = LibraryExamples.Read },
                Answer.Problem(StatusCodes.Status404NotFound, "There is no such document, or no such indexed file."),
            ],
        });
        app.MapGet(Doc + "/{**id}", async (HttpContext context, DocService docs) => TypedResults.Ok(await docs.FindAsync(IdInPath.Of(context, Doc)))).Described(
            new Operation("Document, as Oracle V2 has it", "For Oracle V2's clients; `/api/documents` tells more.")
            {
                Parameters = [Parameter.Id("The document's, encoded: a slash is `%2F`.")],
                Answers =
                [
                    new Answer(StatusCodes.Status200OK, "The document.") { Example = LibraryExamples.Doc },
                    Answer.Problem(StatusCodes.Status404NotFound, "There is no such document."),
                ],
            });
        app.MapPatch(Doc + "/{**id}", ChangeAsync).TakesDocuments().Described(new Operation("Change a document", "Its text, its concepts, or both.")
        {
            Parameters = [Parameter.Id("The document's, encoded: a slash is `%2F`.")],
            Body = new Body(typeof(DocChange), "What changes; one of the two at least.", () => new DocChange("A second text.")),
            Answers =
            [
                new Answer(StatusCodes.Status200OK, "It is stored.") { Example = () => new DocStoredAnswer(true, "note-1") },
                Answer.Problem(StatusCodes.Status404NotFound, "There is no such document."),
            ],
        });
        app.MapPost(Doc, AddAsync).TakesDocuments().Described(new Operation("Add a document", "As Oracle V2's clients do; `POST /api/documents` replaces one that is there.")
        {
            Body = new Body(typeof(DocOrder), "The document.", () => new DocOrder("note-1", "note", "Backups run at night.", ["backup"])),
            Answers =
            [
                new Answer(StatusCodes.Status200OK, "It is stored.") { Example = () => new DocStoredAnswer(true, "note-1") },
                Answer.Problem(StatusCodes.Status409Conflict, "There is a document of that id."),
            ],
        });
    }

    private static async Task<Ok<ListAnswer>> ListAsync(HttpRequest request, ListService lists)
    {
        var query = new QueryReader(request);
        return TypedResults.Ok(await lists.ListAsync(
            query.Optional("type"), query.Clamped("limit", 10, int.MinValue, AnyNumber), query.Clamped("offset", 0, 0, AnyNumber), query.Optional("group") != "false"));
    }

    private static async Task<Ok<ReflectAnswer>> ReflectAsync(ListService lists) => TypedResults.Ok(
        await lists.ReflectAsync() is { } found
            ? new ReflectAnswer(found.Id, found.Type, found.Content, found.SourceFile, found.Concepts)
            : new ReflectAnswer(Error: "No documents found"));

    private static async Task<Ok<ConceptsAnswer>> ConceptsAsync(HttpRequest request, ListService lists)
    {
        var query = new QueryReader(request);
        return TypedResults.Ok(await lists.ConceptsAsync(query.Optional("type"), query.Clamped("limit", 50, 1, AnyNumber)));
    }

    private static async Task<Ok<SimilarAnswer>> SimilarAsync(HttpContext context, SimilarService similar)
    {
        var query = new QueryReader(context.Request);
        return TypedResults.Ok(await similar.FindAsync(query.Required("id"), query.Clamped("limit", 5, 1, AnyNumber), context.RequestAborted));
    }

    private static async Task<Ok<ReadAnswer>> ReadAsync(HttpRequest request, ReadService read)
    {
        var query = new QueryReader(request);
        return TypedResults.Ok(await read.ReadAsync(query.Optional("file"), query.Optional("id")));
    }

    private static async Task<Ok<DocStoredAnswer>> AddAsync(HttpRequest request, DocService docs)
    {
        using var body = await JsonBody.ReadAsync(request);
        var fields = new BodyReader(body.RootElement, "{id?: text, type: text, content: text, concepts?: [text], source_file?: text, project?: text}");
        return TypedResults.Ok(await docs.AddAsync(new DocOrder(
            fields.Text("id"), fields.Text("type") ?? throw new BadParameterException("type: is missing"), fields.Text("content") ?? throw new BadParameterException("content: is missing"),
            fields.Texts("concepts"), fields.Text("source_file"), fields.Text("project"))));
    }

    private static async Task<Ok<DocStoredAnswer>> ChangeAsync(HttpContext context, DocService docs)
    {
        using var body = await JsonBody.ReadAsync(context.Request);
        var fields = new BodyReader(body.RootElement, "{content?: text, concepts?: [text]}");
        return TypedResults.Ok(await docs.ChangeAsync(IdInPath.Of(context, Doc), new DocChange(fields.Text("content"), fields.Texts("concepts"))));
    }
}
