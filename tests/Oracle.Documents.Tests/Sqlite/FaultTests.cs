using Dapper;
using Oracle.Documents.Searching;

using Oracle.Documents.Tests.Suite;

namespace Oracle.Documents.Tests.Sqlite;

/// <summary>A disk that is full and a file that somebody else has locked.</summary>
public sealed class FaultTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2025, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly TestDatabase _db = new();

    public void Dispose() => _db.Dispose();

    [Fact]
    public async Task A_database_that_somebody_else_has_locked_refuses_writes_and_takes_them_again_afterwards()
    {
        await _db.Store.Documents.AcceptAsync([new DocumentDraft("a", "text of a")], Now);
        var other = _db.Outsider();
        other.Execute("begin exclusive");

        // The busy timeout is 5 s; nobody should wait for several of them.
        var refused = _db.Store.Documents.AcceptAsync([new DocumentDraft("b", "text of b")], Now).WaitAsync(TimeSpan.FromSeconds(20));
        var error = await Assert.ThrowsAsync<StoreUnavailableException>(() => refused);
        Assert.Contains("locked by another program", error.Message, StringComparison.Ordinal);
        Assert.NotNull(await _db.Store.Documents.FindAsync("a"));

        other.Execute("rollback");
        Assert.Null(await _db.Store.Documents.FindAsync("b"));
        Assert.Equal(["c"], (await _db.Store.Documents.AcceptAsync([new DocumentDraft("c", "text of c")], Now)).Accepted);
        Assert.Equal(2, (await _db.Store.Statistics.ReadAsync()).Total);
    }

    [Fact]
    public async Task A_full_disk_refuses_what_does_not_fit_and_takes_what_does()
    {
        await _db.Store.Documents.AcceptAsync([new DocumentDraft("a", "text of a")], Now);
        await LeaveRoomFor(pages: 20);
        var error = await Assert.ThrowsAsync<StoreUnavailableException>(() => _db.Store.Documents.AcceptAsync([Large("b")], Now));
        Assert.Equal("The disk is full; nothing was stored. Make room and try again.", error.Message);
        Assert.Null(await _db.Store.Documents.FindAsync("b"));

        Assert.Equal(["small"], (await _db.Store.Documents.AcceptAsync([new DocumentDraft("small", "s")], Now)).Accepted);
        Assert.NotNull(await _db.Store.Documents.DeleteAsync("a", Now));
        Consistency.Check(_db.Outsider());

        await LeaveRoomFor(pages: 10_000);
        Assert.Equal(["b"], (await _db.Store.Documents.AcceptAsync([Large("b")], Now)).Accepted);
        Assert.Equal(["b"], (await _db.Store.Search.SearchAsync("word17", new SearchFilter(), 10)).Ids);
        Consistency.Check(_db.Outsider());
    }

    [Fact]
    public async Task On_a_disk_that_fills_up_everything_acknowledged_is_there_and_nothing_else()
    {
        await LeaveRoomFor(pages: 30);
        var acknowledged = new List<string>();
        var refused = 0;
        // Many at once, so that they share commits, from the last free page to none.
        await Task.WhenAll(Enumerable.Range(0, 200).Select(async i =>
        {
            try
            {
                var result = await _db.Store.Documents.AcceptAsync([new DocumentDraft($"d{i}", $"word{i} {new string((char)('a' + (i % 26)), 50 * (i % 40))}")], Now);
                lock (acknowledged)
                    acknowledged.AddRange(result.Accepted);
            }
            catch (StoreUnavailableException e) when (e.Message.Contains("The disk is full", StringComparison.Ordinal))
            {
                Interlocked.Increment(ref refused);
            }
        }));

        Assert.NotEqual(0, refused);
        Assert.Equal(
            acknowledged.Order(StringComparer.Ordinal),
            _db.Outsider().Query<string>("select id from oracle_documents").Order(StringComparer.Ordinal));
        Consistency.Check(_db.Outsider());

        await LeaveRoomFor(pages: 10_000);
        Assert.Equal(["next"], (await _db.Store.Documents.AcceptAsync([new DocumentDraft("next", "text")], Now)).Accepted);
        Consistency.Check(_db.Outsider());
    }

    private static DocumentDraft Large(string id) =>
        new(id, string.Join(' ', Enumerable.Range(0, 20_000).Select(i => $"word{i}")));

    // SQLite reports a file that may not grow as it does a full disk: SQLITE_FULL.
    private Task LeaveRoomFor(int pages) => _db.Sessions.WriteAsync(connection =>
    {
        var used = connection.ExecuteScalar<long>("pragma page_count");
        return connection.ExecuteScalar<long>($"pragma max_page_count = {used + pages}");
    });
}
