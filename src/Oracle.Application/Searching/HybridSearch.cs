using System.Globalization;
using System.Text;
using Oracle.Actors.Syncing;
using Oracle.Documents.Searching;

namespace Oracle.Application.Searching;

/// <summary>Which legs of the search to use.</summary>
public enum SearchMode
{
    /// <summary>Keywords and vectors, fused by the evidence of the query.</summary>
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
public sealed record SearchResults(IReadOnlyList<SearchResult> Results, long Total, string? VectorTrouble, double Coverage, long Pending);

/// <summary>
/// Searches by keywords in SQLite and by vectors in Chroma. Whatever Chroma returns is looked up in SQLite: a record
/// that is unknown, deleted, superseded or of an older revision never shows.
/// </summary>
public sealed class HybridSearch(IKeywordSearch keywords, VectorSearch vectors)
{
    /// <summary>Counting ends here, and so do the results.</summary>
    public const int MostResults = 1_000;

    // Beyond these a hit does not stand out from the crowd. As the number does not depend on the page, no score does.
    private const int FusedVectors = Fusion.Crowd;
    private const int EnoughVectors = FusedVectors / 2;

    /// <summary>Answers a question. Without Chroma it answers from keywords and says so.</summary>
    public async Task<SearchResults> SearchAsync(SearchRequest request, CancellationToken cancel)
    {
        // Both at once: neither leg waits for the other. Vectors alone need to know as well which hits have a word of the query.
        var searching = keywords.SearchAsync(request.Query, request.Filter, MostResults);
        var isDeep = request.Mode == SearchMode.Vector;
        var (asked, wanted) = (isDeep ? Math.Max(FusedVectors, 2 * (request.Offset + request.Limit)) : FusedVectors, isDeep ? request.Offset + request.Limit : EnoughVectors);
        // Chroma compares letter by letter.
        var types = request.Mode != SearchMode.Fts && request.Filter.Type is { } type ? await keywords.LookUpAsync(found => found.Types(type)) : null;
        var near = await NearAsync(request, types, asked, known: null, cancel);
        var words = await searching;
        while (true)
        {
            // All of it of one moment, and with nothing waited for.
            var (answer, shown) = await keywords.LookUpAsync(found => Answer(request, words, near, found));
            // Masked hits are refilled from further down; where that fails, what came before will do.
            if (near.Hits is not { } hits || Refill.Next(asked, hits, shown, wanted) is not { } next
                || await NearAsync(request, types, next, near, cancel) is not { Hits: not null } deeper)
            {
                return answer;
            }

            (asked, near) = (next, deeper);
        }
    }

    private async Task<VectorLeg> NearAsync(SearchRequest request, IReadOnlyList<string>? types, int depth, VectorLeg? known, CancellationToken cancel) =>
        request.Mode == SearchMode.Fts || vectors.Trouble is not null ? new VectorLeg(null, vectors.Trouble)
        : types is [] || !HasMeaning(request.Query) ? new VectorLeg([], Trouble: null)
        : await vectors.AskAsync(request.Query, types, depth, known, cancel);

    // Marks alone mean nothing, and every text is as near to them as any other. A picture (emoji) does mean something.
    private static bool HasMeaning(string query) => query.EnumerateRunes().Any(rune => Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.OtherSymbol);

    private static List<VectorHit> Current(SearchRequest request, IReadOnlyList<VectorHit> hits, ISearchLookUp found)
    {
        var near = AtTheirPlace([.. hits.Where(Refill.IsNear)], found);
        var revisions = found.Revisions([.. near.Select(hit => hit.Id)], request.Filter, request.Query);
        return [.. near.Where(hit => revisions.TryGetValue(hit.Id, out var revision) && revision == hit.Revision).DistinctBy(hit => hit.Id, StringComparer.Ordinal)];
    }

    // A record under the id that a document had before its file moved is that document, until it is confirmed under the new one.
    private static List<VectorHit> AtTheirPlace(List<VectorHit> hits, ISearchLookUp found)
    {
        var moved = found.Moved([.. hits.Select(hit => hit.Id)]);
        return moved.Count == 0 ? hits
            : [.. hits.Select(hit => moved.TryGetValue(hit.Id, out var now) && now.OldRevision == hit.Revision ? hit with { Id = now.Id, Revision = now.Revision } : hit)];
    }

    private static (SearchResults Answer, int Shown) Answer(SearchRequest request, KeywordMatches words, VectorLeg near, ISearchLookUp found)
    {
        var current = near.Hits is { } hits ? Current(request, hits, found) : [];
        var distances = current.ToDictionary(hit => hit.Id, hit => hit.Distance, StringComparer.Ordinal);
        var fused = near.Asked is { } asked && near.Hits is { } raw
            ? Fused(request, words, Evidence(current, raw, asked))
            : request.Mode == SearchMode.Vector ? [] : Fusion.Words(words);
        var byWord = words.Hits.Select(hit => hit.Id).ToHashSet(StringComparer.Ordinal);
        var sections = found.Sections([.. fused.Select(hit => hit.Id).Where(id => !byWord.Contains(id))]);
        // Best first, so the first of a section is its best.
        var whole = fused.GroupBy(hit => words.Sections.GetValueOrDefault(hit.Id) ?? sections.GetValueOrDefault(hit.Id, hit.Id), StringComparer.Ordinal)
            .Select(passages => (passages.First().Id, passages.First().Score, More: passages.Count() - 1)).ToList();
        var page = whole.Take(MostResults).Skip(request.Offset).Take(request.Limit).ToList();
        var documents = found.Hydrate([.. page.Select(hit => hit.Id)], request.Filter);
        var inText = found.Found([.. documents.Keys], request.Query);
        var (live, synced, pending) = found.Counts();
        return (new SearchResults(
            // A document deleted since its leg found it is not in the look-up.
            [.. page.Where(hit => documents.ContainsKey(hit.Id)).Select(hit => new SearchResult(
                documents[hit.Id],
                request.Mode != SearchMode.Vector && byWord.Contains(hit.Id),
                distances.ContainsKey(hit.Id),
                hit.Score,
                distances.TryGetValue(hit.Id, out var distance) ? distance : null,
                hit.More,
                Snippet.Of(documents[hit.Id].Content, inText[hit.Id])))],
            Math.Min(MostResults, request.Mode == SearchMode.Vector ? whole.Count : Math.Max(words.Total, whole.Count)),
            near.Trouble,
            live == 0 ? 1 : (double)synced / live,
            pending), current.Count);
    }

    private static IReadOnlyList<FusedHit> Fused(SearchRequest request, KeywordMatches words, VectorEvidence evidence) =>
        request.Mode == SearchMode.Vector ? Fusion.Vectors(words, evidence) : Fusion.Both(words, evidence);

    private static VectorEvidence Evidence(IReadOnlyList<VectorHit> current, IReadOnlyList<VectorHit> raw, AskedModel asked) => new(
        [.. current.Select(hit => (hit.Id, 1 - hit.Distance))],
        [.. raw.Take(Fusion.Crowd).Select(hit => 1 - hit.Distance)],
        asked.PiecesPerWord,
        SimilarityScale.Of(asked.Model));
}
