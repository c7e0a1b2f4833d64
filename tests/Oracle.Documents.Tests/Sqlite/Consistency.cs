using Dapper;
using Microsoft.Data.Sqlite;

namespace Oracle.Documents.Tests.Sqlite;

/// <summary>Whether what is kept beside the documents (counters, text indexes) says what the documents say.</summary>
internal static class Consistency
{
    public static void Check(SqliteConnection connection)
    {
        CountersEqualCounts(connection);
        TextIndexesAreWhole(connection);
    }

    public static void CountersEqualCounts(SqliteConnection connection)
    {
        var counters = Pairs(connection, "select name, value from oracle_counters");
        var byStatus = Pairs(connection, "select sync_status, count(*) from oracle_documents where deleted_at is null group by sync_status");
        foreach (var status in new[] { "pending", "synced", "failed" })
            Assert.Equal((status, byStatus.GetValueOrDefault(status)), (status, counters[status]));
        Assert.Equal(
            connection.ExecuteScalar<long>("select count(*) from oracle_documents where deleted_at is null and quarantined_at is not null"),
            counters["quarantined"]);
        Assert.Equal(connection.ExecuteScalar<long>("select count(*) from oracle_documents where deleted_at is not null"), counters["deleting"]);
        Assert.True(
            counters["revision"] >= connection.ExecuteScalar<long>("select coalesce(max(revision), 0) from oracle_documents"),
            "a revision above the counter would be given again");

        Assert.Equal(
            Pairs(connection, "select type, count(*) from oracle_documents where deleted_at is null group by type"),
            Pairs(connection, "select type, n from oracle_type_counts"));
        Assert.Equal(
            Pairs(connection, "select value, count(distinct d.n) from oracle_documents d, json_each(d.concepts) where deleted_at is null group by value"),
            Pairs(connection, "select concept, n from oracle_concept_counts"));
    }

    // With rank 1 FTS5 also compares the index with the content table: https://www.sqlite.org/fts5.html, "The 'integrity-check' Command".
    public static void TextIndexesAreWhole(SqliteConnection connection)
    {
        connection.Execute("insert into oracle_fts(oracle_fts, rank) values ('integrity-check', 1)");
        connection.Execute("insert into oracle_fts_trigram(oracle_fts_trigram, rank) values ('integrity-check', 1)");
    }

    private static Dictionary<string, long> Pairs(SqliteConnection connection, string sql) =>
        connection.Query<(string Name, long Value)>(sql).ToDictionary(row => row.Name, row => row.Value, StringComparer.Ordinal);
}
