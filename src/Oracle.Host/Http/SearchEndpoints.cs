using System.Text.Json.Serialization;
using Oracle.Documents.Searching;
using Oracle.Host.Search;

namespace Oracle.Host.Http;

/// <summary><c>/api/search</c>.</summary>
internal static class SearchEndpoints
{
    private const int MaxLimit = 100;

    public static void MapSearch(this WebApplication app) => app.MapGet("/api/search", SearchAsync);

    private static async Task<IResult> SearchAsync(HttpContext context, HybridSearch search)
    {
        var query = new QueryReader(context.Request);
        var type = query.Optional("type");
        var request = new SearchRequest(
            Text(query.Required("q")),
            query.Choice("mode", SearchMode.Hybrid),
            // "all" is how Oracle V2's clients say that any type will do.
            new SearchFilter(type == "all" ? null : type, query.Optional("project"), query.Optional("tag")),
            query.Clamped("limit", 10, 1, MaxLimit),
            query.Clamped("offset", 0, 0, HybridSearch.MostResults));
        var content = query.Choice("content", ContentChoice.Full);
        var answer = await search.SearchAsync(request, context.RequestAborted);
        return Results.Json(
            new SearchPage(
                [.. answer.Results.Select(result => Result(result, content))], answer.Total, request.Limit, request.Offset, request.Mode,
                VectorAvailable: answer.VectorTrouble is null, Degraded: answer.VectorTrouble is not null,
                answer.Coverage, answer.Pending, Warning(request.Mode, answer)),
            Json.Options);
    }

    private static string Text(string q) =>
        string.IsNullOrWhiteSpace(q) ? throw new BadParameterException("q: is blank")
        : q.Length > SearchText.MaxLength ? throw new BadParameterException($"q: has {q.Length:N0} characters, at most {SearchText.MaxLength:N0} are allowed")
        : q;

    private static SearchHit Result(SearchResult result, ContentChoice content) => new(
        result.Document.Id, result.Document.Labels.Title, result.Document.Type,
        content == ContentChoice.None ? null : result.Document.Content, result.Snippet.ToHtml(), result.Document.SourceFile,
        result.Document.Concepts, result.Document.Labels.Tags, result.Document.Labels.HeadingPath, result.Document.Project,
        result switch { { ByKeyword: true, ByVector: true } => "hybrid", { ByVector: true } => "vector", _ => "fts" },
        result.Score, result.Distance, result.Document.Labels.SectionId, result.Document.Labels.Passage, result.More == 0 ? null : result.More,
        result.Document.UnreadableSince is null ? null : SourceStates.Unreadable, result.Document.UnreadableSince);

    private static string? Warning(SearchMode mode, SearchAnswer answer) => (mode, answer.VectorTrouble) switch
    {
        (SearchMode.Vector, { } trouble) => $"No results: vectors cannot be searched. {trouble}",
        (SearchMode.Hybrid, { } trouble) => $"Keyword results only. {trouble}",
        _ => null,
    };
}

/// <summary>Whether results carry their whole texts.</summary>
internal enum ContentChoice
{
    /// <summary>They do.</summary>
    Full,

    /// <summary>Only the snippet.</summary>
    None,
}

/// <summary>A page of results.</summary>
internal sealed record SearchPage(
    IReadOnlyList<SearchHit> Results, long Total, int Limit, int Offset, SearchMode Mode, bool VectorAvailable, bool Degraded,
    double Coverage, long Pending, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Warning);

/// <summary>One result.</summary>
internal sealed record SearchHit(
    string Id, string? Title, string Type, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Content, string Snippet,
    [property: JsonPropertyName("source_file")] string SourceFile,
    IReadOnlyList<string> Concepts, IReadOnlyList<string>? Tags, [property: JsonPropertyName("heading_path")] string? HeadingPath,
    string? Project, string Source, double Score,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Distance,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), JsonPropertyName("section_id")] string? SectionId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Passage,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? More,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), JsonPropertyName("source_state")] string? SourceState,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? Since);
