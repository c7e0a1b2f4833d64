using System.Reflection;
using Microsoft.AspNetCore.Http.HttpResults;
using Oracle.Api.Status;
using Oracle.Application.Status;

namespace Oracle.Host.Http;

/// <summary><c>/api/stats</c>, <c>/api/health</c>, <c>/health/live</c> and <c>/health/ready</c>.</summary>
internal static class StatusEndpoints
{
    /// <summary>The version of this build.</summary>
    public static string Version { get; } =
        typeof(StatusEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    public static void MapStatus(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/stats", async (StatsService stats) => TypedResults.Ok(await stats.ReadAsync()));
        app.MapGet("/api/health", async (HttpContext context, HealthService health) =>
        {
            var (status, reason) = await health.MeasureAsync();
            return TypedResults.Ok(new HealthAnswer(status, "oracle", Version, context.Connection.LocalPort, "connected", reason));
        });
        app.MapGet("/health/live", () => TypedResults.Ok(new ProbeAnswer("ok"))).AllowAnonymous();
        app.MapGet("/health/ready", ReadyAsync).AllowAnonymous();
    }

    private static async Task<Results<Ok<ProbeAnswer>, ProblemHttpResult>> ReadyAsync(HealthService health)
    {
        var (status, reason) = await health.ReadyAsync();
        return status == "failing"
            ? Problems.Of(StatusCodes.Status503ServiceUnavailable, reason ?? "SQLite does not answer.")
            : TypedResults.Ok(new ProbeAnswer(status));
    }
}
