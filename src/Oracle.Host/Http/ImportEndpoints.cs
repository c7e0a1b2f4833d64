using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Oracle.Api;
using Oracle.Api.Importing;
using Oracle.Application.Importing;
using Oracle.Host.Http.Guarding;

namespace Oracle.Host.Http;

/// <summary><c>POST /api/import</c>: takes an Oracle V2 database of this machine over, for the command line.</summary>
internal static class ImportEndpoints
{
    public static void MapImport(this IEndpointRouteBuilder app) => app.MapPost("/api/import", ImportAsync);

    private static async Task<Ok<ImportAnswer>> ImportAsync(HttpContext context, ImportService imports, LocalFiles files)
    {
        files.RequireOwner(context);
        return TypedResults.Ok(await imports.RunAsync(await PathAsync(context.Request), context.RequestAborted));
    }

    private static async Task<string> PathAsync(HttpRequest request)
    {
        using var json = await JsonBody.ReadAsync(request);
        try
        {
            return (json.Deserialize<ImportOrder>(ApiJson.Options) ?? throw new BadParameterException("The body is null.")).Path;
        }
        catch (JsonException e)
        {
            throw new BadParameterException($"The body is not as expected, {{path:text}}: {e.Message}");
        }
    }
}
