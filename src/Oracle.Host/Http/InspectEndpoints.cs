using Oracle.Application.Inspecting;
using Oracle.Host.Http.Describing;
using Oracle.Host.Http.Examples;

namespace Oracle.Host.Http;

/// <summary><c>/api/inspect</c>: what goes on inside.</summary>
internal static class InspectEndpoints
{
    public static void MapInspect(this IEndpointRouteBuilder app) =>
        app.MapGet("/api/inspect", async (InspectService inspect) => TypedResults.Ok(await inspect.ReadAsync())).Described(new Operation(
            "Look inside", "Actors, circuit, queues, timers and scans, within 300 ms whatever hangs.")
        {
            Answers = [new Answer(StatusCodes.Status200OK, "What goes on.") { Example = StatusExamples.Inspected }],
        });
}
