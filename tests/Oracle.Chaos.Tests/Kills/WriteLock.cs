using Microsoft.Data.Sqlite;

namespace Oracle.Chaos.Tests.Kills;

/// <summary>The write lock of oracle.db, taken from outside: while it is held, the host cannot settle.</summary>
internal sealed class WriteLock : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteTransaction _transaction;

    public WriteLock(string dataDir)
    {
        _connection = new SqliteConnection($"Data Source={Path.Combine(dataDir, "oracle.db")};Pooling=False");
        _connection.Open();
        _transaction = _connection.BeginTransaction(deferred: false);
    }

    public void Dispose()
    {
        _transaction.Dispose();
        _connection.Dispose();
    }
}
