using Microsoft.AspNetCore.Http.HttpResults;
using Oracle.Api.Searching;
using Oracle.Application.Searching;
using Oracle.Host.Http.Describing;
using Oracle.Host.Http.Examples;
using Oracle.Host.Http.Guarding;

namespace Oracle.Host.Http;

/// <summary><c>/api/search</c>.</summary>
internal static class SearchEndpoints
{
    public static void MapSearch(this IEndpointRouteBuilder app) => app.MapGet("/api/search", SearchAsync).CountsAsSearch().Described(new Operation(
        "Search", "Documents that have the words of the query or mean the same, best first. A section shows once, by its best passage. While Chroma is away words alone decide, and `warning` says so.")
    {
        Parameters =
        [
            Parameter.Needed("q", "What to look for, at most 4,000 characters; `\"phrases\"`, `-exclusions` and `word*` are understood."),
            new Parameter("mode", "By what: `hybrid` where nothing is said.", typeof(SearchMode)),
            Parameter.Of("type", "Only documents of this type."), Parameter.Of("project", "Only documents of this project."), Parameter.Of("tag", "Only documents with this tag."),
            Parameter.Number("limit", "Results of this page; brought within 1 and 100.", 10), Parameter.Number("offset", "How many are passed over; brought within 0 and 1,000.", 0),
            new Parameter("content", "`none` leaves the whole texts out: `full` where nothing is said.", typeof(ContentChoice)),
        ],
        Answers = [new Answer(StatusCodes.Status200OK, "A page of results; none is an answer, too.") { Example = SearchExamples.Page }],
    });

    private static async Task<Ok<SearchAnswer>> SearchAsync(HttpContext context, SearchService search)
    {
        var query = new QueryReader(context.Request);
        return TypedResults.Ok(await search.SearchAsync(
            new SearchQuery(
                query.Required("q"), query.Choice("mode", SearchMode.Hybrid), query.Optional("type"), query.Optional("project"), query.Optional("tag"),
                query.Clamped("limit", 10, 1, SearchService.MostOfAPage), query.Clamped("offset", 0, 0, HybridSearch.MostResults),
                query.Choice("content", ContentChoice.Full) == ContentChoice.Full),
            context.RequestAborted));
    }
}

/// <summary>Whether results carry their whole texts.</summary>
internal enum ContentChoice
{
    /// <summary>They do.</summary>
    Full,

    /// <summary>Only the snippet.</summary>
    None,
}
