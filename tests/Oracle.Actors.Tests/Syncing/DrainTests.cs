using Akka.TestKit;
using Oracle.Actors.Syncing;
using Oracle.Actors.Tests.Fakes;
using Oracle.Actors.Tests.Worlds;
using Oracle.Documents.Syncing;
using Oracle.Testing;

namespace Oracle.Actors.Tests.Syncing;

/// <summary>How the host stops.</summary>
public sealed class DrainTests
{
    [Fact]
    public async Task With_nothing_on_its_way_it_is_drained_at_once_and_sends_nothing_more()
    {
        await using var world = await SyncWorld.StartedAsync();
        await Drain(world).ExpectMsgAsync<ChromaSync.Drained>();
        await world.AcceptAsync("a");
        world.Hint();
        await world.AdvanceAsync(3);
        Assert.Empty(world.Chroma.Sent);
    }

    [Fact]
    public async Task The_batch_on_its_way_is_settled_and_the_one_behind_it_stays_due()
    {
        await using var world = await SyncWorld.StartedAsync(new SyncPolicy { BatchSize = 1 });
        world.Chroma.Writes.Close();
        await world.AcceptAsync("a", "b");
        world.Hint();
        await Eventually.True(() => world.Chroma.Writes.Held == 1 && world.Embedder.Texts == 2);
        var host = Drain(world);
        await world.Actors.RestAsync();
        await host.ExpectNoMsgAsync(TimeSpan.Zero);

        world.Chroma.Writes.Open();
        await host.ExpectMsgAsync<ChromaSync.Drained>();
        // Said only when it is on disk.
        Assert.Equal("synced", (await world.RowAsync("a")).Status);
        Assert.Equal("pending", (await world.RowAsync("b")).Status);
        Assert.Single(world.Chroma.Sent);
    }

    [Fact]
    public async Task A_settlement_that_fails_or_a_Chroma_that_goes_away_does_not_keep_the_host_from_stopping()
    {
        await using var world = await SyncWorld.StartedAsync();
        world.Chroma.Writes.Close();
        world.Outbox.Fault = WatchedOutbox.Unavailable(nameof(IOutbox.SettleAsync));
        await world.AcceptAsync("a");
        world.Hint();
        await Eventually.True(() => world.Chroma.Writes.Held == 1);
        var host = Drain(world);
        world.Chroma.Trouble = new SyncOutcome(SyncOutcomeKind.Unavailable, "Connection refused.");
        world.Chroma.Writes.Open();
        await host.ExpectMsgAsync<ChromaSync.Drained>();
    }

    private static TestProbe Drain(SyncWorld world)
    {
        var host = world.Actors.Kit.CreateTestProbe();
        world.Sync.Tell(ChromaSync.Drain.Instance, host.Ref);
        return host;
    }
}
