using Dapper;
using Microsoft.Data.Sqlite;

namespace Oracle.Documents.Sqlite;

/// <summary>
/// Watches the sessions of one database: whether a write was refused, and, if one was, whether one of some size would be
/// taken now. A damaged file stays trouble until a check of the whole file finds none.
/// </summary>
public sealed class StoreHealth(ISqliteSessions sessions) : ISqliteSessions
{
    private const int Corrupt = 11;
    private const int NotADatabase = 26;

    private readonly Lock _sync = new();
    private StoreUnavailableException? _trouble;
    private Task _probe = Task.CompletedTask;

    /// <inheritdoc />
    public async Task<T> ReadAsync<T>(Func<SqliteConnection, T> read)
    {
        try
        {
            return await sessions.ReadAsync(read);
        }
        catch (StoreUnavailableException e) when (IsDamage(e))
        {
            Remember(e);
            throw;
        }
    }

    /// <inheritdoc />
    public async Task<T> WriteAsync<T>(Func<SqliteConnection, T> write)
    {
        try
        {
            // That it was taken ends no trouble: one that finds no row to change is taken by a full disk too.
            return await sessions.WriteAsync(write);
        }
        catch (StoreUnavailableException e)
        {
            Remember(e);
            throw;
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => sessions.DisposeAsync();

    /// <summary>
    /// Why documents cannot be stored, or null. After a write that was refused it tries one of its own and waits for it,
    /// but no longer than <paramref name="within"/>: a locked database keeps it waiting longer.
    /// </summary>
    public async Task<string?> TroubleAsync(TimeSpan within)
    {
        Task probe;
        lock (_sync)
        {
            if (_trouble is null)
                return null;
            // One at a time, however many ask.
            if (_probe.IsCompleted)
                _probe = ProbeAsync(IsDamage(_trouble));
            probe = _probe;
        }

        await Task.WhenAny(probe, Task.Delay(within));
        lock (_sync)
            return _trouble?.Message;
    }

    private async Task ProbeAsync(bool isDamaged)
    {
        try
        {
            if (isDamaged && await sessions.ReadAsync(connection => connection.ExecuteScalar<string>("pragma quick_check(1)")) != "ok")
                return;
            // As much as a document of some size: a log on a full disk has room for a page long after it has none for documents.
            await sessions.WriteAsync(connection => connection.Execute(
                "insert into oracle_settings (name, value) values ('probe', hex(randomblob(65536))) on conflict do update set value = excluded.value"));
            await sessions.WriteAsync(connection => connection.Execute("delete from oracle_settings where name = 'probe'"));
            lock (_sync)
                _trouble = null;
        }
        catch (StoreUnavailableException e)
        {
            Remember(e);
        }
    }

    // Any other trouble says nothing of the damaged pages.
    private void Remember(StoreUnavailableException trouble)
    {
        lock (_sync)
        {
            if (_trouble is null || !IsDamage(_trouble) || IsDamage(trouble))
                _trouble = trouble;
        }
    }

    private static bool IsDamage(StoreUnavailableException e) =>
        e.InnerException is SqliteException { SqliteErrorCode: Corrupt or NotADatabase };
}
