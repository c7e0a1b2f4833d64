using System.Runtime.CompilerServices;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Oracle.Documents.Sqlite;

/// <inheritdoc cref="IStatistics" />
internal sealed class SqliteStatistics(ISqliteSessions sessions) : IStatistics
{
    private readonly ConditionalWeakTable<SqliteConnection, UsedConcepts> _concepts = [];

    public Task<StoreStatistics> ReadAsync(int topConcepts = 20) => sessions.ReadAsync(connection =>
    {
        // The first statement decides of which moment all the others are.
        var counters = Pairs(connection, "select name, value from oracle_counters");
        var concepts = Concepts(connection, topConcepts);
        return new StoreStatistics(
            Pending: counters["pending"],
            Synced: counters["synced"],
            Failed: counters["failed"],
            Quarantined: counters["quarantined"],
            Deleting: counters["deleting"],
            ByType: Pairs(connection, "select type, n from oracle_type_counts order by type"),
            Concepts: concepts.All,
            TopConcepts: concepts.Top,
            LastIndexed: Columns.Time(connection.ExecuteScalar<long?>("select max(indexed_at) from oracle_documents")),
            OldestPending: Columns.Time(connection.ExecuteScalar<long?>(
                "select min(coalesce(imported_at, updated_at)) from oracle_documents where sync_status = 'pending' and (deleted_at is not null) = 0")),
            Answering: SqliteCollections.Answering(connection),
            Indexing: TextIndexing.Progress(connection));
    });

    // To find the concepts used most, all are sorted. An index would be rewritten with each document that has concepts; so what
    // was found is kept, for each connection, until anybody changes the file: SQLite counts the changes of others and its own.
    private UsedConcepts Concepts(SqliteConnection connection, int top)
    {
        var changes = (connection.ExecuteScalar<long>("pragma data_version"), connection.ExecuteScalar<long>("select total_changes()"));
        if (_concepts.TryGetValue(connection, out var known) && known.Changes == changes && known.Asked == top)
            return known;
        var used = new UsedConcepts(
            changes, top, connection.ExecuteScalar<long>("select count(*) from oracle_concept_counts"),
            [.. connection.Query<(string Name, long Count)>(
                    "select concept, n from oracle_concept_counts order by n desc, concept limit @top", new { top })
                .Select(row => new ConceptCount(row.Name, row.Count))]);
        _concepts.AddOrUpdate(connection, used);
        return used;
    }

    private static Dictionary<string, long> Pairs(SqliteConnection connection, string sql) =>
        connection.Query<(string Name, long Value)>(sql).ToDictionary(row => row.Name, row => row.Value, StringComparer.Ordinal);

    private sealed record UsedConcepts((long Others, long Own) Changes, int Asked, long All, IReadOnlyList<ConceptCount> Top);
}
