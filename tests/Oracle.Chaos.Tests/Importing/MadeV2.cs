using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Oracle.Testing;

namespace Oracle.Chaos.Tests.Importing;

/// <summary>Databases as Oracle V2 makes them: by its schema, and two that it made itself.</summary>
internal static class MadeV2
{
    private const string First =
        """
        create table "__drizzle_migrations" (id serial primary key, hash text not null, created_at numeric);
        create table oracle_documents (id text primary key not null, type text not null, source_file text not null, concepts text not null,
          created_at integer not null, updated_at integer not null, indexed_at integer not null);
        create virtual table oracle_fts using fts5(id unindexed, content, concepts, tokenize='porter unicode61');
        create table indexing_status (id integer primary key, is_indexing integer, repo_root text);
        """;

    private const string Later =
        """
        alter table oracle_documents add column superseded_by text; alter table oracle_documents add column superseded_at integer;
        alter table oracle_documents add column superseded_reason text; alter table oracle_documents add column origin text;
        alter table oracle_documents add column project text; alter table oracle_documents add column created_by text;
        """;

    /// <summary>A new database, whose connection is the caller's.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="rows">What is put into it.</param>
    /// <param name="isFirst">Whether it is of the first schema, without the later columns.</param>
    /// <param name="isWriteAhead">Whether it keeps a write-ahead log, as V2's do while it runs.</param>
    public static SqliteConnection Open(string path, string rows, bool isFirst = false, bool isWriteAhead = false)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        Run(connection, isWriteAhead ? "pragma journal_mode = wal; pragma wal_autocheckpoint = 0" : "pragma journal_mode = delete");
        Run(connection, First + (isFirst ? "" : Later) + rows);
        return connection;
    }

    /// <summary>A new database, closed.</summary>
    public static string Make(string path, string rows, bool isFirst = false)
    {
        Open(path, rows, isFirst).Dispose();
        return path;
    }

    /// <summary>One of those that Oracle V2 made: <c>may</c> or <c>july</c>.</summary>
    public static string Sample(string name, string path)
    {
        using var packed = File.OpenRead(Repository.PathTo("tests", "Oracle.Chaos.Tests", "Importing", $"oracle-{name}.db.gz"));
        using var plain = new GZipStream(packed, CompressionMode.Decompress);
        using var file = File.Create(path);
        plain.CopyTo(file);
        return path;
    }

    /// <summary>A row of its documents with its text.</summary>
    public static string Row(string id, string text, string concepts = "[]", string file = "") =>
        $"insert into oracle_documents (id, type, source_file, concepts, created_at, updated_at, indexed_at) values ('{id}', 'learning', '{file}', '{concepts}', 1000, 2000, 3000); {Text(id, text)}";

    /// <summary>A text alone.</summary>
    public static string Text(string id, string text) => $"insert into oracle_fts (id, content, concepts) values ('{id}', '{text}', '');";

    public static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public static IEnumerable<T> Read<T>(string path, string sql, Func<SqliteDataReader, T> read)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        while (reader.Read())
            yield return read(reader);
    }

    /// <summary>Every file below a folder, with the hash of its bytes.</summary>
    public static IReadOnlyList<string> Bytes(string folder) =>
        [.. Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(path => $"{path} {(File.Exists(path) ? Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))) : "folder")}")];
}
