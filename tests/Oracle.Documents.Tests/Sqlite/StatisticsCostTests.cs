using Dapper;
using Microsoft.Data.Sqlite;
using Oracle.Documents.Sqlite;
using SQLitePCL;

namespace Oracle.Documents.Tests.Sqlite;

/// <summary>Statistics cost the same at any size while nothing is written; after a write concepts are sorted anew (decision 25). Counted are SQLite's own steps, which no busy machine makes more.</summary>
public sealed class StatisticsCostTests : IDisposable
{
    private readonly TestDatabase _db = new();

    public void Dispose() => _db.Dispose();

    [Fact]
    public async Task They_take_as_many_steps_with_a_hundred_times_as_many_documents()
    {
        Add(from: 1, to: 100);
        var few = await StepsAsync();

        Add(from: 101, to: 10_000);

        Assert.InRange(await StepsAsync(), 1, few * 1.2);
    }

    [Fact]
    public async Task Documents_that_wait_behind_many_deletions_cost_no_more()
    {
        Add(from: 1, to: 100);
        var few = await StepsAsync();

        // Older than every document that is pending.
        Add(from: 101, to: 5_000);
        _db.Outside("update oracle_documents set deleted_at = 1, sync_status = 'pending', updated_at = 1 where n > 100");

        Assert.InRange(await StepsAsync(), 1, few * 1.2);
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1_000_003), (await _db.Store.Statistics.ReadAsync()).OldestPending);
    }

    [Fact]
    public async Task No_statement_goes_through_the_documents_or_sorts()
    {
        Add(from: 1, to: 100);
        var statements = new List<string>();
        await using var sessions = new Watched(_db.Outsider(), statements.Add, steps: null);
        var statistics = new SqliteStore(sessions).Statistics;
        await statistics.ReadAsync();
        var first = Plans(statements);
        statements.Clear();
        await statistics.ReadAsync();
        var second = Plans(statements);

        Assert.Contains(first, step => step.StartsWith("SEARCH oracle_documents", StringComparison.Ordinal));
        Assert.DoesNotContain(first, step => step.StartsWith("SCAN oracle_documents", StringComparison.Ordinal));
        // The concepts used most are sorted once, and again when something has changed.
        Assert.Contains(first, step => step.Contains("TEMP B-TREE", StringComparison.Ordinal));
        Assert.DoesNotContain(second, step => step.Contains("TEMP B-TREE", StringComparison.Ordinal));
    }

    private List<string> Plans(IEnumerable<string> statements)
    {
        var outsider = _db.Outsider();
        return [.. statements.Where(statement => statement.StartsWith("select", StringComparison.Ordinal)).SelectMany(statement => outsider
            .Query<(long, long, long, string Detail)>($"explain query plan {statement}").Select(step => $"{step.Detail} ({statement})"))];
    }

    /// <summary>Documents with a concept of its own each; of three, one is pending.</summary>
    private void Add(int from, int to) => _db.Outside(
        """
        with recursive numbers (i) as (values (@from) union all select i + 1 from numbers where i < @to)
        insert into oracle_documents (id, concepts, updated_at, indexed_at, content, content_hash, revision, sync_status)
        select 'd-' || i, '["c-' || i || '"]', 1000000 + i, 1000000 + i, 'text', 'hash', i, iif(i % 3 = 0, 'pending', 'synced') from numbers
        """, new { from, to });

    private async Task<long> StepsAsync()
    {
        var steps = 0L;
        await using var sessions = new Watched(_db.Outsider(), _ => { }, () => steps++);
        var statistics = new SqliteStore(sessions).Statistics;
        // The first reading reads the schema too.
        await statistics.ReadAsync();
        steps = 0;
        await statistics.ReadAsync();
        return steps;
    }

    /// <summary>One connection that tells its statements, and each step of them.</summary>
    private sealed class Watched : ISqliteSessions
    {
        private readonly SqliteConnection _connection;

        public Watched(SqliteConnection connection, Action<string> statement, Action? steps)
        {
            _connection = connection;
            raw.sqlite3_trace(connection.Handle, (_, text) => statement(text), null);
            if (steps is not null)
            {
                raw.sqlite3_progress_handler(connection.Handle, 1, _ =>
                {
                    steps();
                    return 0;
                }, null);
            }
        }

        public Task<T> ReadAsync<T>(Func<SqliteConnection, T> read) => Task.FromResult(read(_connection));

        public Task<T> WriteAsync<T>(Func<SqliteConnection, T> write) => throw new NotSupportedException("Statistics write nothing.");

        // The connection is the test database's own.
        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
