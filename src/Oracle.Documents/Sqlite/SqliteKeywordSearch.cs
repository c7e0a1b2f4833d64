using Dapper;
using Microsoft.Data.Sqlite;
using Oracle.Documents.Searching;

namespace Oracle.Documents.Sqlite;

/// <inheritdoc cref="IKeywordSearch" />
internal sealed class SqliteKeywordSearch(ISqliteSessions sessions) : IKeywordSearch
{
    private readonly WordCounts _words = new();
    private volatile bool _isFilled;

    // How many of the newest rows a query of one or two characters looks through.
    private const int NewestRows = 5_000;

    // Results end at a thousand, and so does counting.
    private const int MostCounted = 1_000;
    private const int Enough = 10;
    private const int NewestOfMany = 10_000;
    // Superseded documents are found as well and not shown.
    private const int Spare = 20;

    public Task<KeywordMatches> SearchAsync(string query, SearchFilter filter, int depth)
    {
        var text = SearchText.Of(Folding.Of(query));
        return sessions.ReadAsync(connection =>
        {
            SearchFunctions.On(connection);
            var prefix = Prefix(connection);
            var (words, trigrams) = (prefix + "fts", prefix + "fts_trigram");
            var byWord = ByWord(connection, words, trigrams, text, filter, depth);
            // Where words have spaces between them, pieces of them are asked for only when the words found too little.
            if (byWord.Ids.Count >= Enough && !FtsQuery.IsUnspaced(text.Text))
                return new KeywordMatches(Allowed(byWord.Ids), [], byWord.Total, AskedSubstrings: false);
            var bySubstring = FtsQuery.Substrings(text) is { Count: > 0 } pieces
                ? Leg(connection, trigrams, FtsQuery.Expression(pieces, text), filter, depth)
                : Newest(connection, FtsQuery.ShortPatterns(text.Text), filter, depth);
            return new KeywordMatches(Allowed(byWord.Ids), Allowed(bySubstring.Ids), Math.Max(byWord.Total, bySubstring.Total));

            // Neither table knows every phrase: that of words none within running text, that of trigrams none of two characters.
            IReadOnlyList<string> Allowed(IReadOnlyList<string> ids)
            {
                if (text.Phrases.Count == 0 && text.Excluded.Count == 0)
                    return ids;
                var allowed = new SqliteSearchLookUp(connection, prefix).Revisions(ids, filter, query);
                return [.. ids.Where(allowed.ContainsKey)];
            }
        });
    }

    // The very string comes first, then its words one behind the other, then any of them.
    private (IReadOnlyList<string> Ids, long Total) ByWord(
        SqliteConnection connection, string words, string trigrams, SearchText query, SearchFilter filter, int depth)
    {
        var asked = FtsQuery.Words(query);
        var telling = _words.Telling(connection, words, asked);
        var any = telling.Count > 0 || asked.Count == 0
            ? Leg(connection, words, FtsQuery.Expression(telling, query), filter, depth)
            : ByFrequentWord(connection, words, asked, query, filter, depth);
        var first = new List<string>();
        if (FtsQuery.Literal(query) is { } literal)
        {
            first.AddRange(FtsQuery.IsShort(literal)
                ? Holding(connection, literal, any.Ids)
                : Leg(connection, trigrams, FtsQuery.Expression([FtsQuery.Quoted(literal)], query), filter, depth, isCounted: false).Ids);
        }

        // Of frequent words alone it would take as long as all the rest; in quotes they are asked for all the same.
        if (telling.Count > 0 && FtsQuery.InOrder(query) is { } inOrder)
            first.AddRange(Leg(connection, words, FtsQuery.Expression([inOrder], query), filter, depth, isCounted: false).Ids);
        if (first.Count == 0)
            return any;
        var ids = first.Concat(any.Ids).Distinct(StringComparer.Ordinal).ToList();
        return ([.. ids.Take(depth)], Math.Max(any.Total, ids.Count));
    }

    // What is named by such words comes first. Of the others, which BM25 can hardly tell apart, the newest have to do.
    private (IReadOnlyList<string> Ids, long Total) ByFrequentWord(
        SqliteConnection connection, string words, IReadOnlyCollection<string> asked, SearchText query, SearchFilter filter, int depth)
    {
        // The tables of an earlier Oracle have no names.
        var named = words == "oracle_fts"
            ? Leg(connection, words, FtsQuery.Expression(_words.Telling(connection, words, [.. asked.Select(FtsQuery.InNames)]), query), filter, depth, isCounted: false).Ids
            : [];
        var newest = connection.ExecuteScalar<long>("select max(n) from oracle_documents") - NewestOfMany;
        var any = Leg(connection, words, FtsQuery.Expression(asked, query), filter, depth, isCounted: true, behind: newest);
        return ([.. named.Concat(any.Ids).Distinct(StringComparer.Ordinal).Take(depth)], any.Total);
    }

