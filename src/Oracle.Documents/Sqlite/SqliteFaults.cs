using Microsoft.Data.Sqlite;

namespace Oracle.Documents.Sqlite;

/// <summary>Says in a person's words what SQLite's result codes mean here (https://www.sqlite.org/rescode.html).</summary>
internal static class SqliteFaults
{
    public static StoreUnavailableException Explain(Exception e) => e is SqliteException sqlite
        ? Explain(sqlite)
        : new StoreUnavailableException($"The transaction ended early; nothing was stored: {e.Message}", e);

    private static StoreUnavailableException Explain(SqliteException e) => new(e.SqliteErrorCode switch
    {
        5 or 6 => "The database is locked by another program; nothing was stored. Close what else has oracle.db open and try again.",
        8 => "The database is read-only; nothing was stored. Check the permissions of the data directory and its file system.",
        10 => $"The disk gave an I/O error ({e.SqliteExtendedErrorCode}); nothing was stored. Check the disk and the system log.",
        11 or 26 => "The database file is damaged; nothing was stored. Stop the host, keep a copy of oracle.db and restore a backup.",
        13 => "The disk is full; nothing was stored. Make room and try again.",
        14 => "The database file cannot be opened. Check that the data directory exists and may be written.",
        _ => $"SQLite refused: {e.Message} (code {e.SqliteExtendedErrorCode}); nothing was stored.",
    }, e);
}
