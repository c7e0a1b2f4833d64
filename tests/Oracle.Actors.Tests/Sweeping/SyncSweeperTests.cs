using Akka.Persistence;
using Oracle.Actors.Sweeping;
using Oracle.Actors.Syncing;
using Oracle.Actors.Tests.Fakes;
using Oracle.Actors.Tests.Worlds;
using Oracle.Documents;
using Oracle.Documents.Syncing;
using Oracle.Testing;

namespace Oracle.Actors.Tests.Sweeping;

public sealed class SyncSweeperTests
{
    private static readonly TimeSpan FiveMinutes = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task A_run_comes_every_five_minutes_and_asks_for_fifty_rows_older_than_a_minute()
    {
        using var world = await SweeperWorld.StartedAsync();
        world.Actors.Step = TimeSpan.FromSeconds(10);
        world.Outbox.Sweepable = [3, 1, 2];
        for (var i = 0; i < 3; i++)
        {
            await world.Actors.AdvanceAsync(FiveMinutes - TimeSpan.FromSeconds(10));
            await world.Engine.ExpectNoMsgAsync(TimeSpan.Zero);
            await world.Actors.AdvanceAsync(TimeSpan.FromSeconds(10));
            Assert.Equal([3, 1, 2], (await world.TriedAsync(synced: 1, failed: 2)).Keys);
            Assert.Equal((world.Actors.Now - TimeSpan.FromMinutes(1), 50), world.Outbox.Asked);
            await Eventually.True(async () => (await world.HistoryAsync()).Runs.Count == i + 1);
        }
    }

    [Fact]
    public async Task A_run_is_recorded_published_and_answered_in_the_same_words()
    {
        using var world = await SweeperWorld.StartedAsync();
        var published = world.Actors.Hear<Sweeper.SweepFinished>();
        world.Outbox.Sweepable = [1, 2, 3];
        world.Outbox.Backlog = new Backlog(Unsynced: 17, Sweepable: 4);
        var start = world.Actors.Now;
        world.Run();
        var run = await world.Engine.ExpectMsgAsync<ChromaSync.TryRows>();
        await world.Actors.AdvanceAsync(TimeSpan.FromSeconds(2));
        world.Engine.Reply(new ChromaSync.RowsTried(2, 1, run.Run));

        var finished = await world.Asker.ExpectMsgAsync<Sweeper.SweepFinished>();
        Assert.Equal(new Sweeper.SweepFinished(start, start + TimeSpan.FromSeconds(2), Attempted: 3, Synced: 2, Failed: 1, Remaining: 17), finished);
        Assert.Equal(finished, await published.ExpectMsgAsync<Sweeper.SweepFinished>());
        Assert.Equal(finished, Assert.Single((await world.HistoryAsync()).Runs));
    }

    [Fact]
    public async Task A_run_that_the_journal_did_not_take_is_not_reported_as_done_and_the_next_one_is()
    {
        using var world = await SweeperWorld.StartedAsync();
        var published = world.Actors.Hear<Sweeper.SweepFinished>();
        var journal = FaultyJournal.Of(world.Actors.System);
        journal.Fault = new InvalidOperationException("The disk is full.");
        world.Run();
        Assert.Contains("The disk is full.", (await world.Asker.ExpectMsgAsync<Sweeper.SweepFailed>()).Reason, StringComparison.Ordinal);
        await published.ExpectNoMsgAsync(TimeSpan.Zero);

        journal.Fault = null;
        await world.Actors.AdvanceAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(3, (await world.RunAsync(rows: 3, synced: 3)).Synced);
        Assert.Single((await world.HistoryAsync()).Runs);
    }

    [Fact]
    public async Task A_run_that_the_journal_would_not_take_keeps_no_later_one_from_running()
    {
        using var world = await SweeperWorld.StartedAsync();
        world.Actors.Step = TimeSpan.FromSeconds(10);
        var journal = FaultyJournal.Of(world.Actors.System);
        journal.Rejection = new InvalidOperationException("Cannot be serialized.");
        world.Run();
        Assert.Contains("Cannot be serialized.", (await world.Asker.ExpectMsgAsync<Sweeper.SweepFailed>()).Reason, StringComparison.Ordinal);

        journal.Rejection = null;
        world.Outbox.Sweepable = [1];
        await world.Actors.AdvanceAsync(FiveMinutes);
        await world.TriedAsync(synced: 1, failed: 0);
        await Eventually.True(async () => (await world.HistoryAsync()).Runs.Count == 1);
    }

