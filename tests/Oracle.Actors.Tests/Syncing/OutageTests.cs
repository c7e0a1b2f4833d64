using Akka.Event;
using Oracle.Actors.Syncing;
using Oracle.Actors.Tests.Worlds;
using Oracle.Documents.Syncing;
using Oracle.Testing;

namespace Oracle.Actors.Tests.Syncing;

public sealed class OutageTests
{
    private static readonly SyncOutcome Down = new(SyncOutcomeKind.Unavailable, "Chroma at http://chroma.test:8000 does not answer: connection refused.");
    private static readonly SyncOutcome Forbidden = new(SyncOutcomeKind.Misconfigured, "Chroma answered 403: the token is not valid.");

    [Fact]
    public async Task While_Chroma_is_down_all_that_is_due_is_failed_with_the_reason_and_no_try_is_counted()
    {
        await using var world = new SyncWorld();
        world.Chroma.Trouble = Down;
        await world.AcceptAsync(2_500);
        world.Start();
        // More than two slices, and no time passes.
        var rows = await world.UntilAllAsync(row => row.Status == "failed", "all are failed");
        Assert.All(rows, row => Assert.Equal((Down.Reason, "unavailable", 0L, null), (row.Error, row.Failure, row.Attempts, row.NextAttempt)));

        await world.AcceptAsync("new");
        world.Hint();
        var added = await world.UntilAsync("new", row => row.Status == "failed", "is failed");
        Assert.Equal((Down.Reason, 0), (added.Error, added.Attempts));
        // Without a hint, at the next look.
        await world.AcceptAsync("newer");
        await world.AdvanceAsync(1);
        Assert.Equal("failed", (await world.RowAsync("newer")).Status);
        Assert.Empty(world.Chroma.Sent);
    }

    [Fact]
    public async Task When_Chroma_comes_back_a_small_batch_tries_it_and_then_all_goes_at_full_speed_with_nobodys_help()
    {
        await using var world = new SyncWorld();
        world.Chroma.Trouble = Down;
        await world.AcceptAsync(1_000);
        world.Start();
        await world.UntilAllAsync(row => row.Status == "failed", "all are failed");
        await world.AdvanceAsync(10);

        world.Chroma.Trouble = null;
        var took = await world.AdvanceUntilBothStoresAgreeAsync(TimeSpan.FromSeconds(2));
        Assert.True(took <= TimeSpan.FromSeconds(1), $"It took {took}; sent at {string.Join(", ", world.Chroma.Sent.Select(write => write.At.TimeOfDay))}.");
        Assert.Equal([10, 250, 250, 250, 240], world.Chroma.Sent.Select(write => write.Ids.Count));
        Assert.Equal(CircuitState.Closed, (await world.StatusAsync()).Circuit.State);
    }

    [Fact]
    public async Task While_the_small_batch_is_on_its_way_nothing_else_is_claimed()
    {
        await using var world = new SyncWorld();
        world.Chroma.Writes.Close();
        await world.AcceptAsync(100);
        world.Start();
        await Eventually.True(() => world.Chroma.Writes.Held == 1);
        await world.AdvanceAsync(3);
        Assert.Equal((1, 10), (world.Chroma.Sent.Count, world.Embedder.Texts));
        world.Chroma.Writes.Open();
        await world.UntilBothStoresAgreeAsync();
    }