    public Task<T> LookUpAsync<T>(Func<ISearchLookUp, T> read) => sessions.ReadAsync(connection =>
    {
        SearchFunctions.On(connection);
        return read(new SqliteSearchLookUp(connection, Prefix(connection)));
    });

    // Of the tables' names. Once the new ones are filled they stay so.
    private string Prefix(SqliteConnection connection) =>
        (_isFilled = _isFilled || TextIndexing.IsDone(connection)) ? "oracle_" : "oracle_former_";

    private static (IReadOnlyList<string> Ids, long Total) Leg(
        SqliteConnection connection, string table, string? match, SearchFilter filter, int depth, bool isCounted = true, long behind = 0)
    {
        if (match is null)
            return ([], 0);
        var arguments = new { match, filter.Type, filter.Project, filter.Tag, depth, most = MostCounted, behind };
        var ids = (filter == SearchFilter.None ? Best(connection, table, match, depth, behind) : null) ?? connection.Query<string>(
            $"""
            select d.id from {table} f join oracle_documents d on d.n = f.rowid
            where {table} match @match and f.rowid > @behind and {SqliteSearchLookUp.Passes} order by f.rank, d.n limit @depth
            """, arguments).AsList();
        var total = ids.Count < depth || !isCounted ? ids.Count : connection.ExecuteScalar<long>(
            $"""
            select count(*) from (select 1 from {table} f join oracle_documents d on d.n = f.rowid
              where {table} match @match and {SqliteSearchLookUp.Passes} limit @most)
            """, arguments);
        return (ids, total);
    }

    // FTS5 finds its best much quicker alone than joined with all that match. Null: too many of them are superseded.
    private static List<string>? Best(SqliteConnection connection, string table, string match, int depth, long behind)
    {
        var found = connection.Query<(string Id, bool IsShown)>(
            $"""
            select d.id, d.deleted_at is null and d.superseded_by is null
            from (select rowid, rank from {table} where {table} match @match and rowid > @behind order by rank limit @asked) f
            join oracle_documents d on d.n = f.rowid order by f.rank, d.n
            """, new { match, behind, asked = depth + Spare }).AsList();
        var shown = found.Where(row => row.IsShown).Take(depth).Select(row => row.Id).ToList();
        return shown.Count == depth || found.Count < depth + Spare ? shown : null;
    }

    // Two characters are too few for the table of trigrams.
    private static IEnumerable<string> Holding(SqliteConnection connection, string literal, IReadOnlyList<string> ids)
    {
        var holding = connection.Query<string>(
            """
            select id from oracle_documents where id in (select value from json_each(@ids)) and (
              instr(coalesce(folded_content, lower(content)), @literal) > 0 or instr(coalesce(folded_title, lower(title), ''), @literal) > 0)
            """, new { ids = System.Text.Json.JsonSerializer.Serialize(ids), literal }).ToHashSet(StringComparer.Ordinal);
        return ids.Where(holding.Contains);
    }

    // Nothing in the query is long enough for a trigram. Documents with more of its pieces come first, then newer ones.
    private static (IReadOnlyList<string> Ids, long Total) Newest(
        SqliteConnection connection, IReadOnlyList<string> patterns, SearchFilter filter, int depth)
    {
        if (patterns.Count == 0)
            return ([], 0);
        var ids = connection.Query<string>(
            $"""
            select id from (
              select id, indexed_at, (
                  select count(*) from json_each(@patterns) p
                  where coalesce(d.folded_content, d.content) like p.value escape '\'
                     or coalesce(d.folded_title, d.title, '') like p.value escape '\'
                     or exists (
                       select 1 from json_each(d.concepts) c where c.type = 'text' and oracle_folded(c.value) like p.value escape '\'
                       union all select 1 from json_each(d.aliases) c where c.type = 'text' and oracle_folded(c.value) like p.value escape '\'
                       union all select 1 from json_each(d.tags) c where c.type = 'text' and oracle_folded(c.value) like p.value escape '\')) as pieces
              from (select * from oracle_documents d where {SqliteSearchLookUp.Passes} order by indexed_at desc limit @NewestRows) d)
            where pieces > 0 order by pieces desc, indexed_at desc
            """,
            new { patterns = System.Text.Json.JsonSerializer.Serialize(patterns), filter.Type, filter.Project, filter.Tag, NewestRows }).AsList();
        return ([.. ids.Take(depth)], ids.Count);
    }
}
