using Microsoft.AspNetCore.Http.HttpResults;
using Oracle.Api.Auditing;
using Oracle.Application.Auditing;

namespace Oracle.Host.Http;

/// <summary><c>/api/audit</c>: compare Chroma itself with SQLite.</summary>
internal static class AuditEndpoints
{
    public static void MapAudit(this IEndpointRouteBuilder app)
    {
        app.MapPost("/api/audit", RunAsync);
        app.MapGet("/api/audit", async (AuditService audits) => TypedResults.Ok(await audits.LatestAsync()));
    }

    private static async Task<Accepted<AuditAnswer>> RunAsync(HttpRequest request, AuditService audits) =>
        TypedResults.Accepted((string?)null, await audits.BeginAsync(await AuditRequest.ReadAsync(request)));
}
