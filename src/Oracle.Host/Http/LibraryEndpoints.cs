using Microsoft.AspNetCore.Http.HttpResults;
using Oracle.Api.Listing;
using Oracle.Application.Listing;
using Oracle.Application.Searching;
using Oracle.Host.Http.Guarding;

namespace Oracle.Host.Http;

/// <summary>Documents as Oracle V2's clients list, read and change them.</summary>
internal static class LibraryEndpoints
{
    private const string Doc = "/api/doc";
    private const int AnyNumber = int.MaxValue;

    public static void MapLibrary(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/list", ListAsync);
        app.MapGet("/api/reflect", ReflectAsync);
        app.MapGet("/api/concepts", ConceptsAsync);
        app.MapGet("/api/similar", SimilarAsync).CountsAsSearch();
        app.MapGet("/api/read", ReadAsync);
        app.MapGet(Doc + "/{**id}", async (HttpContext context, DocService docs) => TypedResults.Ok(await docs.FindAsync(IdInPath.Of(context, Doc))));
        app.MapPatch(Doc + "/{**id}", ChangeAsync).TakesDocuments();
        app.MapPost(Doc, AddAsync).TakesDocuments();
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
