using Oracle.Documents.Searching;

namespace Oracle.Host.Search;

/// <summary>Which legs of the search to use.</summary>
public enum SearchMode
{
    /// <summary>Keywords and vectors, fused by reciprocal rank.</summary>
    Hybrid,

    /// <summary>Keywords alone.</summary>
    Fts,

    /// <summary>Vectors alone.</summary>
    Vector,
}

/// <summary>A question.</summary>
public sealed record SearchRequest(string Query, SearchMode Mode, SearchFilter Filter, int Limit, int Offset);

/// <summary>One result: the current text from SQLite, and which leg found it.</summary>
/// <param name="Document">The document, or the best passage of a section.</param>
/// <param name="ByKeyword">A keyword leg found it.</param>
/// <param name="ByVector">The vector leg found it.</param>
/// <param name="Score">0 to 1.</param>
/// <param name="Distance">Of its vector from the question's, if that leg found it.</param>
/// <param name="More">How many further passages of its section were found.</param>
/// <param name="Snippet">The text around what of the query stands in it.</param>
public sealed record SearchResult(SearchDocument Document, bool ByKeyword, bool ByVector, double Score, double? Distance, int More, Snippet Snippet);

/// <summary>The results, and what they stand on.</summary>
/// <param name="Results">Best first.</param>
/// <param name="Total">How many could be paged through.</param>
/// <param name="VectorTrouble">Why vectors could not be asked; null when they were there.</param>
/// <param name="Coverage">Share of live documents that are synced, 0 to 1.</param>
/// <param name="Pending">Live documents on their way.</param>
public sealed record SearchAnswer(IReadOnlyList<SearchResult> Results, long Total, string? VectorTrouble, double Coverage, long Pending);

/// <summary>
/// Searches by keywords in SQLite and by vectors in Chroma. Whatever Chroma returns is looked up in SQLite: a record
/// that is unknown, deleted, superseded or of an older revision never shows.
/// </summary>
public sealed class HybridSearch(IKeywordSearch keywords, VectorSearch vectors)
{
    // Each leg looks further than the page, for fusing needs what comes after it, and masked hits leave gaps.
    private const int MinDepth = 50;

    /// <summary>Counting ends here, and so do the results.</summary>
    public const int MostResults = 1_000;

    // Pieces of words are asked for where there is no space between words, or words found too little.
    private const double WordsWeight = 1;
    private const double SubstringsWeight = 0.5;
    private const double VectorWeight = 1;

    /// <summary>Answers a question. Without Chroma it answers from keywords and says so.</summary>
    public async Task<SearchAnswer> SearchAsync(SearchRequest request, CancellationToken cancel)
    {
        var depth = Math.Max(MinDepth, 2 * (request.Offset + request.Limit));
        var searching = request.Mode == SearchMode.Vector
            ? Task.FromResult(new KeywordMatches([], [], 0))
            : keywords.SearchAsync(request.Query, request.Filter, depth);
        // Chroma compares letter by letter.
        var types = request.Filter.Type is { } type ? await keywords.LookUpAsync(found => found.Types(type)) : null;
        var question = vectors.Of(request, types);
        var byVector = await question.AskAsync(depth, cancel);
        var byKeyword = await searching;
        for (var asked = depth; ;)
        {
            // All of it of one moment, and with nothing waited for.
            var (answer, shown) = await keywords.LookUpAsync(found => Answer(request, byKeyword, byVector, found));
            // Masked hits are refilled from further down.
            if (byVector.Hits is not { } hits || Refill.Next(asked, hits, shown, request.Offset + request.Limit) is not { } next)
                return answer;
            (asked, byVector) = (next, await question.AskAsync(next, cancel));
        }
    }

    private static (SearchAnswer Answer, int Shown) Answer(SearchRequest request, KeywordMatches byKeyword, VectorLeg byVector, ISearchLookUp found)
    {
        var near = byVector.Hits?.Where(Refill.IsNear).ToList() ?? [];
        var revisions = found.Revisions([.. near.Select(hit => hit.Id)], request.Filter, request.Query);
        var current = near.Where(hit => revisions.TryGetValue(hit.Id, out var revision) && revision == hit.Revision).ToList();
        var distances = current.ToDictionary(hit => hit.Id, hit => hit.Distance, StringComparer.Ordinal);

        var fused = ReciprocalRank.Fuse(
            (byKeyword.Words, WordsWeight), (byKeyword.Substrings, SubstringsWeight), ([.. current.Select(hit => hit.Id)], VectorWeight));
        var sections = found.Sections([.. fused.Select(hit => hit.Id)]);
        // Best first, so the first of a section is its best.
        var whole = fused.GroupBy(hit => sections.GetValueOrDefault(hit.Id, hit.Id), StringComparer.Ordinal)
            .Select(passages => (passages.First().Id, passages.First().Score, More: passages.Count() - 1)).ToList();
        var page = whole.Take(MostResults).Skip(request.Offset).Take(request.Limit).ToList();
        var documents = found.Hydrate([.. page.Select(hit => hit.Id)], request.Filter);
        var words = found.Found([.. documents.Keys], request.Query);
        var keywordIds = byKeyword.Words.Concat(byKeyword.Substrings).ToHashSet(StringComparer.Ordinal);
        var best = ReciprocalRank.Best(BestWeight(request.Mode, byKeyword, byVector));
        var (live, synced, pending) = found.Counts();
        return (new SearchAnswer(
            // A document deleted since its leg found it is not in the look-up.
            [.. page.Where(hit => documents.ContainsKey(hit.Id)).Select(hit => new SearchResult(
                documents[hit.Id],
                keywordIds.Contains(hit.Id),
                distances.ContainsKey(hit.Id),
                Math.Min(1, hit.Score / best),
                distances.TryGetValue(hit.Id, out var distance) ? distance : null,
                hit.More,
                Snippet.Of(documents[hit.Id].Content, words[hit.Id])))],
            Math.Min(MostResults, Math.Max(byKeyword.Total, whole.Count)),
            byVector.Trouble,
            live == 0 ? 1 : (double)synced / live,
            pending), current.Count);
    }

    // What is first in every leg that was asked is a perfect hit.
    private static double BestWeight(SearchMode mode, KeywordMatches byKeyword, VectorLeg byVector) =>
        (mode == SearchMode.Vector ? 0 : WordsWeight + (byKeyword.AskedSubstrings ? SubstringsWeight : 0))
        + (mode == SearchMode.Vector || byVector.Hits is not null ? VectorWeight : 0);
}
