using Microsoft.Data.Sqlite;
using Oracle.Documents.Sqlite;

namespace Oracle.Documents.Tests.Sqlite;

/// <summary>The schema in memory on one connection: for properties of tables and triggers, where files and threads are beside the point.</summary>
internal sealed class InMemory : ISqliteSessions
{
    private readonly SqliteConnection _connection = new("Data Source=:memory:");

    public InMemory()
    {
        _connection.Open();
        Migrations.Run(_connection);
    }

    public Task<T> ReadAsync<T>(Func<SqliteConnection, T> read) => WriteAsync(read);

    public Task<T> WriteAsync<T>(Func<SqliteConnection, T> write)
    {
        using var transaction = _connection.BeginTransaction();
        var result = write(_connection);
        transaction.Commit();
        return Task.FromResult(result);
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
