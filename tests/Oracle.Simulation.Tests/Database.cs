using System.Collections.Concurrent;
using Dapper;
using Microsoft.Data.Sqlite;
using Oracle.Documents.Sqlite;

namespace Oracle.Simulation.Tests;

/// <summary>The real schema in memory. Every call is done when it returns. A database is used again, for making one takes long.</summary>
internal sealed class Database : ISqliteSessions
{
    private static readonly ConcurrentBag<SqliteConnection> Idle = [];
    private static readonly Lazy<SqliteConnection> Template = new(Made);

    private readonly SqliteConnection _connection;

    public Database()
    {
        if (!Idle.TryTake(out var connection))
        {
            connection = new SqliteConnection("Data Source=:memory:");
            connection.Open();
        }

        lock (Template)
            Template.Value.BackupDatabase(connection);
        _connection = connection;
    }

    /// <summary>Rises with everything that may have changed it.</summary>
    public int Version { get; private set; }

    public Task<T> ReadAsync<T>(Func<SqliteConnection, T> read) => Task.FromResult(read(_connection));

    public Task<T> WriteAsync<T>(Func<SqliteConnection, T> write)
    {
        Version++;
        using var transaction = _connection.BeginTransaction();
        var result = write(_connection);
        transaction.Commit();
        return Task.FromResult(result);
    }

    /// <summary>What a check reads for itself, or another program.</summary>
    public T Direct<T>(Func<SqliteConnection, T> read) => read(_connection);

    public T Change<T>(Func<SqliteConnection, T> change) => WriteAsync(change).Result;

    public ValueTask DisposeAsync()
    {
        Idle.Add(_connection);
        return ValueTask.CompletedTask;
    }

    private static SqliteConnection Made()
    {
        var template = new SqliteConnection("Data Source=:memory:");
        template.Open();
        Migrations.Run(template);
        template.Execute("insert into oracle_settings (name, value) values ('store', 'simulated')");
        return template;
    }
}
