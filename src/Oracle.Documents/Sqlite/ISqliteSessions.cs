using Microsoft.Data.Sqlite;

namespace Oracle.Documents.Sqlite;

/// <summary>
/// Runs work on the connections of one database. Microsoft.Data.Sqlite is synchronous underneath, so the work runs
/// where it may block: not on the caller's thread.
/// </summary>
public interface ISqliteSessions : IAsyncDisposable
{
    /// <summary>Runs a read in a transaction of its own: all it reads is of one moment.</summary>
    /// <exception cref="StoreUnavailableException">SQLite could not do it.</exception>
    Task<T> ReadAsync<T>(Func<SqliteConnection, T> read);

    /// <summary>
    /// Runs a write by itself or not at all; it completes when it is on disk. Writes run one after the other, in
    /// the order they were handed in.
    /// </summary>
    /// <exception cref="StoreUnavailableException">SQLite could not do it; nothing was written.</exception>
    Task<T> WriteAsync<T>(Func<SqliteConnection, T> write);
}
