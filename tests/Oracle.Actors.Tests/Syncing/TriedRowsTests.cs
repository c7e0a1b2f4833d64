using Oracle.Actors.Syncing;
using Oracle.Actors.Tests.Fakes;
using Oracle.Actors.Tests.Worlds;
using Oracle.Documents;
using Oracle.Documents.Syncing;
using Oracle.Testing;

namespace Oracle.Actors.Tests.Syncing;

/// <summary>What the sweeper asks of the engine.</summary>
public sealed class TriedRowsTests
{
    private static readonly SyncOutcome Down = new(SyncOutcomeKind.Unavailable, "Connection refused.");

    [Fact]
    public async Task Rows_are_tried_though_they_are_not_due()
    {
        await using var world = await WaitingAsync(20);
        var rows = await world.RowsAsync();
        var run = world.TryRows([.. rows.Take(10).Select(row => row.N)]);
        Assert.Equal(new ChromaSync.RowsTried(10, 0), await run.ExpectMsgAsync<ChromaSync.RowsTried>());
        Assert.Equal(rows.Take(10).Select(row => row.Id), world.Chroma.Records.Keys.Order());
    }

    [Fact]
    public async Task No_rows_are_answered_at_once()
    {
        await using var world = await SyncWorld.StartedAsync();
        Assert.Equal(new ChromaSync.RowsTried(0, 0), await world.TryRows().ExpectMsgAsync<ChromaSync.RowsTried>());
    }

    [Fact]
    public async Task Rows_that_are_in_flight_already_are_waited_for_and_not_sent_twice()
    {
        await using var world = await SyncWorld.StartedAsync();
        world.Chroma.Writes.Close();
        await world.AcceptAsync(20);
        world.Hint();
        await Eventually.True(() => world.Chroma.Writes.Held == 1);
        var run = world.TryRows([.. (await world.RowsAsync()).Select(row => row.N)]);
        await world.AdvanceAsync(2);
        await run.ExpectNoMsgAsync(TimeSpan.Zero);
        world.Chroma.Writes.Open();
        Assert.Equal(new ChromaSync.RowsTried(20, 0), await run.ExpectMsgAsync<ChromaSync.RowsTried>());
        Assert.Single(world.Chroma.Sent);
    }

    [Fact]
    public async Task A_row_that_Chroma_has_by_now_or_that_is_gone_counts_as_synced()
    {
        await using var world = await SyncWorld.StartedAsync();
        await world.AcceptAsync("a");
        world.Hint();
        await world.UntilBothStoresAgreeAsync();
        var run = world.TryRows((await world.RowAsync("a")).N, 4711);
        Assert.Equal(new ChromaSync.RowsTried(2, 0), await run.ExpectMsgAsync<ChromaSync.RowsTried>());
    }

    [Fact]
    public async Task A_refused_row_counts_as_failed_and_so_does_one_whose_outcome_nobody_knows()
    {
        await using var world = await WaitingAsync(3);
        world.Chroma.OnWrite = write => write.Ids.Contains("doc-00001") ? Reply.Rejected("No.") : null;
        var run = world.TryRows([.. (await world.RowsAsync()).Select(row => row.N)]);
        Assert.Equal(new ChromaSync.RowsTried(2, 1), await run.ExpectMsgAsync<ChromaSync.RowsTried>());

        world.Chroma.OnWrite = _ => Reply.Ambiguous();
        await world.AcceptAsync("a");
        run = world.TryRows((await world.RowAsync("a")).N);
        Assert.Equal(new ChromaSync.RowsTried(0, 1), await run.ExpectMsgAsync<ChromaSync.RowsTried>());
    }

    [Fact]
    public async Task A_row_changed_while_it_was_in_flight_does_not_count_as_synced()
    {
        await using var world = await WaitingAsync(1);
        world.Chroma.Writes.Close();
        var run = world.TryRows((await world.RowAsync("doc-00000")).N);
        await Eventually.True(() => world.Chroma.Writes.Held == 1);
        await world.AcceptAsync([new DocumentDraft("doc-00000", "A newer text.")]);
        world.Chroma.Writes.Open();
        Assert.Equal(new ChromaSync.RowsTried(0, 1), await run.ExpectMsgAsync<ChromaSync.RowsTried>());
    }

    [Fact]
    public async Task A_quarantined_row_does_not_count_as_synced()
    {
        await using var world = await WaitingAsync(1);
        await world.ExecuteAsync("update oracle_documents set quarantined_at = 1, sync_status = 'failed', sync_failure = 'rejected'");
        var run = world.TryRows((await world.RowAsync("doc-00000")).N);
        Assert.Equal(new ChromaSync.RowsTried(0, 1), await run.ExpectMsgAsync<ChromaSync.RowsTried>());
    }

    [Fact]
    public async Task Behind_an_open_circuit_a_run_asks_Chroma_once_and_ends_failed()
    {
        await using var world = await DownAsync(5);
        var probes = world.Chroma.Probed.Count;
        await world.ExecuteAsync("update oracle_documents set sync_error = 'an older reason'");
        var run = world.TryRows([.. (await world.RowsAsync()).Select(row => row.N)]);
        Assert.Equal(new ChromaSync.RowsTried(0, 5), await run.ExpectMsgAsync<ChromaSync.RowsTried>());
        Assert.Equal(probes + 1, world.Chroma.Probed.Count);
        Assert.All(await world.RowsAsync(), row => Assert.Equal((Down.Reason, 0L), (row.Error, row.Attempts)));
    }

