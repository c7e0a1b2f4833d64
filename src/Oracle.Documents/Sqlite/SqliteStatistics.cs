using Dapper;
using Microsoft.Data.Sqlite;

namespace Oracle.Documents.Sqlite;

/// <inheritdoc cref="IStatistics" />
internal sealed class SqliteStatistics(ISqliteSessions sessions) : IStatistics
{
    public Task<StoreStatistics> ReadAsync(int topConcepts = 20) => sessions.ReadAsync(connection =>
    {
        var counters = Pairs(connection, "select name, value from oracle_counters");
        return new StoreStatistics(
            Pending: counters["pending"],
            Synced: counters["synced"],
            Failed: counters["failed"],
            Quarantined: counters["quarantined"],
            Deleting: counters["deleting"],
            ByType: Pairs(connection, "select type, n from oracle_type_counts order by type"),
            Concepts: connection.ExecuteScalar<long>("select count(*) from oracle_concept_counts"),
            TopConcepts: [.. connection.Query<(string Name, long Count)>(
                    "select concept, n from oracle_concept_counts order by n desc, concept limit @topConcepts", new { topConcepts })
                .Select(row => new ConceptCount(row.Name, row.Count))],
            LastIndexed: Columns.Time(connection.ExecuteScalar<long?>("select max(indexed_at) from oracle_documents")),
            OldestPending: Columns.Time(connection.ExecuteScalar<long?>(
                "select min(updated_at) from oracle_documents where sync_status = 'pending' and (deleted_at is not null) = 0")),
            Answering: SqliteCollections.Answering(connection));
    });

    private static Dictionary<string, long> Pairs(SqliteConnection connection, string sql) =>
        connection.Query<(string Name, long Value)>(sql).ToDictionary(row => row.Name, row => row.Value, StringComparer.Ordinal);
}
