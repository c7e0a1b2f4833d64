using Microsoft.AspNetCore.Http.HttpResults;
using Oracle.Api.Roots;
using Oracle.Application.Roots;
using Oracle.Host.Http.Guarding;

namespace Oracle.Host.Http;

/// <summary><c>/api/roots</c>: the folders that are known, one that moved, one whose deletions are held, one that is gone for good.</summary>
internal static class RootEndpoints
{
    private const string Path = "/api/roots";

    public static void MapRoots(this IEndpointRouteBuilder app)
    {
        app.MapGet(Path, async (RootService roots) => TypedResults.Ok(await roots.ListAsync()));
        app.MapPost(Path + "/move", MoveAsync);
        app.MapPost(Path + "/confirm", ConfirmAsync);
        app.MapDelete(Path, ForgetAsync);
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
