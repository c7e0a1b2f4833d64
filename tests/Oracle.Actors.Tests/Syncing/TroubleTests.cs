using Akka.Event;
using Oracle.Actors.Tests.Fakes;
using Oracle.Actors.Tests.Worlds;
using Oracle.Documents.Syncing;
using Oracle.Testing;

namespace Oracle.Actors.Tests.Syncing;

public sealed class TroubleTests
{
    [Fact]
    public async Task What_could_not_be_settled_is_sent_again_and_no_document_is_lost()
    {
        await using var world = await SyncWorld.StartedAsync();
        world.Outbox.Fault = WatchedOutbox.Unavailable(nameof(IOutbox.SettleAsync));
        await world.AcceptAsync(600);
        world.Hint();
        await world.AdvanceAsync(3);
        Assert.All(await world.RowsAsync(), row => Assert.Equal("pending", row.Status));

        world.Outbox.Fault = _ => null;
        await world.AdvanceUntilBothStoresAgreeAsync(TimeSpan.FromSeconds(3));
    }

    [Theory]
    [InlineData(nameof(IOutbox.DueAsync))]
    [InlineData(nameof(IOutbox.SettleAsync))]
    [InlineData(nameof(IOutbox.MarkFailedAsync))]
    [InlineData(nameof(IOutbox.MakeDueAsync))]
    public async Task While_the_store_is_out_of_order_it_is_tried_once_a_second_or_so(string method)
    {
        await using var world = await SyncWorld.StartedAsync();
        world.Outbox.Fault = WatchedOutbox.Unavailable(method);
        if (method == nameof(IOutbox.MarkFailedAsync))
            world.Chroma.Trouble = new SyncOutcome(SyncOutcomeKind.Unavailable, "Connection refused.");
        if (method == nameof(IOutbox.MakeDueAsync))
            world.Chroma.LoseCollection();
        await world.AcceptAsync("a");
        world.Hint();
        await world.Actors.RestAsync();
        var before = world.Outbox.Calls.Count(call => call == method);
        await world.AdvanceAsync(10);
        Assert.InRange(world.Outbox.Calls.Count(call => call == method) - before, 8, 21);

        world.Outbox.Fault = _ => null;
        world.Chroma.Trouble = null;
        await world.AdvanceUntilBothStoresAgreeAsync(TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task An_outage_behind_which_the_store_fails_too_ends_by_itself()
    {
        await using var world = await SyncWorld.StartedAsync();
        world.Chroma.Trouble = new SyncOutcome(SyncOutcomeKind.Unavailable, "Connection refused.");
        world.Outbox.Fault = method => WatchedOutbox.Unavailable(nameof(IOutbox.MarkFailedAsync))(method)
            ?? WatchedOutbox.Unavailable(nameof(IOutbox.SettleAsync))(method);
        await world.AcceptAsync(20);
        world.Hint();
        await world.AdvanceAsync(5);

        world.Outbox.Fault = _ => null;
        await world.AdvanceAsync(2);
        Assert.All(await world.RowsAsync(), row => Assert.Equal("failed", row.Status));
        world.Chroma.Trouble = null;
        await world.AdvanceUntilBothStoresAgreeAsync(TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task Each_trouble_of_the_store_is_said_once_and_the_next_one_is_said_again()
    {
        await using var world = await SyncWorld.StartedAsync();
        var log = world.Actors.Hear<Error>();
        for (var i = 0; i < 2; i++)
        {
            world.Outbox.Fault = WatchedOutbox.Unavailable(nameof(IOutbox.DueAsync));
            await world.AdvanceAsync(10);
            var line = await log.ExpectMsgAsync<Error>(TimeSpan.FromSeconds(2));
            Assert.Contains("The disk is full", line.Message.ToString(), StringComparison.Ordinal);
            await log.ExpectNoMsgAsync(TimeSpan.Zero);

            world.Outbox.Fault = _ => null;
            await world.AcceptAsync($"doc-{i}");
            await world.AdvanceUntilBothStoresAgreeAsync(TimeSpan.FromSeconds(2));
        }
    }

    [Fact]
    public async Task Work_goes_on_after_something_unknown_ended_the_actor()
    {
        await using var world = await SyncWorld.StartedAsync();
        var log = world.Actors.Hear<Error>();
        var times = 0;
        world.Chroma.OnWrite = _ => times++ < 3 ? throw new InvalidOperationException("Nobody thought of this.") : null;
        await world.AcceptAsync(300);
        world.Hint();
        await Eventually.True(() => times == 1);
        Assert.Contains("Nobody thought of this.", (await log.ExpectMsgAsync<Error>()).Cause.ToString(), StringComparison.Ordinal);

        await world.AdvanceUntilBothStoresAgreeAsync(TimeSpan.FromSeconds(20));
        Assert.Equal([250, 10, 10, 10, 250, 40], world.Chroma.Sent.Select(write => write.Ids.Count));
    }

    [Fact]
    public async Task Something_unknown_in_the_very_first_step_does_not_end_syncing_for_good()
    {
        await using var world = new SyncWorld();
        var times = 0;
        world.Chroma.ThrowOnOpen = () => times++ == 0 ? new InvalidOperationException("Nobody thought of this.") : null;
        await world.AcceptAsync("a");
        world.Start();
        await world.AdvanceUntilBothStoresAgreeAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_write_on_its_way_is_cancelled_when_the_actor_ends()
    {
        await using var world = await SyncWorld.StartedAsync();
        world.Chroma.Writes.Close();
        await world.AcceptAsync("a");
        world.Hint();
        await Eventually.True(() => world.Chroma.Writes.Held == 1);
        world.Actors.System.Stop(world.Sync);
        await Eventually.True(() => world.Chroma.Writes.Held == 0);
        Assert.Empty(world.Chroma.Records);
    }
}
