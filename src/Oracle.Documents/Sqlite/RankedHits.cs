using Oracle.Documents.Searching;

namespace Oracle.Documents.Sqlite;

/// <summary>Hits of several legs on their way to one list.</summary>
internal sealed class RankedHits
{
    private readonly Dictionary<string, double> _scores = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _sections = new(StringComparer.Ordinal);

    /// <summary>Whether there is any.</summary>
    public bool Any => _scores.Count > 0;

    /// <summary>Adds what is not there yet: above all of a lower rank, and among those of its own by its share of its leg's best score.</summary>
    public void Add(int rank, FullTextLeg leg)
    {
        foreach (var hit in leg.Hits)
        {
            if (_scores.TryAdd(hit.Id, rank + (hit.Score / leg.Hits[0].Score)) && hit.Section is { } section)
                _sections[hit.Id] = section;
        }
    }

    /// <summary>Adds to what is there.</summary>
    public void Sum(KeywordMatches matches, double weight)
    {
        foreach (var hit in matches.Hits)
            _scores[hit.Id] = _scores.GetValueOrDefault(hit.Id) + (weight * hit.Score);
        foreach (var (id, section) in matches.Sections)
            _sections[id] = section;
    }

    /// <summary>Best first, as shares of the best; of equal ones the earlier added.</summary>
    public KeywordMatches Best(long total, double coverage, int depth)
    {
        if (_scores.Count == 0)
            return KeywordMatches.None;
        var best = Math.Max(_scores.Values.Max(), double.Epsilon);
        return new KeywordMatches(
            [.. _scores.OrderByDescending(entry => entry.Value).Take(depth).Select(entry => new KeywordHit(entry.Key, entry.Value / best))],
            Math.Max(total, Math.Min(_scores.Count, depth)), coverage, _sections);
    }
}