    [Fact]
    public async Task A_sweeper_whose_journal_failed_is_back_soon()
    {
        using var world = await SweeperWorld.StartedAsync();
        var journal = FaultyJournal.Of(world.Actors.System);
        journal.Fault = new InvalidOperationException("The disk is full.");
        for (var i = 0; i < 3; i++)
        {
            world.Run();
            await world.Actors.AdvanceAsync(TimeSpan.FromSeconds(10));
        }

        Assert.Empty((await world.HistoryAsync()).Runs);
        journal.Fault = null;
        await world.RunAsync(rows: 3, synced: 3);
        Assert.Single((await world.HistoryAsync()).Runs);
    }

    [Fact]
    public async Task A_second_request_while_one_runs_is_told_so()
    {
        using var world = await SweeperWorld.StartedAsync();
        world.Outbox.Sweepable = [1];
        var start = world.Actors.Now;
        world.Run();
        var run = await world.Engine.ExpectMsgAsync<ChromaSync.TryRows>();
        world.Run();
        Assert.Equal(new Sweeper.AlreadyRunning(start), await world.Asker.ExpectMsgAsync<Sweeper.AlreadyRunning>());
        world.Engine.Reply(new ChromaSync.RowsTried(1, 0, run.Run));
        await world.Asker.ExpectMsgAsync<Sweeper.SweepFinished>();
    }

    [Fact]
    public async Task A_run_that_finds_nothing_is_a_run_too_and_troubles_nobody()
    {
        using var world = await SweeperWorld.StartedAsync();
        Assert.Equal(0, (await world.RunAsync(rows: 0, synced: 0)).Attempted);
        await world.Engine.ExpectNoMsgAsync(TimeSpan.Zero);
        Assert.NotNull((await world.HistoryAsync()).LastRun);
    }

    [Fact]
    public async Task If_all_were_synced_and_more_are_due_the_next_run_starts_at_once()
    {
        using var world = await SweeperWorld.StartedAsync();
        await world.RunAsync(rows: 50, synced: 50, sweepable: 1);
        world.Actors.Time.Advance(TimeSpan.Zero);
        await world.Engine.ExpectMsgAsync<ChromaSync.TryRows>();
    }

    [Fact]
    public async Task If_one_was_not_synced_the_next_run_waits_its_five_minutes()
    {
        using var world = await SweeperWorld.StartedAsync();
        world.Actors.Step = TimeSpan.FromSeconds(10);
        await world.RunAsync(rows: 50, synced: 49, sweepable: 1);
        await world.Actors.AdvanceAsync(FiveMinutes - TimeSpan.FromSeconds(10));
        await world.Engine.ExpectNoMsgAsync(TimeSpan.Zero);
        await world.Actors.AdvanceAsync(TimeSpan.FromSeconds(10));
        await world.Engine.ExpectMsgAsync<ChromaSync.TryRows>();
    }

    [Fact]
    public async Task A_run_asked_for_puts_the_next_one_five_minutes_off()
    {
        using var world = await SweeperWorld.StartedAsync();
        world.Actors.Step = TimeSpan.FromSeconds(10);
        await world.Actors.AdvanceAsync(TimeSpan.FromMinutes(4));
        await world.RunAsync(rows: 1, synced: 1);
        await world.Actors.AdvanceAsync(TimeSpan.FromMinutes(4));
        await world.Engine.ExpectNoMsgAsync(TimeSpan.Zero);
        await world.Actors.AdvanceAsync(TimeSpan.FromMinutes(1));
        await world.Engine.ExpectMsgAsync<ChromaSync.TryRows>();
    }

    [Fact]
    public async Task A_run_that_the_engine_never_answers_ends_at_its_deadline_and_the_next_one_comes()
    {
        using var world = await SweeperWorld.StartedAsync();
        world.Actors.Step = TimeSpan.FromSeconds(10);
        world.Outbox.Sweepable = [1, 2];
        world.Run();
        await world.Engine.ExpectMsgAsync<ChromaSync.TryRows>();
        await world.Actors.AdvanceAsync(FiveMinutes);
        var finished = await world.Asker.ExpectMsgAsync<Sweeper.SweepFinished>();
        Assert.Equal((2, 0, 2), (finished.Attempted, finished.Synced, finished.Failed));
        await world.Actors.AdvanceAsync(FiveMinutes);
        await world.Engine.ExpectMsgAsync<ChromaSync.TryRows>();
    }

