using Oracle.Documents.Searching;

namespace Oracle.Application.Searching;

/// <summary>A document of the fused list.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Score">0 to 1.</param>
internal readonly record struct FusedHit(string Id, double Score);

/// <summary>What the vector leg says of a query.</summary>
/// <param name="Hits">Those that may be shown, nearest first, with cosine similarities.</param>
/// <param name="Nearest">The similarities of the nearest records, shown or not, nearest first.</param>
/// <param name="PiecesPerWord">How many pieces a word of the query falls into, 1 where nobody knows.</param>
/// <param name="Scale">What similarities of this model mean.</param>
internal sealed record VectorEvidence(
    IReadOnlyList<(string Id, double Similarity)> Hits, IReadOnlyList<double> Nearest, double PiecesPerWord, SimilarityScale Scale);

/// <summary>
/// One list out of two, by the evidence of each query (decision 32). Where much of what was asked stands in a document, words decide
/// and vectors only help; where little does, vectors decide, unless the query is of a language that the model does not know.
/// </summary>
/// <remarks>
/// score = (1 - a) · words + a · z / 6, where words is the share of the best keyword hit's score and z how many standard deviations a
/// hit's similarity lies above the mean of the 50 nearest. The share a falls from <see cref="SimilarityScale.Strangers"/> to
/// <see cref="SimilarityScale.Words"/> while the coverage of the query by the best keyword hit rises from 0.3 to 0.6.
/// </remarks>
internal static class Fusion
{
    /// <summary>So many of the nearest records are what a hit stands out from.</summary>
    public const int Crowd = 50;

    /// <summary>A hit without a word of the query has this score or more.</summary>
    public const double Limit = 0.5;

    private const double Deviations = 6;
    private const double LittleCovered = 0.3;
    private const double MuchCovered = 0.6;

    /// <summary>Words alone. A hit has at least one of them, so its score may be anything above 0.</summary>
    public static IReadOnlyList<FusedHit> Words(KeywordMatches words) => [.. words.Hits.Select(hit => new FusedHit(hit.Id, hit.Score))];

    /// <summary>Vectors alone: what is below the limit is left out, unless it has a word of the query.</summary>
    public static IReadOnlyList<FusedHit> Vectors(KeywordMatches words, VectorEvidence vectors)
    {
        var having = words.Hits.Select(hit => hit.Id).ToHashSet(StringComparer.Ordinal);
        return [.. vectors.Hits
            .Select(hit => new FusedHit(hit.Id, vectors.Scale.Score(hit.Similarity, vectors.PiecesPerWord)))
            .Where(hit => hit.Score >= Limit || having.Contains(hit.Id))];
    }

    /// <summary>Both. A document that is best in both has score 1; one without a word of the query has 0.5 or more.</summary>
    public static IReadOnlyList<FusedHit> Both(KeywordMatches words, VectorEvidence vectors)
    {
        var share = words.Hits.Count == 0 ? 1 : Share(words.Coverage, vectors);
        var scores = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var hit in words.Hits)
            scores[hit.Id] = (1 - share) * hit.Score;

        var crowd = vectors.Nearest.Take(Crowd).ToList();
        var mean = crowd.Count == 0 ? 0 : crowd.Average();
        var deviation = crowd.Count == 0 ? 0 : Math.Sqrt(crowd.Average(similarity => (similarity - mean) * (similarity - mean)));
        var limit = vectors.Scale.LimitFor(vectors.PiecesPerWord);
        foreach (var (id, similarity) in vectors.Hits)
        {
            var has = scores.TryGetValue(id, out var score);
            if (!has && similarity < limit)
                continue;
            scores[id] = score + (share * StandsOut(similarity));
        }

        // What is best in both legs is a perfect hit.
        var most = (words.Hits.Count == 0 ? 0 : 1 - share) + (crowd.Count == 0 ? 0 : share * StandsOut(crowd[0]));
        return most <= 0
            ? [.. scores.Select(entry => new FusedHit(entry.Key, 0.5))]
            : [.. scores.OrderByDescending(entry => entry.Value).Select(entry => new FusedHit(entry.Key, 0.5 + (0.5 * Math.Min(1, entry.Value / most))))];

        // One record alone stands out from nothing and is as near as any.
        double StandsOut(double similarity) =>
            deviation > 0 ? Math.Clamp((similarity - mean) / deviation / Deviations, 0, 1) : crowd.Count == 1 ? 1 / Deviations : 0;
    }

    private static double Share(double coverage, VectorEvidence vectors)
    {
        var covered = Math.Clamp((coverage - LittleCovered) / (MuchCovered - LittleCovered), 0, 1);
        return SimilarityScale.Trust(vectors.PiecesPerWord) * ((vectors.Scale.Strangers * (1 - covered)) + (vectors.Scale.Words * covered));
    }
}
