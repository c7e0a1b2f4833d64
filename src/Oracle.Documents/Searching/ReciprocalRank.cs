namespace Oracle.Documents.Searching;

/// <summary>
/// Fuses ranked lists by reciprocal rank (Cormack, Clarke and Büttcher, SIGIR 2009): the score of an id is the sum
/// over the lists of weight / (60 + rank), the first rank being 1.
/// </summary>
public static class ReciprocalRank
{
    private const double K = 60;

    /// <summary>Ids with their scores, best first; ties in the order of first appearance.</summary>
    public static IReadOnlyList<(string Id, double Score)> Fuse(params IReadOnlyList<(IReadOnlyList<string> Ids, double Weight)> lists) =>
        [.. lists
            .SelectMany(list => list.Ids.Select((id, i) => (id, score: list.Weight / (K + i + 1))))
            .GroupBy(entry => entry.id, StringComparer.Ordinal)
            .Select(group => (group.Key, group.Sum(entry => entry.score)))
            .OrderByDescending(entry => entry.Item2)];

    /// <summary>The score of an id that is first in every list, the weights adding up to <paramref name="weights"/>.</summary>
    public static double Best(double weights) => weights / (K + 1);
}