    [Fact]
    public async Task Behind_an_open_circuit_a_run_is_how_a_Chroma_that_came_back_is_noticed_at_once()
    {
        await using var world = await DownAsync(30);
        world.Chroma.Trouble = null;
        var run = world.TryRows([.. (await world.RowsAsync()).Select(row => row.N)]);
        Assert.Equal(new ChromaSync.RowsTried(30, 0), await run.ExpectMsgAsync<ChromaSync.RowsTried>());
    }

    [Fact]
    public async Task A_run_ends_failed_when_Chroma_goes_away_under_it()
    {
        await using var world = await WaitingAsync(20);
        world.Chroma.OnWrite = _ =>
        {
            world.Chroma.Trouble = Down;
            return new Reply(Down);
        };
        var run = world.TryRows([.. (await world.RowsAsync()).Select(row => row.N)]);
        Assert.Equal(new ChromaSync.RowsTried(0, 20), await run.ExpectMsgAsync<ChromaSync.RowsTried>());
    }

    [Fact]
    public async Task A_run_ends_when_the_collection_is_lost_under_it()
    {
        await using var world = await WaitingAsync(20);
        world.Chroma.LoseCollection();
        var run = world.TryRows([.. (await world.RowsAsync()).Select(row => row.N)]);
        var tried = await run.ExpectMsgAsync<ChromaSync.RowsTried>();
        Assert.Equal(20, tried.Synced + tried.Failed);
    }

    [Fact]
    public async Task A_run_ends_failed_when_the_store_cannot_be_read()
    {
        await using var world = await WaitingAsync(3);
        world.Outbox.Fault = WatchedOutbox.Unavailable(nameof(IOutbox.RowsAsync));
        var run = world.TryRows([.. (await world.RowsAsync()).Select(row => row.N)]);
        Assert.Equal(new ChromaSync.RowsTried(0, 3), await run.ExpectMsgAsync<ChromaSync.RowsTried>());
    }

    [Fact]
    public async Task A_run_sends_no_batch_of_more_bytes_than_allowed()
    {
        await using var world = await SyncWorld.StartedAsync(new SyncPolicy { BatchBytes = 1_000 });
        await world.AcceptAsync(Enumerable.Range(0, 10).Select(i => new DocumentDraft($"doc-{i}", new string('x', 400))));
        await PutOffAsync(world);
        var run = world.TryRows([.. (await world.RowsAsync()).Select(row => row.N)]);
        await run.ExpectMsgAsync<ChromaSync.RowsTried>();
        Assert.All(world.Chroma.Sent, write => Assert.InRange(write.Rows.Sum(row => row.Content.Length), 1, 1_000));
    }

    [Fact]
    public async Task A_run_claims_no_more_bytes_at_a_time_than_a_batch_may_have()
    {
        await using var world = await SyncWorld.StartedAsync(new SyncPolicy { BatchBytes = 1_000 });
        await world.AcceptAsync(Enumerable.Range(0, 10).Select(i => new DocumentDraft($"doc-{i}", new string('x', 400))));
        await PutOffAsync(world);
        world.Chroma.Writes.Close();
        var sweeper = world.TryRows([.. (await world.RowsAsync()).Select(row => row.N)]);
        await Eventually.True(() => world.Chroma.Writes.Held == 1);
        await world.Actors.RestAsync();
        // One claim is on its way, and the next stands ready.
        Assert.Equal(4, world.Embedder.Texts);

        // The rest comes in claims of its own, and is no failure.
        world.Chroma.Writes.Open();
        Assert.Equal(new ChromaSync.RowsTried(10, 0), sweeper.ExpectMsg<ChromaSync.RowsTried>());
    }

    [Fact]
    public async Task A_run_whose_rows_are_all_in_flight_does_not_keep_others_waiting()
    {
        await using var world = await SyncWorld.StartedAsync();
        world.Chroma.Writes.Close();
        await world.AcceptAsync("a");
        world.Hint();
        await Eventually.True(() => world.Chroma.Writes.Held == 1);
        world.TryRows((await world.RowAsync("a")).N);
        await world.AcceptAsync("b");
        world.Hint();
        await Eventually.True(() => world.Embedder.Texts == 2);
        world.Chroma.Writes.Open();
        await world.UntilBothStoresAgreeAsync();
    }

    private static async Task<SyncWorld> WaitingAsync(int count)
    {
        var world = await SyncWorld.StartedAsync();
        await world.AcceptAsync(count);
        await PutOffAsync(world);
        return world;
    }

    private static async Task<SyncWorld> DownAsync(int count)
    {
        var world = new SyncWorld();
        world.Chroma.Trouble = Down;
        await world.AcceptAsync(count);
        world.Start();
        await world.UntilAllAsync(row => row.Status == "failed", "all are failed");
        return world;
    }

    // Within the hour, so that it is believed.
    private static Task<int> PutOffAsync(SyncWorld world) => world.ExecuteAsync(
        "update oracle_documents set next_sync_attempt = @at", new { at = world.Actors.Now.AddMinutes(50).ToUnixTimeMilliseconds() });
}