    [Fact]
    public async Task An_answer_that_comes_after_the_deadline_is_not_taken_for_the_next_runs()
    {
        using var world = await SweeperWorld.StartedAsync();
        world.Actors.Step = TimeSpan.FromSeconds(10);
        world.Outbox.Sweepable = [1, 2, 3];
        world.Run();
        var first = await world.Engine.ExpectMsgAsync<ChromaSync.TryRows>();
        await world.Actors.AdvanceAsync(FiveMinutes);
        await world.Asker.ExpectMsgAsync<Sweeper.SweepFinished>();

        world.Run();
        var second = await world.Engine.ExpectMsgAsync<ChromaSync.TryRows>();
        // The answer to the first run was on its way when the second began.
        world.Engine.Reply(new ChromaSync.RowsTried(3, 0, first.Run));
        world.Engine.Reply(new ChromaSync.RowsTried(0, 3, second.Run));
        var finished = await world.Asker.ExpectMsgAsync<Sweeper.SweepFinished>();
        Assert.Equal((3, 0, 3), (finished.Attempted, finished.Synced, finished.Failed));
    }

    [Fact]
    public async Task When_the_outbox_cannot_be_read_the_asker_is_told_and_the_next_run_tries_again()
    {
        using var world = await SweeperWorld.StartedAsync();
        world.Actors.Step = TimeSpan.FromSeconds(10);
        world.Outbox.Fault = new StoreUnavailableException("The database is locked.");
        world.Run();
        Assert.Equal("The database is locked.", (await world.Asker.ExpectMsgAsync<Sweeper.SweepFailed>()).Reason);
        world.Outbox.Fault = null;
        world.Outbox.Sweepable = [1];
        await world.Actors.AdvanceAsync(FiveMinutes);
        await world.Engine.ExpectMsgAsync<ChromaSync.TryRows>();
    }

    [Fact]
    public async Task Runs_survive_a_restart_and_the_schedule_goes_on_from_the_last_one()
    {
        using var world = await SweeperWorld.StartedAsync();
        world.Actors.Step = TimeSpan.FromSeconds(10);
        await world.RunAsync(rows: 4, synced: 1);
        await world.RunAsync(rows: 5, synced: 2);
        var before = await world.HistoryAsync();
        await world.Actors.AdvanceAsync(TimeSpan.FromMinutes(3));

        await world.RestartAsync();
        Assert.Equal(before.Runs, (await world.HistoryAsync()).Runs);
        Assert.Equal(before.LastRun, (await world.HistoryAsync()).LastRun);
        await world.Actors.AdvanceAsync(TimeSpan.FromSeconds(110));
        await world.Engine.ExpectNoMsgAsync(TimeSpan.Zero);
        await world.Actors.AdvanceAsync(TimeSpan.FromSeconds(10));
        await world.Engine.ExpectMsgAsync<ChromaSync.TryRows>();
    }

    [Fact]
    public async Task A_run_that_a_restart_cut_short_does_not_keep_the_next_one_from_running()
    {
        using var world = await SweeperWorld.StartedAsync();
        world.Outbox.Sweepable = [1];
        world.Run();
        await world.Engine.ExpectMsgAsync<ChromaSync.TryRows>();
        await world.RestartAsync();
        Assert.Equal(1, (await world.RunAsync(rows: 1, synced: 1)).Synced);
    }

    [Fact]
    public async Task The_journal_is_folded_into_a_snapshot_every_fifty_runs_and_twenty_runs_are_kept()
    {
        using var world = await SweeperWorld.StartedAsync();
        for (var i = 1; i <= 53; i++)
            await world.RunAsync(rows: i, synced: 0);
        await Eventually.Get(() => JournalAsync(world), events => events.Count == 3);

        await world.RestartAsync();
        Assert.Equal(Enumerable.Range(34, 20).Reverse(), (await world.HistoryAsync()).Runs.Select(run => run.Attempted));
        // And goes on from there.
        await world.RunAsync(rows: 54, synced: 0);
        await world.RestartAsync();
        Assert.Equal(54, (await world.HistoryAsync()).Runs[0].Attempted);
    }

    private static async Task<IReadOnlyList<IPersistentRepresentation>> JournalAsync(SweeperWorld world)
    {
        var reader = world.Actors.Kit.CreateTestProbe();
        Persistence.Instance.Apply(world.Actors.System).JournalFor("")
            .Tell(new ReplayMessages(0, long.MaxValue, long.MaxValue, "sync-sweeper", reader.Ref), reader.Ref);
        var events = new List<IPersistentRepresentation>();
        while (await reader.ReceiveOneAsync(TimeSpan.FromSeconds(5)) is ReplayedMessage replayed)
            events.Add(replayed.Persistent);
        return events;
    }
}
