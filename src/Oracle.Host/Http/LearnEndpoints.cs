using Microsoft.AspNetCore.Http.HttpResults;
using Oracle.Api.Learning;
using Oracle.Application.Learning;
using Oracle.Host.Http.Describing;
using Oracle.Host.Http.Examples;
using Oracle.Host.Http.Guarding;

namespace Oracle.Host.Http;

/// <summary><c>/api/learn</c>: a note is written and indexed.</summary>
internal static class LearnEndpoints
{
    public static void MapLearn(this IEndpointRouteBuilder app) => app.MapPost("/api/learn", LearnAsync).TakesDocuments().Described(new Operation(
        "Learn", "Writes a note into the vault and indexes it.")
    {
        Body = new Body(typeof(LearnOrder), "What was learned.", () => new LearnOrder("Locks need a deadline", "a review", ["locks"], "github.com/owner/repository")),
        Answers =
        [
            new Answer(StatusCodes.Status200OK, "The note is on disk and in the store.") { Example = LibraryExamples.Learned },
            Answer.Problem(StatusCodes.Status409Conflict, "The folder that notes are written to lies within another root."),
        ],
    });

    private static async Task<Ok<LearnAnswer>> LearnAsync(HttpRequest request, LearnService learn)
    {
        using var body = await JsonBody.ReadAsync(request);
        var fields = new BodyReader(body.RootElement, "{pattern: text, source?: text, concepts?: [text], project?: text, cwd?: text}");
        var order = new LearnOrder(
            fields.Text("pattern") ?? throw new BadParameterException("Missing required field: pattern"), fields.Text("source"), fields.Texts("concepts"), fields.Text("project"),
            fields.Text("cwd"), fields.Text("origin"));
        return TypedResults.Ok(await learn.LearnAsync(order, takesProjectAsGiven: true));
    }
}
