using Oracle.Documents.Syncing;

namespace Oracle.Documents.Tests.Sqlite;

/// <summary>What is written down for later and no interface shows yet.</summary>
public sealed class RecordedTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2025, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly TestDatabase _db = new();

    public void Dispose() => _db.Dispose();

    [Fact]
    public async Task A_confirmation_records_the_generation_it_was_written_for()
    {
        await _db.Store.Documents.AcceptAsync([new DocumentDraft("a", "text")], Now);
        var claimed = await _db.Store.Outbox.DueAsync(Now, 10, long.MaxValue, new HashSet<long>());
        await _db.Store.Outbox.SettleAsync(SyncProtocol.Decide(claimed, SyncOutcome.Confirmed, new SyncPolicy(), Now, () => 0).Settlements, generation: 7, Now);
        Assert.Equal(7, _db.Committed<long>("select synced_generation from oracle_documents"));

        await _db.Store.Outbox.MakeDueAsync(10);
        Assert.Equal(1, _db.Committed<long>("select synced_generation is null from oracle_documents"));
    }

    [Fact]
    public async Task The_collection_that_answered_before_is_kept_under_its_name()
    {
        var first = new CollectionRecord("first", "uuid-1", "hash", "hash-v1", 384, "cosine", 0);
        await _db.Store.Collections.SetAnsweringAsync(first);
        await _db.Store.Collections.SetAnsweringAsync(first with { Name = "second", Uuid = "uuid-2" });
        Assert.Equal("kept", _db.Committed<string>("select state from oracle_collections where name = 'first' and uuid = 'uuid-1'"));
        Assert.Equal("answering", _db.Committed<string>("select state from oracle_collections where name = 'second'"));
    }
}
