using Dapper;
using Microsoft.Data.Sqlite;
using Oracle.Documents.Searching;

namespace Oracle.Documents.Sqlite;

/// <summary>
/// Fills the full-text tables of a database that an earlier Oracle wrote, a portion a transaction: a crash costs the portion
/// under way. Until all is in, the former tables answer; every change goes into both where its row is in both.
/// </summary>
internal static class TextIndexing
{
    private const int PortionRows = 500;
    private const long PortionBytes = 4 << 20;

    // So few are indexed while the database is opened: the search never sees the former tables.
    private const int AtOnce = 2_000;

    /// <summary>How far it is, or null when all is done.</summary>
    public static IndexingProgress? Progress(SqliteConnection connection)
    {
        var upto = Upto(connection);
        return upto == long.MaxValue
            ? null
            : new IndexingProgress(
                connection.ExecuteScalar<long>("select count(*) from oracle_documents where n <= @upto", new { upto }),
                connection.ExecuteScalar<long>("select count(*) from oracle_documents"));
    }

    /// <summary>Whether the former tables are gone. Costs nothing, other than how far it is.</summary>
    public static bool IsDone(SqliteConnection connection) => Upto(connection) == long.MaxValue;

    /// <summary>Indexes a small database whole.</summary>
    public static void Begin(SqliteConnection connection)
    {
        if (connection.ExecuteScalar<long>("select count(*) from (select 1 from oracle_documents limit @AtOnce + 1)", new { AtOnce }) > AtOnce)
            return;
        while (!Next(connection))
        {
            // A portion at a time bounds the memory.
        }
    }

    /// <summary>Indexes the next portion. True when nothing is left, and the former tables are gone.</summary>
    public static bool Next(SqliteConnection connection)
    {
        if (IsDone(connection))
            return true;
        var upto = Upto(connection);
        var keys = SyncRows.Fitting(
            connection.Query<KeyAndSize>(
                "select n, octet_length(content) as size from oracle_documents where n > @upto order by n limit @PortionRows", new { upto, PortionRows }),
            PortionRows, PortionBytes);
        if (keys.Count == 0)
        {
            Finish(connection);
            return true;
        }

        var last = keys[^1];
        foreach (var row in connection.Query<Row>("select n, concepts, content from oracle_documents where n > @upto and n <= @last", new { upto, last }).AsList())
            Fold(connection, row);
        foreach (var table in (string[])["oracle_fts", "oracle_fts_trigram"])
        {
            connection.Execute(
                $"""
                insert into {table} (rowid, title, aliases, heading_path, tags, content)
                select n, coalesce(folded_title, title), coalesce(folded_aliases, aliases), coalesce(folded_heading_path, heading_path),
                       coalesce(folded_tags, concepts), coalesce(folded_content, content)
                from oracle_documents where n > @upto and n <= @last and deleted_at is null
                """, new { upto, last });
        }

        connection.Execute("update oracle_indexing set upto = @last", new { last });
        return false;
    }

    private static long Upto(SqliteConnection connection) => connection.ExecuteScalar<long>("select upto from oracle_indexing");

    // Rows of the earlier schema have no title yet; one that was written since has its folded columns already.
    private static void Fold(SqliteConnection connection, Row row)
    {
        if (Folding.Differing(row.Content) is { } content)
            connection.Execute("update oracle_documents set folded_content = @content where n = @N", new { content, row.N });
        if (Folding.Differing(row.Concepts) is { } tags)
            connection.Execute("update oracle_documents set folded_tags = coalesce(folded_tags, @tags) where n = @N", new { tags, row.N });
    }

    private static void Finish(SqliteConnection connection)
    {
        foreach (var trigger in (string[])["oracle_former_insert", "oracle_former_update", "oracle_former_delete"])
            connection.Execute($"drop trigger {trigger}");
        connection.Execute("drop table oracle_former_fts");
        connection.Execute("drop table oracle_former_fts_trigram");
        connection.Execute("update oracle_indexing set upto = @All", new { All = long.MaxValue });
    }

    private sealed record Row
    {
        public long N { get; init; }

        public string Concepts { get; init; } = "[]";

        public string Content { get; init; } = "";
    }
}
