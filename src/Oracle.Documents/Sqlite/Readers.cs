using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace Oracle.Documents.Sqlite;

/// <summary>A few read-only connections, each with a thread of its own.</summary>
internal sealed class Readers : IAsyncDisposable
{
    private const int MaxWaiting = 1024;

    private readonly Channel<Action<SqliteConnection>> _requests =
        Channel.CreateBounded<Action<SqliteConnection>>(MaxWaiting);

    private readonly List<Thread> _threads = [];

    public Readers(IEnumerable<SqliteConnection> connections)
    {
        foreach (var connection in connections)
        {
            var thread = new Thread(() => Run(connection)) { IsBackground = true, Name = "oracle-sqlite-reader" };
            thread.Start();
            _threads.Add(thread);
        }
    }

    public async Task<T> ReadAsync<T>(Func<SqliteConnection, T> read)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            await _requests.Writer.WriteAsync(connection => Answer(connection, read, done));
        }
        catch (ChannelClosedException e)
        {
            throw new StoreUnavailableException("The store is closing.", e);
        }

        return await done.Task;
    }

    public async ValueTask DisposeAsync()
    {
        _requests.Writer.TryComplete();
        await Task.Run(() => _threads.ForEach(thread => thread.Join()));
    }

    private static void Answer<T>(SqliteConnection connection, Func<SqliteConnection, T> read, TaskCompletionSource<T> done)
    {
        try
        {
            using var transaction = connection.BeginTransaction(deferred: true);
            var result = read(connection);
            transaction.Commit();
            done.TrySetResult(result);
        }
        catch (SqliteException e)
        {
            done.TrySetException(SqliteFaults.Explain(e));
        }
#pragma warning disable CA1031 // Whatever a read does, it must not end the reader; its caller gets the exception.
        catch (Exception e)
#pragma warning restore CA1031
        {
            done.TrySetException(e);
        }
    }

    private void Run(SqliteConnection connection)
    {
        using (connection)
        {
            while (_requests.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
            {
                while (_requests.Reader.TryRead(out var request))
                    request(connection);
            }
        }
    }
}
