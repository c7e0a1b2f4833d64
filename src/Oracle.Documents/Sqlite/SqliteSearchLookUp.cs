using Dapper;
using Microsoft.Data.Sqlite;
using Oracle.Documents.Searching;

namespace Oracle.Documents.Sqlite;

/// <inheritdoc cref="ISearchLookUp" />
/// <param name="connection">Within a transaction, with our functions.</param>
/// <param name="prefix">Of the names of the full-text tables that answer.</param>
internal sealed class SqliteSearchLookUp(SqliteConnection connection, string prefix) : ISearchLookUp
{
    /// <summary>What a row <c>d</c> has to fulfil to be shown to anybody.</summary>
    public const string IsShown = "d.deleted_at is null and d.superseded_by is null and d.superseded_at is null";

    /// <summary>What a row <c>d</c> has to fulfil to be shown.</summary>
    public const string Passes =
        $"""
        {IsShown} and (@Type is null or oracle_same(d.type, @Type))
         and (@Project is null or d.project is null or oracle_same(d.project, @Project))
         and (@Tag is null or oracle_has_tag(d.concepts, d.tags, @Tag))
        """;

    public IReadOnlyDictionary<string, long> Revisions(IReadOnlyCollection<string> ids, SearchFilter filter, string query = "")
    {
        var text = SearchText.Of(Folding.Of(query));
        if (ids.Count == 0)
            return new Dictionary<string, long>();
        var found = Among<(string Id, long Revision, long N, string? Section)>("id, revision, n, section_id", ids, filter);
        found = text.Phrases.Aggregate(found, (rows, phrase) => [.. rows.IntersectBy(Matching(phrase, [.. rows.Select(row => row.N)]), row => row.N)]);
        if (text.Excluded.Count > 0)
        {
            // What is excluded is so from the whole section, whichever of its passages says it.
            var passages = Passages([.. found.Select(row => row.Section).OfType<string>().Distinct(StringComparer.Ordinal)]);
            var said = text.Excluded.SelectMany(phrase => Matching(phrase, [.. found.Select(row => row.N).Concat(passages.Keys).Distinct()])).ToHashSet();
            var sections = said.Select(n => passages.GetValueOrDefault(n)).OfType<string>().ToHashSet(StringComparer.Ordinal);
            found = [.. found.Where(row => !said.Contains(row.N) && !(row.Section is { } section && sections.Contains(section)))];
        }

        return found.ToDictionary(row => row.Id, row => row.Revision, StringComparer.Ordinal);
    }

    // The live passages of these sections, each with its section.
    private Dictionary<long, string> Passages(IReadOnlyCollection<string> sections) => sections.Count == 0 ? [] : connection.Query<(long N, string Section)>(
            "select n, section_id from oracle_documents where section_id in (select value from json_each(@sections)) and deleted_at is null",
            new { sections = Json(sections) })
        .ToDictionary(row => row.N, row => row.Section);

    public IReadOnlyDictionary<string, MovedDocument> Moved(IReadOnlyCollection<string> ids) => connection.Query<(string From, string Id, long Revision, long? Old)>(
            """
            select m.from_id, t.id, t.revision, d.synced_revision
            from oracle_moves m join oracle_documents d on d.id = m.from_id join oracle_documents t on t.id = m.to_id
            where m.from_id in (select value from json_each(@ids)) and d.deleted_at is not null and t.deleted_at is null and t.sync_status <> 'synced'
            """, new { ids = Json(ids) })
        .ToDictionary(row => row.From, row => new MovedDocument(row.Id, row.Revision, row.Old), StringComparer.Ordinal);

    public IReadOnlyList<string> Types(string type) =>
        connection.Query<string>("select type from oracle_type_counts where oracle_same(type, @type)", new { type }).AsList();

    public IReadOnlyDictionary<string, string> Sections(IReadOnlyCollection<string> ids) => connection.Query<(string Id, string Section)>(
            "select id, section_id from oracle_documents where id in (select value from json_each(@ids)) and section_id is not null",
            new { ids = Json(ids) })
        .ToDictionary(row => row.Id, row => row.Section, StringComparer.Ordinal);

