using Microsoft.AspNetCore.Http.HttpResults;
using Oracle.Api.Searching;
using Oracle.Application.Searching;
using Oracle.Host.Http.Guarding;

namespace Oracle.Host.Http;

/// <summary><c>/api/search</c>.</summary>
internal static class SearchEndpoints
{
    public static void MapSearch(this IEndpointRouteBuilder app) => app.MapGet("/api/search", SearchAsync).CountsAsSearch();

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
