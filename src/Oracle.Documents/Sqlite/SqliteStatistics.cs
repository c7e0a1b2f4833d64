using System.Runtime.CompilerServices;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Oracle.Documents.Sqlite;

/// <inheritdoc cref="IStatistics" />
internal sealed class SqliteStatistics(ISqliteSessions sessions) : IStatistics
{
    private readonly ConditionalWeakTable<SqliteConnection, Costly> _costly = [];

    public Task<StoreStatistics> ReadAsync(int topConcepts = 20) => sessions.ReadAsync(connection =>
    {
        // The first statement decides of which moment all the others are.
        var counters = Pairs(connection, "select name, value from oracle_counters");
        var costly = CostlyOnes(connection, topConcepts);
        return new StoreStatistics(
            Pending: counters["pending"],
            Synced: counters["synced"],
            Failed: counters["failed"],
            Quarantined: counters["quarantined"],
            Deleting: counters["deleting"],
            ByType: Pairs(connection, "select type, n from oracle_type_counts order by type"),
            FilesByType: costly.FilesByType,
            Concepts: costly.Concepts,
            TopConcepts: costly.Top,
            LastIndexed: Columns.Time(connection.ExecuteScalar<long?>("select max(indexed_at) from oracle_documents")),
            OldestPending: Columns.Time(connection.ExecuteScalar<long?>(
                "select min(updated_at) from oracle_documents where sync_status = 'pending' and (deleted_at is not null) = 0")),
            Answering: SqliteCollections.Answering(connection),
            Indexing: TextIndexing.Progress(connection));
    });

    // To find the concepts used most, all are sorted, and to count files, all documents are read. An index would be rewritten with each
    // document; so what was found is kept, for each connection, until anybody changes the file: SQLite counts the changes of others and its own.
    private Costly CostlyOnes(SqliteConnection connection, int top)
    {
        var changes = (connection.ExecuteScalar<long>("pragma data_version"), connection.ExecuteScalar<long>("select total_changes()"));
        if (_costly.TryGetValue(connection, out var known) && known.Changes == changes && known.Asked == top)
            return known;
        var found = new Costly(
            changes, top, connection.ExecuteScalar<long>("select count(*) from oracle_concept_counts"),
            [.. connection.Query<(string Name, long Count)>(
                    "select concept, n from oracle_concept_counts order by n desc, concept limit @top", new { top })
                .Select(row => new ConceptCount(row.Name, row.Count))],
            Pairs(connection, "select type, count(distinct source_file) from oracle_documents where deleted_at is null group by type"));
        _costly.AddOrUpdate(connection, found);
        return found;
    }

    private static Dictionary<string, long> Pairs(SqliteConnection connection, string sql) =>
        connection.Query<(string Name, long Value)>(sql).ToDictionary(row => row.Name, row => row.Value, StringComparer.Ordinal);

    private sealed record Costly(
        (long Others, long Own) Changes, int Asked, long Concepts, IReadOnlyList<ConceptCount> Top, IReadOnlyDictionary<string, long> FilesByType);
}
