using Microsoft.Data.Sqlite;
using Oracle.Documents.Searching;

namespace Oracle.Documents.Sqlite;

/// <inheritdoc cref="IKeywordSearch" />
internal sealed class SqliteKeywordSearch(ISqliteSessions sessions) : IKeywordSearch
{
    private const int Enough = 10;
    private const int NewestOfMany = 10_000;

    // How the legs weigh, as their best hits. Where words have no spaces between them a word of the index is a whole sentence.
    private const double Lesser = 0.5;

    // Less than a further piece among the few that one or two characters make.
    private const double AsAWord = 0.2;

    // A document that shares this little of a running text has it by accident: 1 in 50 texts without meaning finds one (decision 32).
    private const double Accident = 0.09;

    private const double MostOfIt = 0.5;

    // Ranks of a hit before its score: the very string, then its words in a row, then any of them.
    private const int VeryString = 2;
    private const int InARow = 1;

    private readonly PieceCounts _counts = new();
    private volatile bool _isFilled;

    public Task<KeywordMatches> SearchAsync(string query, SearchFilter filter, int depth)
    {
        var text = SearchText.Of(Folding.Of(query));
        return sessions.ReadAsync(connection =>
        {
            SearchFunctions.On(connection);
            var prefix = Prefix(connection);
            var index = new FullTextIndex(connection, prefix, filter, depth);
            var byWord = ByWord(index, text);
            var isUnspaced = FtsQuery.IsUnspaced(text.Text);
            // Where words have spaces between them, pieces of them are asked for only when the words found too little.
            var found = byWord.Hits.Count >= Enough && !isUnspaced ? byWord
                : FtsQuery.Substrings(text).Count == 0 ? First(index.Newest(FtsQuery.ShortPatterns(text.Text)), byWord, depth)
                : Combined(byWord, BySubstring(index, text, isUnspaced), isUnspaced, depth);
            if (text.Phrases.Count == 0 && text.Excluded.Count == 0)
                return found;
            // Neither table knows every phrase: that of words none within running text, that of trigrams none of two characters.
            var allowed = new SqliteSearchLookUp(connection, prefix).Revisions([.. found.Hits.Select(hit => hit.Id)], filter, query);
            return found with { Hits = [.. found.Hits.Where(hit => allowed.ContainsKey(hit.Id))] };
        });
    }

    public Task<T> LookUpAsync<T>(Func<ISearchLookUp, T> read) => sessions.ReadAsync(connection =>
    {
        SearchFunctions.On(connection);
        return read(new SqliteSearchLookUp(connection, Prefix(connection)));
    });

    private KeywordMatches ByWord(FullTextIndex index, SearchText query)
    {
        var asked = FtsQuery.Words(query);
        var telling = _counts.Telling(index.Connection, index.Words, asked);
        var any = telling.Count > 0 || asked.Count == 0 ? index.Leg(index.Words, FtsQuery.Expression(telling, query)) : ByFrequentWord(index, asked, query);
        var ranked = new RankedHits();
        if (FtsQuery.Literal(query) is { } literal)
        {
            ranked.Add(VeryString, FtsQuery.IsShort(literal)
                ? any with { Hits = index.Holding(literal, any.Hits) }
                : index.Leg(index.Trigrams, FtsQuery.Expression([FtsQuery.Quoted(literal)], query), isCounted: false));
        }

        // Of frequent words alone it would take as long as all the rest; in quotes they are asked for all the same.
        if (telling.Count > 0 && FtsQuery.InOrder(query) is { } inOrder)
            ranked.Add(InARow, index.Leg(index.Words, FtsQuery.Expression([inOrder], query), isCounted: false));
        var coverage = ranked.Any ? 1
            : any.Hits.Count > 0 ? _counts.Coverage(index.Connection, index.Words, telling.Count > 0 ? telling : asked, word => index.Has(any.Hits[0].N, word))
            : 0;
        ranked.Add(0, any);
        return ranked.Best(any.Total, coverage, index.Depth);
    }

    // What is named by such words comes first. Of the others, which BM25 can hardly tell apart, the newest have to do.
    private FullTextLeg ByFrequentWord(FullTextIndex index, IReadOnlyCollection<string> asked, SearchText query)
    {
        // The tables of an earlier Oracle have no names.
        var named = index.HasNames
            ? index.Leg(index.Words, FtsQuery.Expression(_counts.Telling(index.Connection, index.Words, [.. asked.Select(FtsQuery.InNames)]), query), isCounted: false)
            : FullTextLeg.None;
        var any = index.Leg(index.Words, FtsQuery.Expression(asked, query), newest: NewestOfMany);
        var best = any.Hits.Count > 0 ? any.Hits[0].Score : 0;
        var first = named.Hits.Select(hit => hit with { Score = hit.Score + best }).ToList();
        return any with { Hits = [.. first.Concat(any.Hits.ExceptBy(first.Select(hit => hit.N), hit => hit.N))] };
    }

    private KeywordMatches BySubstring(FullTextIndex index, SearchText query, bool isUnspaced)
    {
        var pieces = FtsQuery.Substrings(query);
        if (!isUnspaced)
            pieces = [.. _counts.Telling(index.Connection, index.Trigrams, pieces)];
        var leg = index.Leg(index.Trigrams, FtsQuery.Expression(pieces, query));
        if (leg.Hits.Count == 0)
            return KeywordMatches.None;
        var best = index.Text(leg.Hits[0].N);
        var coverage = _counts.Coverage(index.Connection, index.Trigrams, pieces, piece => best.Contains(piece.Trim('"'), StringComparison.OrdinalIgnoreCase));
        var ranked = new RankedHits();
        ranked.Add(0, leg);
        var matches = ranked.Best(leg.Total, coverage, index.Depth);
        // Where words have spaces between them, three letters within another word are what was meant only if they are most of what was asked.
        if (!isUnspaced)
            return coverage >= MostOfIt ? matches : KeywordMatches.None;
        var kept = matches.Hits.TakeWhile(hit => hit.Score * coverage >= Accident).ToList();
        return kept.Count == matches.Hits.Count ? matches : matches with { Hits = kept, Total = kept.Count };
    }

    private static KeywordMatches Combined(KeywordMatches words, KeywordMatches pieces, bool isUnspaced, int depth)
    {
        if (pieces.Hits.Count == 0)
            return words;
        var (ofWords, ofPieces) = isUnspaced ? (Lesser, 1.0) : (1.0, Lesser);
        var both = new RankedHits();
        both.Sum(words, ofWords);
        both.Sum(pieces, ofPieces);
        return both.Best(Math.Max(words.Total, pieces.Total), Math.Max(words.Coverage, pieces.Coverage * ofPieces), depth);
    }

    // What holds more of the characters comes first; of equal ones what has them as a word, and then the newest.
    private static KeywordMatches First(FullTextLeg newest, KeywordMatches words, int depth)
    {
        if (newest.Hits.Count == 0)
            return words;
        var ranked = new RankedHits();
        ranked.Add(0, newest);
        ranked.Sum(words, AsAWord);
        return ranked.Best(Math.Max(newest.Total, words.Total), coverage: 1, depth);
    }

    // Of the tables' names. Once the new ones are filled they stay so.
    private string Prefix(SqliteConnection connection) =>
        (_isFilled = _isFilled || TextIndexing.IsDone(connection)) ? "oracle_" : "oracle_former_";
}
