using Dapper;
using Microsoft.Data.Sqlite;
using Oracle.Documents.Searching;

namespace Oracle.Documents.Sqlite;

/// <summary>Rows that one expression found.</summary>
/// <param name="Hits">Best first.</param>
/// <param name="Total">How many match, counted to 1,000; of a leg that was not counted, how many are here.</param>
internal sealed record FullTextLeg(IReadOnlyList<FullTextHit> Hits, long Total)
{
    public static readonly FullTextLeg None = new([], 0);
}

/// <summary>A row, its document, and BM25 turned round: above 0, more is better.</summary>
internal sealed record FullTextHit(long N, string Id, string? Section, double Score);

/// <summary>The full-text tables within one transaction, for one filter and depth.</summary>
/// <param name="connection">Within a transaction, with our functions.</param>
/// <param name="prefix">Of the names of the tables that answer.</param>
/// <param name="filter">What rows must fulfil.</param>
/// <param name="depth">The most of a leg.</param>
internal sealed class FullTextIndex(SqliteConnection connection, string prefix, SearchFilter filter, int depth)
{
    // How many of the newest rows a query of one or two characters looks through.
    private const int NewestRows = 5_000;

    // Results end at a thousand, and so does counting.
    private const int MostCounted = 1_000;

    // Superseded documents are found as well and not shown.
    private const int Spare = 20;

    // BM25 of a word that half of all rows have is 0 to FTS5.
    private const double Least = 1e-9;

    public SqliteConnection Connection => connection;

    public string Words => prefix + "fts";

    public string Trigrams => prefix + "fts_trigram";

    public int Depth => depth;

    /// <summary>The tables of an earlier Oracle know texts and concepts alone.</summary>
    public bool HasNames => prefix == "oracle_";

    /// <summary>The best of what matches an expression; nothing for none.</summary>
    /// <param name="table">One of the tables.</param>
    /// <param name="match">The expression.</param>
    /// <param name="isCounted">Whether all that match are counted.</param>
    /// <param name="newest">Only among so many newest rows that pass the filter; 0: among all.</param>
    public FullTextLeg Leg(string table, string? match, bool isCounted = true, int newest = 0)
    {
        if (match is null)
            return FullTextLeg.None;
        var behind = newest > 0 ? Before(newest) : 0;
        var arguments = new { match, filter.Type, filter.Project, filter.Tag, depth, most = MostCounted, behind };
        var rows = (filter == SearchFilter.None ? Best(table, match, behind) : null) ?? connection.Query<(long N, string Id, string? Section, double Rank)>(
            $"""
            select d.n, d.id, d.section_id, f.rank from {table} f join oracle_documents d on d.n = f.rowid
            where {table} match @match and f.rowid > @behind and {SqliteSearchLookUp.Passes} order by f.rank, d.n limit @depth
            """, arguments).AsList();
        var total = rows.Count < depth || !isCounted ? rows.Count : connection.ExecuteScalar<long>(
            $"""
            select count(*) from (select 1 from {table} f join oracle_documents d on d.n = f.rowid
              where {table} match @match and f.rowid > @behind and {SqliteSearchLookUp.Passes} limit @most)
            """, arguments);
        return new FullTextLeg([.. rows.Select(row => new FullTextHit(row.N, row.Id, row.Section, Math.Max(Least, -row.Rank)))], total);
    }

    /// <summary>Whether a row has a word.</summary>
    public bool Has(long row, string word) =>
        connection.ExecuteScalar<bool>($"select exists (select 1 from {Words} where {Words} match @word and rowid = @row)", new { word, row });

    /// <summary>All that is indexed of a row.</summary>
    public string Text(long row) => connection.QueryFirstOrDefault<string>(
        """
        select coalesce(folded_title, title, '') || char(10) || coalesce(folded_aliases, aliases, '') || char(10)
          || coalesce(folded_heading_path, heading_path, '') || char(10) || coalesce(folded_tags, concepts, '') || char(10) || coalesce(folded_content, content)
        from oracle_documents where n = @row
        """, new { row }) ?? "";

    /// <summary>Which of these rows hold a string of two characters, which are too few for the table of trigrams.</summary>
    public IReadOnlyList<FullTextHit> Holding(string literal, IReadOnlyList<FullTextHit> hits)
    {
        var holding = connection.Query<long>(
            """
            select n from oracle_documents where n in (select value from json_each(@rows)) and (
              instr(coalesce(folded_content, lower(content)), @literal) > 0 or instr(coalesce(folded_title, lower(title), ''), @literal) > 0)
            """, new { rows = Json(hits.Select(hit => hit.N)), literal }).ToHashSet();
        return [.. hits.Where(hit => holding.Contains(hit.N))];
    }

    /// <summary>Documents with the most of these LIKE patterns, and of those the newest. For queries without anything that is long enough for a trigram.</summary>
    public FullTextLeg Newest(IReadOnlyList<string> patterns)
    {
        if (patterns.Count == 0)
            return FullTextLeg.None;
        var rows = connection.Query<(long N, string Id, string? Section, long Pieces)>(
            $"""
            select n, id, section_id, pieces from (
              select n, id, section_id, indexed_at, (
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
            new { patterns = Json(patterns), filter.Type, filter.Project, filter.Tag, NewestRows }).AsList();
        return new FullTextLeg([.. rows.Take(depth).Select(row => new FullTextHit(row.N, row.Id, row.Section, row.Pieces))], rows.Count);
    }

    // The row before the newest so many that pass the filter.
    private long Before(int newest) => filter == SearchFilter.None
        ? connection.ExecuteScalar<long>("select coalesce(max(n), 0) from oracle_documents") - newest
        : connection.ExecuteScalar<long>(
            $"select coalesce((select d.n from oracle_documents d where {SqliteSearchLookUp.Passes} order by d.n desc limit 1 offset @newest), 0)",
            new { filter.Type, filter.Project, filter.Tag, newest });

    // FTS5 finds its best much quicker alone than joined with all that match. Null: too many of them are superseded.
    private List<(long N, string Id, string? Section, double Rank)>? Best(string table, string match, long behind)
    {
        var found = connection.Query<(long N, string Id, string? Section, double Rank, bool IsShown)>(
            $"""
            select d.n, d.id, d.section_id, f.rank, {SqliteSearchLookUp.IsShown}
            from (select rowid, rank from {table} where {table} match @match and rowid > @behind order by rank limit @asked) f
            join oracle_documents d on d.n = f.rowid order by f.rank, d.n
            """, new { match, behind, asked = depth + Spare }).AsList();
        var shown = found.Where(row => row.IsShown).Take(depth).Select(row => (row.N, row.Id, row.Section, row.Rank)).ToList();
        return shown.Count == depth || found.Count < depth + Spare ? shown : null;
    }

    private static string Json<T>(IEnumerable<T> values) => System.Text.Json.JsonSerializer.Serialize(values);
}
