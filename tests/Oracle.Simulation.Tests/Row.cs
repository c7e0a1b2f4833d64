using Microsoft.Data.Sqlite;

namespace Oracle.Simulation.Tests;

/// <summary>A row as it stands in the table, tombstones included.</summary>
internal sealed record Row(
    string Id, long Revision, string Hash, string Status, DateTimeOffset? LastAttempt, DateTimeOffset? NextAttempt, string? Failure, string? Error,
    bool IsQuarantined, bool IsDeleted)
{
    public bool IsSynced => Status == "synced";

    // By hand: this is read after every step of every sequence.
    public static (Dictionary<string, Row> Rows, string Answering) All(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText =
            """
            select id, revision, content_hash, sync_status, last_sync_attempt, next_sync_attempt, sync_failure, sync_error,
                   quarantined_at is not null, deleted_at is not null from oracle_documents;
            select uuid from oracle_collections where state = 'answering';
            """;
        using var reader = command.ExecuteReader();
        var rows = new Dictionary<string, Row>(StringComparer.Ordinal);
        while (reader.Read())
        {
            rows.Add(reader.GetString(0), new Row(
                reader.GetString(0), reader.GetInt64(1), reader.GetString(2), reader.GetString(3), Time(reader, 4), Time(reader, 5),
                Text(reader, 6), Text(reader, 7), reader.GetBoolean(8), reader.GetBoolean(9)));
        }

        reader.NextResult();
        return (rows, reader.Read() ? reader.GetString(0) : "");
    }

    private static string? Text(SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static DateTimeOffset? Time(SqliteDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(column));
}
