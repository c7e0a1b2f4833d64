using Akka.Actor;
using Oracle.Actors.Hosting;
using Oracle.Actors.Sweeping;
using Oracle.Actors.Tests.Worlds;
using Oracle.Documents.Syncing;
using Oracle.Testing;

namespace Oracle.Actors.Tests.Sweeping;

/// <summary>The sweeper and the engine together, over the real store.</summary>
public sealed class SweepsTests
{
    private static readonly SyncOutcome Down = new(SyncOutcomeKind.Unavailable, "Connection refused.");

    [Fact]
    public async Task Rows_that_only_the_sweeper_takes_drain_in_runs_of_fifty_one_right_after_the_other()
    {
        await using var world = await SyncWorld.StartedAsync();
        await world.AcceptAsync(120);
        await PutOffAsync(world);
        await world.AdvanceAsync(5);
        Assert.Empty(world.Chroma.Sent);

        var sweeper = StartSweeper(world);
        var runs = world.Actors.Hear<Sweeper.SweepFinished>();
        var first = await RunAsync(world, sweeper);
        Assert.Equal((50, 50, 0, 70L), (first.Attempted, first.Synced, first.Failed, first.Remaining));
        // Time moves by nothing: "at once" means just that. How long the journal takes to write a run is nobody's promise.
        var swept = new List<int>();
        await Eventually.True(() =>
        {
            world.Actors.Time.Advance(TimeSpan.Zero);
            while (runs.HasMessages)
                swept.Add(((Sweeper.SweepFinished)runs.ReceiveOne(TimeSpan.Zero)).Attempted);
            return swept.Count == 3;
        });
        Assert.Equal([50, 50, 20], swept);
        await world.UntilBothStoresAgreeAsync();
        // Oldest attempt first, and never attempted ones before all others; the last 20 were never attempted.
        var order = world.Chroma.Sent.SelectMany(write => write.Ids).ToList();
        Assert.Equal(Enumerable.Range(100, 20).Concat(Enumerable.Range(0, 100)).Select(i => $"doc-{i:D5}").Take(50).Order(), order.Take(50).Order());
        Assert.All(world.Chroma.Sent, write => Assert.InRange(write.Ids.Count, 1, 50));

        world.Actors.Time.Advance(TimeSpan.Zero);
        await runs.ExpectNoMsgAsync(TimeSpan.Zero);
    }

    [Fact]
    public async Task A_row_that_somebody_else_inserted_as_never_attempted_is_swept()
    {
        await using var world = await SyncWorld.StartedAsync();
        await world.ExecuteAsync(
            """
            insert into oracle_documents (id, content, content_hash, revision, next_sync_attempt)
            values ('foreign', 'A text.', 'hash', 1, @at)
            """, new { at = world.Actors.Now.AddMinutes(50).ToUnixTimeMilliseconds() });
        var run = await RunAsync(world, StartSweeper(world));
        Assert.Equal((1, 1), (run.Attempted, run.Synced));
        await world.UntilBothStoresAgreeAsync();
    }

    [Fact]
    public async Task Quarantined_rows_and_rows_tried_a_moment_ago_are_left_alone()
    {
        await using var world = await SyncWorld.StartedAsync();
        await world.AcceptAsync(3);
        await PutOffAsync(world);
        await world.ExecuteAsync("update oracle_documents set quarantined_at = 1, sync_status = 'failed' where id = 'doc-00000'");
        await world.ExecuteAsync(
            "update oracle_documents set last_sync_attempt = @at where id = 'doc-00001'",
            new { at = world.Actors.Now.AddSeconds(-59).ToUnixTimeMilliseconds() });
        var run = await RunAsync(world, StartSweeper(world));
        Assert.Equal((1, 1L), (run.Attempted, run.Remaining));
        Assert.Equal("doc-00002", Assert.Single(Assert.Single(world.Chroma.Sent).Ids));
    }

    [Fact]
    public async Task While_Chroma_is_down_a_run_fails_as_a_whole_and_the_next_one_waits()
    {
        await using var world = new SyncWorld();
        world.Chroma.Trouble = Down;
        await world.AcceptAsync(60);
        world.Start();
        await world.UntilAllAsync(row => row.Status == "failed", "all are failed");
        await world.ExecuteAsync("update oracle_documents set last_sync_attempt = null");

        var runs = world.Actors.Hear<Sweeper.SweepFinished>();
        var run = await RunAsync(world, StartSweeper(world));
        Assert.Equal((50, 0, 50, 60L), (run.Attempted, run.Synced, run.Failed, run.Remaining));
        await runs.ExpectMsgAsync<Sweeper.SweepFinished>();
        await world.AdvanceAsync(10);
        await runs.ExpectNoMsgAsync(TimeSpan.Zero);
    }

    [Fact]
    public async Task The_engine_going_down_in_a_run_does_not_keep_the_sweeper_from_the_next_one()
    {
        await using var world = await SyncWorld.StartedAsync();
        await world.AcceptAsync(10);
        await PutOffAsync(world);
        var sweeper = StartSweeper(world);
        world.Chroma.OnWrite = _ => throw new InvalidOperationException("Nobody thought of this.");
        var asked = sweeper.Ask<object>(Sweeper.RunSweep.Instance);
        world.Actors.Step = TimeSpan.FromSeconds(20);
        await world.Actors.AdvanceAsync(TimeSpan.FromMinutes(6));
        Assert.Equal(10, Assert.IsType<Sweeper.SweepFinished>(await asked.WaitAsync(TimeSpan.FromSeconds(5))).Failed);

        world.Chroma.OnWrite = _ => null;
        await world.Actors.AdvanceAsync(FiveMinutesAndSome);
        await world.UntilBothStoresAgreeAsync();
    }

    private static readonly TimeSpan FiveMinutesAndSome = TimeSpan.FromMinutes(6);

    private static IActorRef StartSweeper(SyncWorld world)
    {
        var (outbox, engine, clock) = (world.Outbox, world.Sync, world.Actors.Clock);
        var props = Props.Create(() => new SyncSweeper(outbox, engine, new SweepSchedule(), clock));
        var sweeper = world.Actors.System.ActorOf(Supervision.OnStop(world.Actors.System.Settings.Config, props, "sweeper"));
        return sweeper;
    }

    private static Task<Sweeper.SweepFinished> RunAsync(SyncWorld world, IActorRef sweeper) =>
        sweeper.Ask<Sweeper.SweepFinished>(Sweeper.RunSweep.Instance, TimeSpan.FromSeconds(20));

    // Not due for most of an hour, the first hundred tried long ago, each a second after the one before, the rest never.
    private static Task<int> PutOffAsync(SyncWorld world) => world.ExecuteAsync(
        """
        update oracle_documents set next_sync_attempt = @at,
            last_sync_attempt = iif(id < 'doc-00100', @long_ago + revision * 1000, null)
        """,
        new
        {
            at = world.Actors.Now.AddMinutes(50).ToUnixTimeMilliseconds(),
            long_ago = world.Actors.Now.AddHours(-2).ToUnixTimeMilliseconds(),
        });
}
