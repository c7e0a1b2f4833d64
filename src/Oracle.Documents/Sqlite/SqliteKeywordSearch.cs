using Dapper;
using Microsoft.Data.Sqlite;
using Oracle.Documents.Searching;

namespace Oracle.Documents.Sqlite;

/// <inheritdoc cref="IKeywordSearch" />
internal sealed class SqliteKeywordSearch(ISqliteSessions sessions) : IKeywordSearch
{
    private volatile bool _isFilled;

    // How many of the newest rows a query of one or two characters looks through.
    private const int NewestRows = 5_000;

    private const string Passes =
        """
        d.deleted_at is null and d.superseded_by is null and (@Type is null or oracle_same(d.type, @Type))
         and (@Project is null or d.project is null or oracle_same(d.project, @Project))
         and (@Tag is null or oracle_has_tag(d.concepts, d.tags, @Tag))
        """;

    public Task<KeywordMatches> SearchAsync(string query, SearchFilter filter, int depth) =>
        sessions.ReadAsync(connection =>
        {
            SearchFunctions.On(connection);
            var prefix = IsFilled(connection) ? "oracle_" : "oracle_former_";
            var folded = Folding.Of(query);
            var words = Leg(connection, prefix + "fts", FtsQuery.Words(folded), filter, depth);
            var substrings = FtsQuery.Substrings(folded) is { } match
                ? Leg(connection, prefix + "fts_trigram", match, filter, depth)
                : Newest(connection, FtsQuery.ShortPatterns(folded), filter, depth);
            return new KeywordMatches(words.Ids, substrings.Ids, Math.Max(words.Total, substrings.Total));
        });

    public Task<IReadOnlyDictionary<string, long>> RevisionsAsync(IReadOnlyCollection<string> ids, SearchFilter filter) =>
        sessions.ReadAsync(connection => (IReadOnlyDictionary<string, long>)Among<(string Id, long Revision)>(connection, "id, revision", ids, filter)
            .ToDictionary(row => row.Id, row => row.Revision, StringComparer.Ordinal));

    public Task<IReadOnlyDictionary<string, string>> SectionsAsync(IReadOnlyCollection<string> ids) =>
        sessions.ReadAsync(connection => (IReadOnlyDictionary<string, string>)connection.Query<(string Id, string Section)>(
                "select id, section_id from oracle_documents where id in (select value from json_each(@ids)) and section_id is not null",
                new { ids = System.Text.Json.JsonSerializer.Serialize(ids) })
            .ToDictionary(row => row.Id, row => row.Section, StringComparer.Ordinal));

    public Task<IReadOnlyDictionary<string, SearchDocument>> HydrateAsync(IReadOnlyCollection<string> ids, SearchFilter filter) =>
        sessions.ReadAsync(connection => (IReadOnlyDictionary<string, SearchDocument>)Among<Row>(
                connection, $"id, type, {Columns.Labels}, content, source_file, concepts, project", ids, filter)
            .ToDictionary(row => row.Id, row => row.ToDocument(), StringComparer.Ordinal));

    // Once they are filled they stay so.
    private bool IsFilled(SqliteConnection connection) => _isFilled = _isFilled || TextIndexing.IsDone(connection);

    private static IEnumerable<T> Among<T>(SqliteConnection connection, string columns, IReadOnlyCollection<string> ids, SearchFilter filter)
    {
        SearchFunctions.On(connection);
        return connection.Query<T>(
            $"select {columns} from oracle_documents d where id in (select value from json_each(@ids)) and {Passes}",
            new { ids = System.Text.Json.JsonSerializer.Serialize(ids), filter.Type, filter.Project, filter.Tag });
    }

    private static (IReadOnlyList<string> Ids, long Total) Leg(
        SqliteConnection connection, string table, string? match, SearchFilter filter, int depth)
    {
        if (match is null)
            return ([], 0);
        var arguments = new { match, filter.Type, filter.Project, filter.Tag, depth };
        var ids = connection.Query<string>(
            $"""
            select d.id from {table} f join oracle_documents d on d.n = f.rowid
            where {table} match @match and {Passes} order by f.rank, d.n limit @depth
            """, arguments).AsList();
        var total = ids.Count < depth ? ids.Count : connection.ExecuteScalar<long>(
            $"select count(*) from {table} f join oracle_documents d on d.n = f.rowid where {table} match @match and {Passes}",
            arguments);
        return (ids, total);
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
              from (select * from oracle_documents d where {Passes} order by indexed_at desc limit @NewestRows) d)
            where pieces > 0 order by pieces desc, indexed_at desc
            """,
            new { patterns = System.Text.Json.JsonSerializer.Serialize(patterns), filter.Type, filter.Project, filter.Tag, NewestRows }).AsList();
        return ([.. ids.Take(depth)], ids.Count);
    }

    private sealed record Row : LabelColumns
    {
        public string Id { get; init; } = "";

        public string Type { get; init; } = "";

        public string Content { get; init; } = "";

        public string SourceFile { get; init; } = "";

        public string Concepts { get; init; } = "[]";

        public string? Project { get; init; }

        public SearchDocument ToDocument() => new(Id, Type, Content, SourceFile, Columns.Concepts(Concepts), Project)
        {
            Labels = ToLabels(),
        };
    }
}
