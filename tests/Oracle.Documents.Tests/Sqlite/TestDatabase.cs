using Dapper;
using Microsoft.Data.Sqlite;
using Oracle.Documents.Sqlite;

namespace Oracle.Documents.Tests.Sqlite;

/// <summary>A database in a folder of its own, and a way to look at it from outside, as another program would.</summary>
internal sealed class TestDatabase : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly List<SqliteConnection> _outsiders = [];

    public TestDatabase()
    {
        Sessions = SqliteDatabase.Open(_folder.Path);
        Store = new SqliteStore(Sessions);
    }

    public SqliteDatabase Sessions { get; }
    public SqliteStore Store { get; }

    /// <summary>A new connection that knows nothing of the store's own.</summary>
    public SqliteConnection Outsider()
    {
        var connection = new SqliteConnection($"Data Source={_folder[SqliteDatabase.FileName]};Pooling=false");
        connection.Open();
        _outsiders.Add(connection);
        return connection;
    }

    /// <summary>Runs SQL from outside.</summary>
    public void Outside(string sql, object? parameters = null) => Outsider().Execute(sql, parameters);

    /// <summary>Reads a value from outside: what is committed.</summary>
    public T Committed<T>(string sql) => Outsider().ExecuteScalar<T>(sql)!;

    /// <summary>Reads a value on the writer's own connection.</summary>
    public Task<T> OnWriter<T>(string sql) => Sessions.WriteAsync(connection => connection.ExecuteScalar<T>(sql)!);

    public void Dispose()
    {
        _outsiders.ForEach(outsider => outsider.Dispose());
        Sessions.DisposeAsync().AsTask().Wait();
        _folder.Dispose();
    }
}
