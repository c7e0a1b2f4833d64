using Microsoft.Data.Sqlite;

namespace Oracle.Testing;

/// <summary>SQLite's own checks of the file, and those of both full-text indexes against the rows they stand for.</summary>
internal static class SoundFile
{
    public static IReadOnlyList<string> Differences(string dataDir) =>
    [
        .. BothStores.Query(dataDir, "pragma integrity_check").Select(row => (string)row[0]!).Where(said => said != "ok").Select(said => $"integrity_check: {said}"),
        .. FullText(dataDir, "oracle_fts"),
        .. FullText(dataDir, "oracle_fts_trigram"),
    ];

    // Rank 1 compares an external-content table with its content (https://www.sqlite.org/fts5.html#the_integrity_check_command).
    private static IEnumerable<string> FullText(string dataDir, string table)
    {
        try
        {
            BothStores.Execute(dataDir, $"insert into {table} ({table}, rank) values ('integrity-check', 1)");
            return [];
        }
        // Busy says nothing of the file.
        catch (SqliteException error) when (error.SqliteErrorCode is not (5 or 6))
        {
            return [$"{table}: {error.Message}"];
        }
    }
}
