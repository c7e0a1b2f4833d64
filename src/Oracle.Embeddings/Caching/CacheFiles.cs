using Dapper;
using Microsoft.Data.Sqlite;

namespace Oracle.Embeddings.Caching;

/// <summary>Makes, opens and sets aside the cache's file. It and its folder are readable by their owner only.</summary>
internal static class CacheFiles
{
    /// <summary>Larger than SQLite's own: of a page of 4 KiB, two vectors of 384 numbers leave a quarter free.</summary>
    public const int PageSize = 16_384;

    private const int SchemaVersion = 1;
    private const int MaxLogBytes = 16 << 20;

    // A vector is computed sooner than somebody else's lock is worth waiting for. In seconds; 0 would be for ever.
    private const int LockTimeout = 1;

    /// <summary>Opens the file; makes it where there is none.</summary>
    /// <exception cref="SqliteException">It is damaged, or cannot be opened.</exception>
    /// <exception cref="InvalidDataException">It is of another schema.</exception>
    public static CacheFile Open(string path, long maxBytes)
    {
        if (!File.Exists(path))
            Create(path);
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path, Mode = SqliteOpenMode.ReadWrite, Pooling = false, DefaultTimeout = LockTimeout,
        }.ToString());
        try
        {
            connection.Open();
            Prepare(connection);
            return new CacheFile(connection, maxBytes);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>The file, or what stands in its place, is not what this build wrote.</summary>
    public static bool IsDamage(Exception e) => e is InvalidDataException or SqliteException { SqliteErrorCode: 1 or 11 or 26 };

    /// <summary>Moves a file out of the way, in place of the one that was moved before; says where to.</summary>
    public static string SetAside(string path)
    {
        var aside = path + ".aside";
        File.Move(path, aside, overwrite: true);
        DeleteLog(path);
        return aside;
    }

    private static void Create(string path)
    {
        // The log of a file that was deleted must not be read into the new one.
        DeleteLog(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        // SQLite gives the log and the shared-memory file the mode of the database.
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(path, options);
    }

    private static void DeleteLog(string path)
    {
        File.Delete(path + "-wal");
        File.Delete(path + "-shm");
    }

    /// <summary>Sets a connection up, makes the tables of an empty file, and looks whether a full one is ours.</summary>
    internal static void Prepare(SqliteConnection connection)
    {
        connection.Execute($"pragma page_size = {PageSize}");
        connection.Execute("pragma journal_mode = wal");
        connection.Execute($"pragma journal_size_limit = {MaxLogBytes}");
        connection.Execute("pragma synchronous = normal");
        if (connection.ExecuteScalar<long>("select count(*) from sqlite_schema") == 0)
        {
            using var transaction = connection.BeginTransaction(deferred: false);
            connection.Execute(Schema(), transaction: transaction);
            transaction.Commit();
        }

        if (connection.ExecuteScalar<long>("pragma user_version") is var version && version != SchemaVersion)
            throw new InvalidDataException($"it has schema version {version}, this build's is {SchemaVersion}");
        // What is missing shows here, not with the first vector.
        connection.ExecuteScalar("select e.id, e.model, e.hash, e.used, e.bytes, e.checksum, v.vector, t.bytes from entries e, vectors v, totals t limit 0");
        connection.ExecuteScalar("select id, provider, model, dimension from models limit 0");
    }

    private static string Schema()
    {
        using var reader = new StreamReader(typeof(CacheFiles).Assembly.GetManifestResourceStream("Oracle.Embeddings.Caching.embeddings.sql")!);
        return reader.ReadToEnd();
    }
}
