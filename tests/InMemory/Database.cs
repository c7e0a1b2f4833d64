using System.Collections.Concurrent;
using Dapper;
using Microsoft.Data.Sqlite;
using Oracle.Documents;
using Oracle.Documents.Sqlite;

namespace Oracle.Testing.InMemory;

/// <summary>
/// The real schema in memory. Every call is done when it returns. All of a database's life is one transaction that is
/// undone at its end: then the connection is as new, and knows what it has compiled.
/// </summary>
internal sealed class Database : ISqliteSessions
{
    private static readonly ConcurrentBag<SqliteConnection> Idle = [];

    private readonly SqliteConnection _connection;
    private bool _isGone;

    // Statistics of memory that nobody reads make all connections of a process wait for each other. It can be said only
    // before the first of them: where that is past, it stays as it is.
    static Database()
    {
        SQLitePCL.Batteries_V2.Init();
        _ = SQLitePCL.raw.sqlite3_config(SQLitePCL.raw.SQLITE_CONFIG_MEMSTATUS, 0);
    }

    public Database()
    {
        _connection = Idle.TryTake(out var idle) ? idle : Made();
        _connection.Execute("begin transaction");
    }

    /// <summary>Rises with everything that may have changed it.</summary>
    public int Version { get; private set; }

    public Task<T> ReadAsync<T>(Func<SqliteConnection, T> read)
    {
        try
        {
            return Task.FromResult(Direct(read));
        }
#pragma warning disable CA1031 // As the real one: whatever a call throws, its caller gets it from the task.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return Task.FromException<T>(Explained(e));
        }
    }

    public Task<T> WriteAsync<T>(Func<SqliteConnection, T> write)
    {
        try
        {
            return Task.FromResult(Change(write));
        }
#pragma warning disable CA1031 // The same.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return Task.FromException<T>(Explained(e));
        }
    }

    /// <summary>What a check reads for itself, or another program.</summary>
    public T Direct<T>(Func<SqliteConnection, T> read)
    {
        lock (_connection)
            return _isGone ? throw Gone() : read(_connection);
    }

    public T Change<T>(Func<SqliteConnection, T> change)
    {
        lock (_connection)
        {
            if (_isGone)
                throw Gone();
            Version++;
            _connection.Execute("savepoint request");
            try
            {
                var result = change(_connection);
                _connection.Execute("release request");
                return result;
            }
            catch
            {
                _connection.Execute("rollback to request; release request");
                throw;
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        lock (_connection)
        {
            if (_isGone)
                return ValueTask.CompletedTask;
            _isGone = true;
            _connection.Execute("rollback transaction");
        }

        Idle.Add(_connection);
        return ValueTask.CompletedTask;
    }

    private static StoreUnavailableException Gone() => new("The store is closed.");

    private static Exception Explained(Exception fault) => fault is SqliteException sqlite ? SqliteFaults.Explain(sqlite) : fault;

    private static SqliteConnection Made()
    {
        var connection = new RememberingConnection("Data Source=:memory:;Foreign Keys=True");
        connection.Open();
        Migrations.Run(connection);
        connection.Execute("insert into oracle_settings (name, value) values ('store', 'simulated')");
        return connection;
    }
}
