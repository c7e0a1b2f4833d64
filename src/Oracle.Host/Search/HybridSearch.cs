using Oracle.Actors.Syncing;
using Oracle.Documents;
using Oracle.Documents.Searching;
using Oracle.Documents.Syncing;

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
public sealed record SearchResult(SearchDocument Document, bool ByKeyword, bool ByVector, double Score, double? Distance, int More = 0);

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
public sealed class HybridSearch(
    IKeywordSearch keywords,
    IStatistics statistics,
    IVectorStore vectors,
    EmbedderOf queries,
    ChromaStatus chroma)
{
    // Each leg looks further than the page, for fusing needs what comes after it, and masked hits leave gaps.
    private const int MinDepth = 50;

    // Somebody waits for the answer; keywords alone are better than half a minute of silence.
    private static readonly TimeSpan VectorWithin = TimeSpan.FromSeconds(3);

    // In a language with spaces both keyword legs see the same words: the second only adds substrings.
    private const double WordsWeight = 1;
    private const double SubstringsWeight = 0.5;
    private const double VectorWeight = 1;

    /// <summary>Answers a question. Without Chroma it answers from keywords and says so.</summary>
    public async Task<SearchAnswer> SearchAsync(SearchRequest request, CancellationToken cancel)
    {
        var depth = Math.Max(MinDepth, 2 * (request.Offset + request.Limit));
        var byKeyword = request.Mode == SearchMode.Vector
            ? new KeywordMatches([], [], 0)
            : await keywords.SearchAsync(request.Query, request.Filter, depth);
        var byVector = await ByVectorAsync(request, depth, cancel);

        var fused = ReciprocalRank.Fuse(
            (byKeyword.Words, WordsWeight), (byKeyword.Substrings, SubstringsWeight), (byVector.Ids, VectorWeight));
        var sections = await keywords.SectionsAsync([.. fused.Select(hit => hit.Id)]);
        // Best first, so the first of a section is its best.
        var whole = fused.GroupBy(hit => sections.GetValueOrDefault(hit.Id, hit.Id), StringComparer.Ordinal)
            .Select(passages => (passages.First().Id, passages.First().Score, More: passages.Count() - 1)).ToList();
        var page = whole.Skip(request.Offset).Take(request.Limit).ToList();
        var documents = await keywords.HydrateAsync([.. page.Select(hit => hit.Id)], request.Filter);
        var keywordIds = byKeyword.Words.Concat(byKeyword.Substrings).ToHashSet(StringComparer.Ordinal);
        var best = ReciprocalRank.Best(BestWeight(request.Mode));

        var counts = await statistics.ReadAsync(topConcepts: 0);
        return new SearchAnswer(
            // A document deleted since its leg found it is not in the look-up.
            [.. page.Where(hit => documents.ContainsKey(hit.Id)).Select(hit => new SearchResult(
                documents[hit.Id],
                keywordIds.Contains(hit.Id),
                byVector.Distances.ContainsKey(hit.Id),
                Math.Min(1, hit.Score / best),
                byVector.Distances.TryGetValue(hit.Id, out var distance) ? distance : null, hit.More))],
            Math.Max(byKeyword.Total, whole.Count),
            byVector.Trouble,
            counts.Total == 0 ? 1 : (double)counts.Synced / counts.Total,
            counts.Pending);
    }

    private static double BestWeight(SearchMode mode) => mode switch
    {
        SearchMode.Fts => WordsWeight + SubstringsWeight,
        SearchMode.Vector => VectorWeight,
        _ => WordsWeight + SubstringsWeight + VectorWeight,
    };

    private async Task<VectorLeg> ByVectorAsync(SearchRequest request, int depth, CancellationToken cancel)
    {
        var status = await chroma.GetAsync();
        if (status is not { IsConnected: true, Collection: { } collection })
            return VectorLeg.Unavailable(status?.Circuit.Reason is { Length: > 0 } reason ? reason : "Chroma is not connected yet.");
        if (request.Mode == SearchMode.Fts)
            return VectorLeg.Empty;

        try
        {
            using var within = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            within.CancelAfter(VectorWithin);
            return await QueryAsync(request, collection, depth, within.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            chroma.Suspect();
            return VectorLeg.Unavailable($"Chroma did not answer within {VectorWithin.TotalSeconds} s.");
        }
    }

    private async Task<VectorLeg> QueryAsync(SearchRequest request, CollectionRecord collection, int depth, CancellationToken cancel)
    {
        var vector = (await queries(collection).Generator.GenerateAsync([request.Query], cancellationToken: cancel))[0].Vector;
        for (var asked = depth; ;)
        {
            var hits = await vectors.QueryAsync(collection, vector, asked, request.Filter.Type, cancel);
            if (hits.Value is not { } found)
            {
                chroma.Suspect();
                return VectorLeg.Unavailable(hits.Outcome.Reason);
            }

            var leg = await MaskAsync(found, request.Filter);
            // Masked hits are refilled from further down.
            if (Refill.Next(asked, found, leg.Ids.Count, request.Offset + request.Limit) is not { } next)
                return leg;
            asked = next;
        }
    }

    private async Task<VectorLeg> MaskAsync(IReadOnlyList<VectorHit> hits, SearchFilter filter)
    {
        var near = hits.Where(Refill.IsNear).ToList();
        var revisions = await keywords.RevisionsAsync([.. near.Select(hit => hit.Id)], filter);
        var current = near.Where(hit => revisions.TryGetValue(hit.Id, out var revision) && revision == hit.Revision).ToList();
        return new VectorLeg(
            [.. current.Select(hit => hit.Id)],
            current.ToDictionary(hit => hit.Id, hit => hit.Distance, StringComparer.Ordinal),
            Trouble: null);
    }

    private sealed record VectorLeg(IReadOnlyList<string> Ids, IReadOnlyDictionary<string, double> Distances, string? Trouble)
    {
        public static readonly VectorLeg Empty = new([], new Dictionary<string, double>(), Trouble: null);

        public static VectorLeg Unavailable(string trouble) => Empty with { Trouble = trouble };
    }
}
