using Dapper;
using Oracle.Documents.Syncing;

namespace Oracle.Documents.Tests.Sqlite;

/// <summary>What must not be written: nothing for unchanged documents, no text index for a settlement.</summary>
public sealed class WritingLittleTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2025, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly DocumentDraft Draft = new("a", "Extract a tar archive", Concepts: ["x"], SourceFile: "f.md", CreatedBy: DocumentDraft.Indexer);

    private readonly TestDatabase _db = new();

    public void Dispose() => _db.Dispose();

    [Fact]
    public async Task A_document_that_is_already_there_writes_nothing_at_all()
    {
        await _db.Store.Documents.AcceptAsync([Draft], Now);
        var watcher = _db.Outsider();
        var version = watcher.ExecuteScalar<long>("pragma data_version");
        var changes = await TotalChanges();

        await _db.Store.Documents.AcceptAsync([Draft, Draft], Now.AddDays(1));
        await _db.Store.Documents.ReplaceFileAsync("f.md", [Draft], Now.AddDays(1));
        await _db.Store.Documents.AcceptAsync([Draft with { Content = "" }], Now.AddDays(1));

        Assert.Equal(changes, await TotalChanges());
        Assert.Equal(version, watcher.ExecuteScalar<long>("pragma data_version"));
        // The control: a change is seen by both.
        await _db.Store.Documents.AcceptAsync([Draft with { Content = "changed" }], Now.AddDays(1));
        Assert.NotEqual(changes, await TotalChanges());
        Assert.NotEqual(version, watcher.ExecuteScalar<long>("pragma data_version"));
    }

    [Theory]
    [InlineData(SyncOutcomeKind.Confirmed)]
    [InlineData(SyncOutcomeKind.Unavailable)]
    [InlineData(SyncOutcomeKind.Ambiguous)]
    [InlineData(SyncOutcomeKind.Rejected)]
    public async Task A_settlement_writes_its_row_and_counters_and_no_text_index(SyncOutcomeKind kind)
    {
        var claimed = await AcceptAndClaim();
        var settlements = SyncProtocol.Decide(claimed, new SyncOutcome(kind, "why"), new SyncPolicy(), Now, () => 0.5).Settlements;
        var changes = await TotalChanges();
        var index = IndexBytes();

        await _db.Store.Outbox.SettleAsync(settlements, generation: 1, Now);

        // The row itself and at most three counters: what it was, what it became, quarantined.
        Assert.InRange(await TotalChanges() - changes, 1, 4);
        Assert.Equal(index, IndexBytes());
    }

    [Fact]
    public async Task Making_rows_due_and_marking_them_failed_touches_no_text_index()
    {
        var claimed = await AcceptAndClaim();
        var index = IndexBytes();
        Assert.Equal(1, await _db.Store.Outbox.MarkFailedAsync(SyncFailure.Unavailable, "down", 10, Now));
        await _db.Store.Outbox.SettleAsync(SyncProtocol.Decide(claimed, SyncOutcome.Confirmed, new SyncPolicy(), Now, () => 0).Settlements, 1, Now);
        Assert.Equal(1, await _db.Store.Outbox.MakeDueAsync(10));
        Assert.Equal(index, IndexBytes());
    }

    [Fact]
    public async Task A_document_tried_in_vain_for_hours_has_a_few_checks_and_the_last_is_after_the_last_try()
    {
        var policy = new SyncPolicy();
        var row = Assert.Single(await AcceptAndClaim());
        var now = Now;
        for (var attempt = 0; attempt < 500; attempt++, now += TimeSpan.FromSeconds(30))
        {
            var decision = SyncProtocol.Decide([row with { Attempts = attempt }], new SyncOutcome(SyncOutcomeKind.Ambiguous), policy, now, () => 0);
            await _db.Store.Outbox.SettleAsync(decision.Settlements, 1, now);
            await _db.Store.Reconciliation.CorrectAsync([], await _db.Store.Reconciliation.ChecksDueAsync(now, 10), now);
        }

        Assert.InRange(_db.Committed<long>("select count(*) from sync_checks"), 2, 5);
        Assert.Equal((now - TimeSpan.FromSeconds(30) + policy.LastCheck).ToUnixTimeMilliseconds(), _db.Committed<long>("select max(check_at) from sync_checks"));
    }

    private async Task<IReadOnlyList<SyncRow>> AcceptAndClaim()
    {
        await _db.Store.Documents.AcceptAsync([Draft], Now);
        return await _db.Store.Outbox.DueAsync(Now, 10, long.MaxValue, new HashSet<long>());
    }

    private Task<long> TotalChanges() => _db.OnWriter<long>("select total_changes()");

    private string IndexBytes() => _db.Committed<string>(
        "select group_concat(hex(block)) from (select block from oracle_fts_data union all select block from oracle_fts_trigram_data)");
}
