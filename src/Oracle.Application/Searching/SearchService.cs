using Oracle.Api.Searching;
using Oracle.Documents.Searching;

namespace Oracle.Application.Searching;

/// <summary>What is searched for.</summary>
/// <param name="Query">1 to 4,000 characters.</param>
/// <param name="Mode">Which legs to use.</param>
/// <param name="Type">The type that results have; null or <c>all</c>: any. One that there is not gives no result.</param>
/// <param name="Project">Results are of this project or of none; null: of any.</param>
/// <param name="Tag">The tag that results have; null: any.</param>
/// <param name="Limit">Brought within 1 to 100.</param>
/// <param name="Offset">Brought within 0 to 1,000.</param>
/// <param name="WithContent">Whether results carry their whole texts.</param>
public sealed record SearchQuery(
    string Query, SearchMode Mode = SearchMode.Hybrid, string? Type = null, string? Project = null, string? Tag = null,
    int Limit = 10, int Offset = 0, bool WithContent = true);

/// <summary>Searches, with the rules and limits that all ways to it have in common.</summary>
public sealed class SearchService(HybridSearch search)
{
    /// <summary>The most results of a page.</summary>
    public const int MostOfAPage = 100;

    // How Oracle V2's clients say that any type will do.
    private const string AnyType = "all";

    /// <summary>Searches.</summary>
    /// <exception cref="RequestFailedException">The query is blank or too long.</exception>
    public async Task<SearchAnswer> SearchAsync(SearchQuery query, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(query);
        var text = Plain(query.Query);
        var request = new SearchRequest(
            text, query.Mode, new SearchFilter(query.Type == AnyType ? null : query.Type, query.Project, query.Tag),
            Math.Clamp(query.Limit, 1, MostOfAPage), Math.Clamp(query.Offset, 0, HybridSearch.MostResults));
        var found = await search.SearchAsync(request, cancel);
        return new SearchAnswer(
            [.. found.Results.Select(result => Hit(result, query.WithContent))], found.Total, request.Limit, request.Offset, Words.Of(request.Mode), text,
            VectorAvailable: found.VectorTrouble is null, Degraded: found.VectorTrouble is not null, found.Coverage, found.Pending, Warning(request.Mode, found));
    }

    private static string Plain(string query)
    {
        if (query.Length > SearchText.MaxLength)
            throw RequestFailedException.BadInput($"q: has {query.Length:N0} characters, at most {SearchText.MaxLength:N0} are allowed");
        if (string.IsNullOrWhiteSpace(query))
            throw RequestFailedException.BadInput("q: is blank");
        return QueryText.Plain(query) is { Length: > 0 } text ? text
            : throw RequestFailedException.BadInput("q: is empty after elements of HTML and control characters are removed");
    }

    private static SearchHit Hit(SearchResult result, bool withContent)
    {
        var document = result.Document;
        return new SearchHit(
            document.Id, document.Type, result.Snippet.ToHtml(), document.SourceFile, document.Concepts,
            result switch { { ByKeyword: true, ByVector: true } => "hybrid", { ByVector: true } => "vector", _ => "fts" },
            result.Score, document.Labels.Title, withContent ? document.Content : null, document.Labels.Tags, document.Labels.HeadingPath, document.Project,
            result.Distance, document.Labels.SectionId, document.Labels.Passage, result.More == 0 ? null : result.More,
            SourceStates.Of(document.UnreadableSince), document.UnreadableSince);
    }

    private static string? Warning(SearchMode mode, SearchResults found) => (mode, found.VectorTrouble) switch
    {
        (SearchMode.Vector, { } trouble) => $"No results: vectors cannot be searched. {trouble}",
        (SearchMode.Hybrid, { } trouble) => $"Keyword results only. {trouble}",
        _ => null,
    };
}
