using Dapper;
using Microsoft.Data.Sqlite;

namespace Oracle.Documents.Sqlite;

/// <inheritdoc cref="IDocumentLists" />
internal sealed class SqliteDocumentLists(ISqliteSessions sessions) : IDocumentLists
{
    private const string Live = "deleted_at is null and (@type is null or oracle_same(type, @type))";
    private const string Listed = "id, type, content, source_file, concepts, project, indexed_at, title";

    public Task<DocumentPage> ListAsync(string? type, bool byFile, int limit, int offset) => ReadAsync(connection => byFile
        ? new DocumentPage(
            Rows(connection,
                $"""
                select {Listed} from (
                    select min(n) as first, max(indexed_at) as newest from oracle_documents where {Live}
                    group by iif(source_file = '', id, source_file), source_file = '' order by newest desc, first limit @limit offset @offset)
                join oracle_documents on n = first order by newest desc, first
                """, new { type, limit, offset }),
            connection.ExecuteScalar<long>(
                $"select count(distinct nullif(source_file, '')) + sum(source_file = '') from oracle_documents where {Live}", new { type }))
        : new DocumentPage(
            Rows(connection, $"select {Listed} from oracle_documents where {Live} order by indexed_at desc, n limit @limit offset @offset", new { type, limit, offset }),
            connection.ExecuteScalar<long>($"select count(*) from oracle_documents where {Live}", new { type })));

    public Task<ListedDocument?> AnyAsync(IReadOnlyList<string> types) => ReadAsync(connection => Rows(
        connection,
        $"""
        select {Listed} from oracle_documents where n = (
            select n from oracle_documents where type in @types and deleted_at is null and superseded_by is null and superseded_at is null order by random() limit 1)
        """, new { types }).SingleOrDefault());

    public Task<(IReadOnlyList<ConceptCount> Top, long All)> ConceptsAsync(string? type, int limit) => ReadAsync(connection =>
    {
        var counted = type is null
            ? "select concept, n from oracle_concept_counts"
            : $"select value as concept, count(distinct oracle_documents.n) as n from oracle_documents, json_each(concepts) where oracle_documents.deleted_at is null and oracle_same(oracle_documents.type, @type) group by value";
        return (
            (IReadOnlyList<ConceptCount>)[.. connection.Query<(string Name, long Count)>(
                $"select concept, n from ({counted}) order by n desc, concept limit @limit", new { type, limit }).Select(row => new ConceptCount(row.Name, row.Count))],
            connection.ExecuteScalar<long>($"select count(*) from ({counted})", new { type }));
    });

    public Task<IReadOnlyDictionary<string, long>> FilesByTypeAsync() => sessions.ReadAsync(connection =>
        (IReadOnlyDictionary<string, long>)connection.Query<(string Type, long Files)>(
            "select type, count(distinct nullif(source_file, '')) from oracle_documents where deleted_at is null group by type")
        .ToDictionary(row => row.Type, row => row.Files, StringComparer.Ordinal));

    public Task<IReadOnlyList<ListedDocument>> OfFileAsync(string sourceFile) => sessions.ReadAsync(connection => Rows(
        connection, $"select {Listed} from oracle_documents where source_file = @sourceFile and deleted_at is null order by n", new { sourceFile }));

    public Task<string?> RootOfAsync(string sourceFile) => sessions.ReadAsync(connection =>
        connection.ExecuteScalar<string?>("select root from oracle_files where source_file = @sourceFile", new { sourceFile }));

    private Task<T> ReadAsync<T>(Func<SqliteConnection, T> read) => sessions.ReadAsync(connection =>
    {
        SearchFunctions.On(connection);
        return read(connection);
    });

    private static IReadOnlyList<ListedDocument> Rows(SqliteConnection connection, string sql, object parameters) =>
        [.. connection.Query<Row>(sql, parameters).Select(row => row.ToDocument())];

    private sealed record Row
    {
        public string Id { get; init; } = "";

        public string Type { get; init; } = "";

        public string Content { get; init; } = "";

        public string SourceFile { get; init; } = "";

        public string Concepts { get; init; } = "[]";

        public string? Project { get; init; }

        public long IndexedAt { get; init; }

        public string? Title { get; init; }

        public ListedDocument ToDocument() => new(Id, Type, Content, SourceFile, Columns.Concepts(Concepts), Project, Columns.Time(IndexedAt), Title);
    }
}