    [Fact]
    public async Task A_small_batch_that_fails_opens_the_circuit_again()
    {
        await using var world = new SyncWorld();
        world.Actors.Step = TimeSpan.FromMilliseconds(500);
        world.Chroma.OnWrite = _ => new Fakes.Reply(Down);
        await world.AcceptAsync(100);
        world.Start();
        await world.UntilAllAsync(row => row.Status == "failed", "all are failed");
        await world.AdvanceAsync(5);
        // Its heartbeat answers, its writes do not: ten at a time, and never the rest.
        Assert.All(world.Chroma.Sent, write => Assert.Equal(10, write.Ids.Count));
        Assert.InRange(world.Chroma.Sent.Count, 5, 12);
        Assert.All(await world.RowsAsync(), row => Assert.Equal(0, row.Attempts));

        world.Chroma.OnWrite = _ => null;
        await world.AdvanceUntilBothStoresAgreeAsync(TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task A_server_on_this_machine_is_asked_every_half_second()
    {
        await using var world = await DownAsync();
        var before = world.Chroma.Probed.Count;
        await world.AdvanceAsync(10);
        Assert.InRange(world.Chroma.Probed.Count - before, 19, 21);
    }

    [Fact]
    public async Task A_server_elsewhere_is_asked_less_and_less_often_but_every_five_seconds_for_ever()
    {
        await using var world = await DownAsync(isLoopback: false);
        await world.AdvanceAsync(60);
        var pauses = world.Chroma.Probed.Zip(world.Chroma.Probed.Skip(1), (a, b) => (b - a).TotalSeconds).ToList();
        Assert.Equal([1, 2, 4, 5, 5], pauses.Take(5).Select(pause => Math.Round(pause)));
        Assert.All(pauses, pause => Assert.InRange(pause, 0, 5.5));
    }

    [Fact]
    public async Task A_wrong_setting_is_looked_at_every_thirty_seconds_and_mended_without_a_restart()
    {
        await using var world = await SyncWorld.StartedAsync();
        world.Chroma.OnWrite = _ => new Fakes.Reply(Forbidden);
        await world.AcceptAsync("a");
        world.Hint();
        var row = await world.UntilAsync("a", row => row.Status == "failed", "is failed");
        Assert.Equal((Forbidden.Reason, "unavailable", 0, false), (row.Error, row.Failure, row.Attempts, row.Quarantined));
        var circuit = (await world.StatusAsync()).Circuit;
        Assert.Equal((CircuitState.Open, true, Forbidden.Reason), (circuit.State, circuit.IsConfiguration, circuit.Reason));

        var (probes, writes) = (world.Chroma.Probed.Count, world.Chroma.Sent.Count);
        await world.AdvanceAsync(29);
        Assert.Equal((probes, writes), (world.Chroma.Probed.Count, world.Chroma.Sent.Count));
        await world.AdvanceAsync(61);
        // The heartbeat answers, so each look is also one small try.
        Assert.Equal((probes + 3, writes + 3), (world.Chroma.Probed.Count, world.Chroma.Sent.Count));

        world.Chroma.OnWrite = _ => null;
        await world.AdvanceUntilBothStoresAgreeAsync(TimeSpan.FromSeconds(31));
    }

    [Fact]
    public async Task A_server_that_dies_while_nothing_is_due_is_noticed_after_five_seconds_of_silence()
    {
        await using var world = await SyncWorld.StartedAsync();
        await world.AdvanceAsync(30);
        Assert.InRange(world.Chroma.Probed.Count, 4, 6);

        var changes = world.Actors.Hear<ChromaSync.CircuitChanged>();
        world.Chroma.Trouble = Down;
        await world.AdvanceAsync(7);
        Assert.Equal(Down.Reason, (await world.StatusAsync()).Circuit.Reason);
        Assert.False((await world.StatusAsync()).IsConnected);

        world.Chroma.Trouble = null;
        await world.AdvanceAsync(2);
        Assert.True((await world.StatusAsync()).IsConnected);
        Assert.Equal(
            [CircuitState.Open, CircuitState.HalfOpen, CircuitState.Closed],
            changes.ReceiveN(3).Cast<ChromaSync.CircuitChanged>().Select(change => change.Circuit.State));
    }

    [Fact]
    public async Task A_server_that_dies_while_nothing_is_due_is_noticed_though_the_clock_was_set_back()
    {
        await using var world = await SyncWorld.StartedAsync();
        world.Actors.Time.Skew = TimeSpan.FromHours(-1);
        world.Chroma.Trouble = Down;
        await world.AdvanceAsync(10);
        Assert.Equal(CircuitState.Open, (await world.StatusAsync()).Circuit.State);
    }

    [Fact]
    public async Task A_suspicion_makes_it_look_at_once()
    {
        await using var world = await SyncWorld.StartedAsync();
        world.Chroma.Trouble = Down;
        world.Sync.Tell(ChromaSync.Suspected.Instance, Akka.Actor.ActorRefs.NoSender);
        await world.UntilAsync(CircuitState.Open);
    }

    [Fact]
    public async Task An_outage_is_one_line_in_the_log_not_one_a_probe()
    {
        await using var world = await SyncWorld.StartedAsync();
        var log = world.Actors.Hear<Warning>();
        world.Chroma.Trouble = Down;
        await world.AdvanceAsync(60);
        var line = await log.ExpectMsgAsync<Warning>();
        Assert.Contains(Down.Reason, line.Message.ToString(), StringComparison.Ordinal);
        await log.ExpectNoMsgAsync(TimeSpan.Zero);
    }

    [Fact]
    public async Task A_batch_embedded_before_an_outage_is_not_the_one_that_tries_Chroma_after_it()
    {
        await using var world = await SyncWorld.StartedAsync();
        world.Embedder.Gate.Close();
        await world.AcceptAsync(100);
        world.Hint();
        await Eventually.True(() => world.Embedder.Gate.Held == 1);
        world.Chroma.Trouble = Down;
        world.Sync.Tell(ChromaSync.Suspected.Instance, Akka.Actor.ActorRefs.NoSender);
        await world.UntilAsync(CircuitState.Open);

        world.Chroma.Trouble = null;
        await world.AdvanceAsync(1);
        world.Embedder.Gate.Open();
        await world.AdvanceUntilBothStoresAgreeAsync(TimeSpan.FromSeconds(3));
        Assert.InRange(world.Chroma.Sent[0].Ids.Count, 1, 10);
    }

    [Fact]
    public async Task Halves_of_a_batch_refused_during_an_outage_are_not_what_tries_Chroma_after_it()
    {
        await using var world = await SyncWorld.StartedAsync();
        world.Chroma.Writes.Close();
        world.Chroma.OnWrite = write => write.Ids.Count == 100 ? Fakes.Reply.Rejected("Too large.") : null;
        await world.AcceptAsync(100);
        world.Hint();
        await Eventually.True(() => world.Chroma.Writes.Held == 1);
        world.Chroma.Probes.Close();
        world.Sync.Tell(ChromaSync.Suspected.Instance, Akka.Actor.ActorRefs.NoSender);
        await Eventually.True(() => world.Chroma.Probes.Held == 1);
        world.Chroma.Trouble = Down;
        world.Chroma.Probes.Open();
        await world.UntilAsync(CircuitState.Open);

        world.Chroma.Trouble = null;
        world.Chroma.Writes.Open();
        await world.AdvanceUntilBothStoresAgreeAsync(TimeSpan.FromSeconds(3));
        Assert.InRange(world.Chroma.Sent[1].Ids.Count, 1, 10);
    }

    [Fact]
    public async Task A_batch_confirmed_after_the_circuit_opened_is_settled_all_the_same()
    {
        await using var world = await SyncWorld.StartedAsync();
        world.Chroma.Writes.Close();
        await world.AcceptAsync("a");
        world.Hint();
        await Eventually.True(() => world.Chroma.Writes.Held == 1);
        world.Chroma.Trouble = Down;
        world.Sync.Tell(ChromaSync.Suspected.Instance, Akka.Actor.ActorRefs.NoSender);
        await world.UntilAsync("a", row => row.Status == "failed", "is failed");

        world.Chroma.Trouble = null;
        world.Chroma.Writes.Open();
        await world.UntilBothStoresAgreeAsync();
        await world.AdvanceAsync(2);
        Assert.Single(world.Chroma.Sent);
    }

    [Fact]
    public async Task Probing_goes_on_though_the_circuit_opened_while_the_collection_was_being_opened()
    {
        await using var world = await SyncWorld.StartedAsync();
        world.Chroma.Writes.Close();
        await world.AcceptAsync("a");
        world.Hint();
        await Eventually.True(() => world.Chroma.Writes.Held == 1);
        world.Chroma.Trouble = Down;
        world.Sync.Tell(ChromaSync.Suspected.Instance, Akka.Actor.ActorRefs.NoSender);
        await world.UntilAsync(CircuitState.Open);
        world.Chroma.Trouble = null;
        await world.AdvanceAsync(1);
        // It answers again, but the collection is opened only when the write on its way is settled. A probe is out by then.
        world.Chroma.Probes.Close();
        world.Chroma.Opens.Close();
        world.Sync.Tell(ChromaSync.Suspected.Instance, Akka.Actor.ActorRefs.NoSender);
        await Eventually.True(() => world.Chroma.Probes.Held == 1);
        world.Chroma.Writes.Open();
        await Eventually.True(() => world.Chroma.Opens.Held == 1);

        // The server dies: first the probe hears of it, much later the opening.
        world.Chroma.Trouble = Down;
        world.Chroma.Probes.Open();
        await world.UntilAsync(CircuitState.Open);
        await world.AdvanceAsync(2);
        world.Chroma.Opens.Open();
        await world.Actors.RestAsync();

        world.Chroma.Trouble = null;
        await world.AcceptAsync("b");
        await world.AdvanceUntilBothStoresAgreeAsync(TimeSpan.FromSeconds(3));
    }

    private static async Task<SyncWorld> DownAsync(bool isLoopback = true)
    {
        var world = new SyncWorld();
        world.Actors.Step = TimeSpan.FromMilliseconds(500);
        world.Chroma.IsLoopback = isLoopback;
        world.Chroma.Trouble = Down;
        world.Start();
        await world.UntilAsync(CircuitState.Open);
        return world;
    }
}
