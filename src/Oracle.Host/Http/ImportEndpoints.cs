using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Oracle.Api;
using Oracle.Api.Importing;
using Oracle.Application.Importing;
using Oracle.Host.Http.Describing;
using Oracle.Host.Http.Examples;
using Oracle.Host.Http.Guarding;

namespace Oracle.Host.Http;

/// <summary><c>POST /api/import</c>: takes an Oracle V2 database of this machine over, for the command line.</summary>
internal static class ImportEndpoints
{
    public static void MapImport(this IEndpointRouteBuilder app) => app.MapPost("/api/import", ImportAsync).Described(new Operation(
        "Import from Oracle V2", "Takes an Oracle V2 database of this machine over. For the command line, which shows that its user asks (`X-Oracle-Local`).")
    {
        Body = new Body(typeof(ImportOrder), "Which.", () => new ImportOrder("/home/me/.arra-oracle-v2/oracle.db")),
        Answers =
        [
            new Answer(StatusCodes.Status200OK, "All of it is stored.") { Example = RunExamples.Imported },
            Answer.Problem(StatusCodes.Status403Forbidden, "Somebody else than the host's user asks, or a page of another site."),
            Answer.Problem(StatusCodes.Status409Conflict, "An import runs."),
        ],
    });

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
