using Microsoft.AspNetCore.Http.HttpResults;
using Oracle.Api.Learning;
using Oracle.Application.Learning;
using Oracle.Host.Http.Guarding;

namespace Oracle.Host.Http;

/// <summary><c>/api/learn</c>: a note is written and indexed.</summary>
internal static class LearnEndpoints
{
    public static void MapLearn(this IEndpointRouteBuilder app) => app.MapPost("/api/learn", LearnAsync).TakesDocuments();

    private static async Task<Ok<LearnAnswer>> LearnAsync(HttpRequest request, LearnService learn)
    {
        using var body = await JsonBody.ReadAsync(request);
        var fields = new BodyReader(body.RootElement, "{pattern: text, source?: text, concepts?: [text], project?: text, cwd?: text}");
        var order = new LearnOrder(
            fields.Text("pattern") ?? throw new BadParameterException("Missing required field: pattern"), fields.Text("source"), fields.Texts("concepts"), fields.Text("project"),
            fields.Text("cwd"), fields.Text("origin"));
        return TypedResults.Ok(await learn.LearnAsync(order));
    }
}
