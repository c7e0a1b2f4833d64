using Oracle.Application.Inspecting;

namespace Oracle.Host.Http;

/// <summary><c>/api/inspect</c>: what goes on inside.</summary>
internal static class InspectEndpoints
{
    public static void MapInspect(this IEndpointRouteBuilder app) =>
        app.MapGet("/api/inspect", async (InspectService inspect) => TypedResults.Ok(await inspect.ReadAsync()));
}
