using Dapper;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Oracle.Documents.Tests.Sqlite;

/// <summary>Many writes, one commit: what they share and what they do not.</summary>
public sealed class GroupCommitTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    private readonly TestDatabase _db = new();

    public GroupCommitTests() => _db.Outside("create table marks (n integer primary key, mark text unique) strict");

    public void Dispose() => _db.Dispose();

    [Fact]
    public async Task A_write_that_throws_takes_none_of_its_group_with_it()
    {
        var thrown = new InvalidTimeZoneException("its own");
        var (before, failing, after) = await InOneGroup(
            () => (Mark("before"), _db.Sessions.WriteAsync<int>(connection =>
            {
                Insert(connection, "half done");
                throw thrown;
            }), Mark("after")));

        await before;
        await after;
        Assert.Same(thrown, await Record.ExceptionAsync(() => failing));
        Assert.Equal(["before", "after"], Marks());
    }

    [Fact]
    public async Task A_write_that_SQLite_refuses_takes_none_of_its_group_with_it()
    {
        var (first, second, third) = await InOneGroup(() => (Mark("same"), Mark("same"), Mark("other")));
        await first;
        await third;
        var refused = await Assert.ThrowsAsync<StoreUnavailableException>(() => second);
        Assert.Contains("UNIQUE constraint failed", refused.Message, StringComparison.Ordinal);
        Assert.Equal(["same", "other"], Marks());
    }

    [Fact]
    public async Task Writes_run_in_the_order_they_were_handed_in()
    {
        var marks = Enumerable.Range(0, 300).Select(i => $"mark {i}").ToList();
        await await InOneGroup(() => Task.WhenAll(marks.Select(Mark)));
        Assert.Equal(marks, Marks());
    }

    [Fact]
    public async Task More_writes_than_may_wait_all_land()
    {
        const int Many = 3_000;
        await Task.WhenAll(Enumerable.Range(0, Many).Select(i => Task.Run(() => Mark($"mark {i}"))));
        Assert.Equal(Many, _db.Committed<int>("select count(*) from marks"));
    }

    [Fact]
    public async Task Nobody_is_told_of_success_before_the_commit()
    {
        using var running = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        var (first, second) = await InOneGroup(() => (Mark("first"), _db.Sessions.WriteAsync(connection =>
        {
            Insert(connection, "second");
            running.Set();
            goOn.Wait(Soon);
            return 0;
        })));

        Assert.True(running.Wait(Soon));
        Assert.False(first.IsCompleted);
        Assert.Equal(0, await _db.Sessions.ReadAsync(connection => connection.ExecuteScalar<int>("select count(*) from marks")));

        goOn.Set();
        await Task.WhenAll(first, second);
        Assert.Equal(2, await _db.Sessions.ReadAsync(connection => connection.ExecuteScalar<int>("select count(*) from marks")));
    }

    [Fact]
    public async Task A_read_is_of_one_moment()
    {
        await Mark("first");
        var counts = await _db.Sessions.ReadAsync(connection =>
        {
            var before = connection.ExecuteScalar<int>("select count(*) from marks");
            Assert.True(Mark("second").Wait(Soon));
            return (before, connection.ExecuteScalar<int>("select count(*) from marks"));
        });
        Assert.Equal((1, 1), counts);
        Assert.Equal(["first", "second"], Marks());
    }

    [Fact]
    public async Task A_read_that_throws_ends_no_reader()
    {
        for (var i = 0; i < 20; i++)
            await Assert.ThrowsAsync<InvalidTimeZoneException>(() => _db.Sessions.ReadAsync<int>(_ => throw new InvalidTimeZoneException()));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => _db.Sessions.ReadAsync(connection => connection.ExecuteScalar<int>("select no_such_column")));
        Assert.Equal(0, await _db.Sessions.ReadAsync(connection => connection.ExecuteScalar<int>("select count(*) from marks")));
    }

    [Fact]
    public async Task Readers_cannot_write()
    {
        var error = await Assert.ThrowsAsync<StoreUnavailableException>(() => _db.Sessions.ReadAsync(connection => connection.Execute("insert into marks (mark) values ('sneaked in')")));
        Assert.Contains("read-only", error.Message, StringComparison.Ordinal);
        Assert.Empty(Marks());
    }

    [Fact]
    public async Task If_the_commit_fails_it_fails_for_all_of_the_group_and_the_next_one_is_its_own()
    {
        // SQLite turns a commit that its hook refuses into a rollback (https://www.sqlite.org/c3ref/commit_hook.html),
        // as it does when the disk fails at that moment.
        var refusals = 1;
        var (first, failing, last) = await InOneGroup(() => (
            Mark("first"),
            _db.Sessions.WriteAsync<int>(connection =>
            {
                raw.sqlite3_commit_hook(connection.Handle, _ => refusals-- > 0 ? 1 : 0, null);
                throw new InvalidTimeZoneException("its own");
            }),
            Mark("last")));

        await Assert.ThrowsAsync<StoreUnavailableException>(() => first);
        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => failing);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => last);
        Assert.Empty(Marks());

        await Mark("next");
        Assert.Equal(["next"], Marks());
    }

    [Fact]
    public async Task If_SQLite_rolls_back_by_itself_nothing_of_the_group_is_told_to_have_succeeded()
    {
        // Some faults (disk full, I/O) end the whole transaction in the middle of a statement.
        var (first, culprit, last) = await InOneGroup(() => (
            Mark("first"), _db.Sessions.WriteAsync(connection => connection.Execute("rollback")), Mark("last")));

        await Assert.ThrowsAsync<StoreUnavailableException>(() => first);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => culprit);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => last);
        Assert.Empty(Marks());

        await Mark("next");
        Assert.Equal(["next"], Marks());
    }

    [Fact]
    public async Task What_was_handed_in_before_closing_is_written()
    {
        using var goOn = new ManualResetEventSlim();
        var blocker = Block(goOn);
        var marks = new List<Task> { Mark("before closing") };
        var closing = _db.Sessions.DisposeAsync().AsTask();
        // Until the writer closes its door it takes what is handed in.
        await Eventually.True(() =>
        {
            marks.Add(Mark($"mark {marks.Count}"));
            return marks[^1].IsFaulted;
        });
        marks.RemoveAt(marks.Count - 1);

        goOn.Set();
        await Task.WhenAll([blocker, closing, .. marks]).WaitAsync(Soon);
        Assert.Equal(marks.Count, Marks().Count);
    }

    [Fact]
    public async Task After_closing_a_write_and_a_read_are_refused()
    {
        await _db.Sessions.DisposeAsync();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => Mark("late"));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => _db.Sessions.ReadAsync(_ => 0));
        Assert.Empty(Marks());
    }

    /// <summary>Hands in writes while the writer is held up, so that they wait together and share the next commit.</summary>
    private async Task<T> InOneGroup<T>(Func<T> handIn)
    {
        using var goOn = new ManualResetEventSlim();
        var blocker = Block(goOn);
        var result = handIn();
        goOn.Set();
        await blocker;
        return result;
    }

    private Task<int> Block(ManualResetEventSlim goOn)
    {
        var running = new TaskCompletionSource();
        var blocker = _db.Sessions.WriteAsync(_ =>
        {
            running.SetResult();
            Assert.True(goOn.Wait(Soon));
            return 0;
        });
        Assert.True(running.Task.Wait(Soon));
        return blocker;
    }

    private Task<int> Mark(string mark) => _db.Sessions.WriteAsync(connection => Insert(connection, mark));

    private static int Insert(SqliteConnection connection, string mark) =>
        connection.Execute("insert into marks (mark) values (@mark)", new { mark });

    private List<string> Marks() => _db.Outsider().Query<string>("select mark from marks order by n").AsList();
}
