using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace Oracle.Documents.Sqlite;

/// <summary>
/// The one writer of a database, on a thread of its own. Requests that wait while another commit is on its way to
/// the disk share the next commit; each stands under a savepoint of its own, so that one that fails takes none
/// with it. Nobody is told of success before the commit: if it fails, it fails for all of the group.
/// </summary>
internal sealed class GroupCommit : IAsyncDisposable
{
    // Bounds what waits in memory and how long one transaction lasts.
    private const int MaxWaiting = 1024;
    private const int MaxGroup = 128;

    private readonly SqliteConnection _connection;
    private readonly Channel<IRequest> _requests =
        Channel.CreateBounded<IRequest>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });

    private readonly Thread _thread;
    private volatile int _underWay;

    public GroupCommit(SqliteConnection connection)
    {
        _connection = connection;
        _thread = new Thread(Run) { IsBackground = true, Name = "oracle-sqlite-writer" };
        _thread.Start();
    }

    /// <summary>Requests that wait, and requests of the commit under way.</summary>
    public WriteQueue Queue => new(_requests.Reader.Count, _underWay);

    public async Task<T> WriteAsync<T>(Func<SqliteConnection, T> write)
    {
        var request = new Request<T>(write);
        try
        {
            await _requests.Writer.WriteAsync(request);
        }
        catch (ChannelClosedException e)
        {
            throw new StoreUnavailableException("The store is closing; nothing was written.", e);
        }

        return await request.Done;
    }

    public async ValueTask DisposeAsync()
    {
        _requests.Writer.TryComplete();
        await Task.Run(_thread.Join);
        await _connection.DisposeAsync();
    }

    private void Run()
    {
        var group = new List<IRequest>(MaxGroup);
        while (_requests.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            group.Clear();
            while (group.Count < MaxGroup && _requests.Reader.TryRead(out var request))
                group.Add(request);
            _underWay = group.Count;
            Commit(group);
            _underWay = 0;
        }
    }

    private void Commit(List<IRequest> group)
    {
        try
        {
            using var transaction = _connection.BeginTransaction(deferred: false);
            foreach (var request in group)
            {
                transaction.Save("request");
                if (!request.TryRun(_connection))
                    transaction.Rollback("request");
                transaction.Release("request");
            }

            transaction.Commit();
        }
        catch (Exception e) when (e is SqliteException or InvalidOperationException)
        {
            // After some faults (disk full, I/O) SQLite has rolled back by itself, and the savepoints are gone too.
            var failure = SqliteFaults.Explain(e);
            group.ForEach(request => request.Fail(failure));
            return;
        }

        group.ForEach(request => request.Succeed());
    }

    private interface IRequest
    {
        bool TryRun(SqliteConnection connection);

        void Succeed();

        void Fail(Exception failure);
    }

    private sealed class Request<T>(Func<SqliteConnection, T> write) : IRequest
    {
        // Continuations must not run on the writer's thread.
        private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? _result;
        private Exception? _failure;

        public Task<T> Done => _done.Task;

        public bool TryRun(SqliteConnection connection)
        {
            try
            {
                _result = write(connection);
                return true;
            }
            catch (SqliteException e)
            {
                _failure = SqliteFaults.Explain(e);
            }
#pragma warning disable CA1031 // Whatever a request does, it must not end the writer; its caller gets the exception.
            catch (Exception e)
#pragma warning restore CA1031
            {
                _failure = e;
            }

            return false;
        }

        public void Succeed()
        {
            if (_failure is null)
                _done.TrySetResult(_result!);
            else
                _done.TrySetException(_failure);
        }

        public void Fail(Exception failure) => _done.TrySetException(_failure ?? failure);
    }
}