    public IReadOnlyDictionary<string, SearchDocument> Hydrate(IReadOnlyCollection<string> ids, SearchFilter filter) =>
        Among<Row>($"id, type, {Columns.Labels}, content, source_file, concepts, project, {Columns.UnreadableSince}", ids, filter)
            .ToDictionary(row => row.Id, row => row.ToDocument(), StringComparer.Ordinal);

    public IReadOnlyDictionary<string, IReadOnlyCollection<string>> Found(IReadOnlyCollection<string> ids, string query)
    {
        var text = SearchText.Of(Folding.Of(query));
        var rows = connection.Query<(string Id, long N)>(
            "select id, n from oracle_documents where id in (select value from json_each(@ids))", new { ids = Json(ids) }).AsList();
        var words = Found(rows, "fts", FtsQuery.Words(text));
        // Where words have spaces between them, pieces of them are of no use to a reader.
        var isUnspaced = FtsQuery.IsUnspaced(text.Text);
        var pieces = isUnspaced ? Found(rows, "fts_trigram", FtsQuery.Substrings(text)) : [];
        var shortOnes = isUnspaced ? FtsQuery.Tokens(text.Text).Where(FtsQuery.IsShort).ToList() : [];
        return rows.ToDictionary(
            row => row.Id,
            IReadOnlyCollection<string> (row) => [.. words.GetValueOrDefault(row.N, []).SelectMany(FtsQuery.Tokens), .. pieces.GetValueOrDefault(row.N, []), .. shortOnes],
            StringComparer.Ordinal);
    }

    // FTS5 knows by which words it found a row; it marks them in what it indexed (https://www.sqlite.org/fts5.html, "highlight").
    private Dictionary<long, IReadOnlyList<string>> Found(IReadOnlyList<(string Id, long N)> rows, string table, IReadOnlyCollection<string> pieces) =>
        pieces.Count == 0 || rows.Count == 0 ? [] : connection.Query<(long N, string? Marked)>(
            $"""
            select rowid, highlight({prefix}{table}, {(prefix == "oracle_" ? 4 : 0)}, char(1), char(2)) from {prefix}{table}
            where {prefix}{table} match @any and rowid in (select value from json_each(@rows))
            """, new { any = string.Join(" OR ", pieces), rows = Json([.. rows.Select(row => row.N)]) })
        .ToDictionary(
            row => row.N,
            IReadOnlyList<string> (row) => [.. (row.Marked ?? "").Split('\u0001').Skip(1).Select(piece => piece.Split('\u0002')[0]).Distinct(StringComparer.Ordinal)]);

    public (long Live, long Synced, long Pending) Counts()
    {
        var counters = connection.Query<(string Name, long Value)>("select name, value from oracle_counters where name in ('pending', 'synced', 'failed')")
            .ToDictionary(row => row.Name, row => row.Value, StringComparer.Ordinal);
        return (counters.Values.Sum(), counters["synced"], counters["pending"]);
    }

    private List<T> Among<T>(string columns, IReadOnlyCollection<string> ids, SearchFilter filter) => connection.Query<T>(
        $"select {columns} from oracle_documents d where id in (select value from json_each(@ids)) and {Passes}",
        new { ids = Json(ids), filter.Type, filter.Project, filter.Tag }).AsList();

    // Which of these rows have the phrase. It may stand in half of all rows, so only these are asked about.
    private IEnumerable<long> Matching(string phrase, IReadOnlyCollection<long> rows)
    {
        var table = prefix + (FtsQuery.IsOfTrigrams(phrase) ? "fts_trigram" : "fts");
        return connection.Query<long>(
            $"select rowid from {table} where {table} match @phrase and rowid in (select value from json_each(@rows))",
            new { phrase = FtsQuery.Quoted(phrase), rows = Json(rows) });
    }

    private static string Json<T>(IReadOnlyCollection<T> ids) => System.Text.Json.JsonSerializer.Serialize(ids);

    private sealed record Row : LabelColumns
    {
        public string Id { get; init; } = "";

        public string Type { get; init; } = "";

        public string Content { get; init; } = "";

        public string SourceFile { get; init; } = "";

        public string Concepts { get; init; } = "[]";

        public string? Project { get; init; }

        public long? UnreadableSince { get; init; }

        public SearchDocument ToDocument() => new(Id, Type, Content, SourceFile, Columns.Concepts(Concepts), Project)
        {
            Labels = ToLabels(), UnreadableSince = Columns.Time(UnreadableSince),
        };
    }
}
