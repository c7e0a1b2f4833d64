using Microsoft.AspNetCore.Http.HttpResults;
using Oracle.Api.Auditing;
using Oracle.Application.Auditing;
using Oracle.Host.Http.Describing;
using Oracle.Host.Http.Examples;

namespace Oracle.Host.Http;

/// <summary><c>/api/audit</c>: compare Chroma itself with SQLite.</summary>
internal static class AuditEndpoints
{
    public static void MapAudit(this IEndpointRouteBuilder app)
    {
        app.MapPost("/api/audit", RunAsync).Described(new Operation("Audit", "Compares Chroma itself with SQLite, and mends what differs if it is told to.")
        {
            Body = new Body(typeof(AuditOrder), "How; without a body, nothing is mended and everything is probed.", () => new AuditOrder(Repair: true, Probe: 100)) { IsOptional = true },
            Answers =
            [
                new Answer(StatusCodes.Status202Accepted, "It runs.") { Example = RunExamples.AuditBegun },
                Answer.Problem<AuditProblem>(StatusCodes.Status409Conflict, "One runs, whose fields are beside."),
            ],
        });
        app.MapGet("/api/audit", async (AuditService audits) => TypedResults.Ok(await audits.LatestAsync())).Described(
            new Operation("How an audit stands", "The one that runs, or the last one.") { Answers = [new Answer(StatusCodes.Status200OK, "How it stands.") { Example = RunExamples.Audit }] });
    }

    private static async Task<Accepted<AuditAnswer>> RunAsync(HttpRequest request, AuditService audits) =>
        TypedResults.Accepted((string?)null, await audits.BeginAsync(await AuditRequest.ReadAsync(request)));
}
