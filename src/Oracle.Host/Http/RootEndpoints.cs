using Microsoft.AspNetCore.Http.HttpResults;
using Oracle.Api.Roots;
using Oracle.Application.Roots;
using Oracle.Host.Http.Describing;
using Oracle.Host.Http.Examples;
using Oracle.Host.Http.Guarding;

namespace Oracle.Host.Http;

/// <summary><c>/api/roots</c>: the folders that are known, one that moved, one whose deletions are held, one that is gone for good.</summary>
internal static class RootEndpoints
{
    private const string Path = "/api/roots";

    public static void MapRoots(this IEndpointRouteBuilder app)
    {
        app.MapGet(Path, async (RootService roots) => TypedResults.Ok(await roots.ListAsync())).Described(
            new Operation("Folders that are known", "Each with whether it is there.") { Answers = [new Answer(StatusCodes.Status200OK, "All of them.") { Example = RootExamples.All }] });
        app.MapPost(Path + "/move", MoveAsync).Described(new Operation("A folder lies elsewhere now", "For the command line on this machine, which shows that its user asks (`X-Oracle-Local`).")
        {
            Body = new Body(typeof(MoveRootOrder), "Which, and where.", () => new MoveRootOrder("notes", "/home/me/notes")),
            Answers =
            [
                new Answer(StatusCodes.Status200OK, "It is known there.") { Example = RootExamples.Moved },
                Answer.Problem(StatusCodes.Status403Forbidden, "Somebody else than the host's user asks, or a page of another site."),
                Answer.Problem(StatusCodes.Status404NotFound, "There is no such root."),
                Answer.Problem(StatusCodes.Status409Conflict, "Another root has that folder, and it is not the one that moved."),
            ],
        });
        app.MapPost(Path + "/confirm", ConfirmAsync).Described(new Operation("Held deletions are meant", "Deletes the documents of files that are gone from a root, where they were so many that it was held.")
        {
            Body = new Body(typeof(ConfirmRootOrder), "Which root.", () => new ConfirmRootOrder("notes")),
            Answers =
            [
                new Answer(StatusCodes.Status200OK, "They are deleted, or nothing was held.") { Example = () => new ConfirmedRootAnswer("notes", WasHeld: true, DeletedFiles: 120) },
                Answer.Problem(StatusCodes.Status404NotFound, "There is no such root."),
                Answer.Problem(StatusCodes.Status409Conflict, "Its folder is not there, so nothing can be said of its files."),
            ],
        });
        app.MapDelete(Path, ForgetAsync).Described(new Operation("Forget a folder", "It is gone for good. No file is touched.")
        {
            Parameters = [Parameter.Needed("name", "Of the root; the first one's is `.`."), new Parameter("keepDocuments", "Whether its documents stay.", typeof(bool)) { Standard = false }],
            Answers =
            [
                new Answer(StatusCodes.Status200OK, "It is forgotten.") { Example = () => new ForgottenRootAnswer("notes", 120) },
                Answer.Problem(StatusCodes.Status404NotFound, "There is no such root."),
            ],
        });
    }

    private static async Task<Ok<MovedRootAnswer>> MoveAsync(HttpContext context, RootService roots, LocalFiles files)
    {
        files.RequireOwner(context);
        var (name, path) = await RootRequest.ReadAsync(context.Request, needsPath: true);
        return TypedResults.Ok(await roots.MoveAsync(name, path!, context.RequestAborted));
    }

    private static async Task<Ok<ConfirmedRootAnswer>> ConfirmAsync(HttpContext context, RootService roots)
    {
        var (name, _) = await RootRequest.ReadAsync(context.Request, needsPath: false);
        return TypedResults.Ok(await roots.ConfirmAsync(name, context.RequestAborted));
    }

    private static async Task<Ok<ForgottenRootAnswer>> ForgetAsync(HttpContext context, RootService roots)
    {
        var query = new QueryReader(context.Request);
        return TypedResults.Ok(await roots.ForgetAsync(query.Required("name"), query.Flag("keepDocuments"), context.RequestAborted));
    }
}
