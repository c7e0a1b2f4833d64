using System.Reflection;
using Microsoft.AspNetCore.Http.HttpResults;
using Oracle.Api.Status;
using Oracle.Application.Status;
using Oracle.Host.Http.Describing;
using Oracle.Host.Http.Examples;

namespace Oracle.Host.Http;

/// <summary><c>/api/stats</c>, <c>/api/health</c>, <c>/health/live</c> and <c>/health/ready</c>.</summary>
internal static class StatusEndpoints
{
    /// <summary>The version of this build.</summary>
    public static string Version { get; } =
        typeof(StatusEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    public static void MapStatus(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/stats", async (StatsService stats) => TypedResults.Ok(await stats.ReadAsync())).Described(new Operation(
            "Counts and states", "Where every document stands, of one transaction; `sync.synced + pending + failed` is `total`. The fields in snake_case are Oracle V2's.")
        {
            Answers = [new Answer(StatusCodes.Status200OK, "The counts.") { Example = StatusExamples.Stats }],
        });
        app.MapGet("/api/health", async (HttpContext context, HealthService health) =>
        {
            var (status, reason) = await health.MeasureAsync();
            return TypedResults.Ok(new HealthAnswer(status, "oracle", Version, context.Connection.LocalPort, "connected", reason));
        }).Described(new Operation("How it is", "Always 200; for probes there is `/health/ready`. A document that failed or is quarantined alone is no reason for `degraded`.")
        {
            Answers = [new Answer(StatusCodes.Status200OK, "What was measured.") { Example = StatusExamples.Health }],
        });
        app.MapGet("/health/live", () => TypedResults.Ok(new ProbeAnswer("ok"))).AllowAnonymous().Described(new Operation(
            "Whether it lives", "A probe, without token and limit.")
        {
            Answers = [new Answer(StatusCodes.Status200OK, "It does.") { Example = () => new ProbeAnswer("ok") }],
        });
        app.MapGet("/health/ready", ReadyAsync).AllowAnonymous().Described(new Operation("Whether it takes documents", "A probe, without token and limit.")
        {
            Answers =
            [
                new Answer(StatusCodes.Status200OK, "It does. `degraded`: vectors have to wait.") { Example = () => new ProbeAnswer("degraded") },
                Answer.Problem(StatusCodes.Status503ServiceUnavailable, "SQLite does not answer, or the host is shutting down."),
            ],
        });
    }

    private static async Task<Results<Ok<ProbeAnswer>, ProblemHttpResult>> ReadyAsync(HealthService health)
    {
        var (status, reason) = await health.ReadyAsync();
        return status == "failing"
            ? Problems.Of(StatusCodes.Status503ServiceUnavailable, reason ?? "SQLite does not answer.")
            : TypedResults.Ok(new ProbeAnswer(status));
    }
}
