using Dapper;
using Microsoft.Data.Sqlite;

namespace Oracle.Documents.Sqlite;

/// <summary>
/// The database file of one data directory: WAL, <c>synchronous=FULL</c>, foreign keys, one writer and a few readers.
/// The file and its folder are readable by their owner only.
/// </summary>
public sealed class SqliteDatabase : ISqliteSessions, IWriteQueue
{
    private const int ReaderCount = 4;
    private const int BusyTimeoutMs = 5_000;

    private readonly GroupCommit _writer;
    private readonly Readers _readers;
    private readonly OpenFiles _files;
    private volatile bool _isClosing;

    private SqliteDatabase(GroupCommit writer, Readers readers, OpenFiles files) => (_writer, _readers, _files) = (writer, readers, files);

    /// <summary>The database's file name within a data directory.</summary>
    public const string FileName = "oracle.db";

    /// <summary>Its path in a data directory.</summary>
    public static string PathIn(string dataDir) => Path.Combine(dataDir, FileName);

    /// <summary>The schema version that this build writes; a database of a newer one is refused.</summary>
    public static int SchemaVersion => Migrations.Newest;

    /// <summary>Opens it, makes it if it is not there, and brings it to the newest schema.</summary>
    /// <exception cref="StoreUnavailableException">It cannot be opened, is damaged, or is of a newer Oracle.</exception>
    public static SqliteDatabase Open(string dataDirectory)
    {
        try
        {
            var path = CreateFile(dataDirectory);
            var writer = Connect(path, SqliteOpenMode.ReadWrite);
            try
            {
                Prepare(writer);
                var readers = Enumerable.Range(0, ReaderCount).Select(_ => Connect(path, SqliteOpenMode.ReadOnly)).ToList();
                return new SqliteDatabase(new GroupCommit(writer), new Readers(readers), OpenFiles.Of(path));
            }
            catch
            {
                writer.Dispose();
                throw;
            }
        }
        catch (SqliteException e)
        {
            throw SqliteFaults.Explain(e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException($"The data directory {dataDirectory} cannot be used: {e.Message}", e);
        }
    }

    /// <inheritdoc />
    public WriteQueue Read() => _writer.Queue;

    /// <inheritdoc />
    public Task<T> ReadAsync<T>(Func<SqliteConnection, T> read) => _readers.ReadAsync(read);

    /// <inheritdoc />
    public async Task<T> WriteAsync<T>(Func<SqliteConnection, T> write)
    {
        var result = await _writer.WriteAsync(write);
        // Descriptors that closing has given back say nothing.
        return _isClosing || _files.Missing() is not { } missing
            ? result
            : throw new StoreUnavailableException(
                $"{missing} was deleted, moved or replaced while the host runs; nothing is stored any more. Stop the host, put the file back or restore a backup, and start it again.");
    }

    /// <summary>Finishes what was handed in, then closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        _isClosing = true;
        await _readers.DisposeAsync();
        // Last: closing the last connection is what folds the write-ahead log into the file.
        await _writer.DisposeAsync();
    }

    private static void Prepare(SqliteConnection writer)
    {
        writer.Execute("pragma journal_mode = wal");
        Migrations.Run(writer);
        writer.Execute(
            "insert into oracle_settings (name, value) values ('store', @id) on conflict do nothing",
            new { id = Guid.NewGuid().ToString() });
    }

    private static string CreateFile(string dataDirectory)
    {
        var path = Path.Combine(dataDirectory, FileName);
        if (File.Exists(path))
            return path;
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write };
        // SQLite gives the log and the shared-memory file the mode of the database.
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(path, options);
        return path;
    }

    private static SqliteConnection Connect(string path, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path, Mode = mode, Pooling = false, ForeignKeys = true,
            // The library waits for a lock by itself, and for this long, whatever busy_timeout says.
            DefaultTimeout = BusyTimeoutMs / 1_000,
        }.ToString());
        connection.Open();
        // One statement a command: behind one that returns a row, the library swallows errors.
        connection.Execute($"pragma busy_timeout = {BusyTimeoutMs}");
        connection.Execute("pragma synchronous = full");
        return connection;
    }
}
