using Oracle.Actors.Syncing;
using Oracle.Actors.Tests.Fakes;
using Oracle.Actors.Tests.Worlds;
using Oracle.Documents.Syncing;
using Oracle.Testing;

namespace Oracle.Actors.Tests.Syncing;

/// <summary>A Chroma that is slow, or asks for a rest.</summary>
public sealed class PressureTests
{
    [Fact]
    public async Task While_a_write_hangs_documents_are_accepted_and_no_more_are_held_than_two_batches()
    {
        await using var world = await SyncWorld.StartedAsync(new SyncPolicy { BatchSize = 50 });
        world.Chroma.Writes.Close();
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(50, (await world.AcceptAsync(50, $"doc-{i:D2}")).Accepted.Count);
            world.Hint();
        }

        await Eventually.True(() => world.Chroma.Writes.Held == 1);
        await world.AdvanceAsync(60);
        Assert.Single(world.Chroma.Sent);
        Assert.Equal(100, world.Embedder.Texts);
        world.Chroma.Writes.Open();
        await world.AdvanceUntilBothStoresAgreeAsync(TimeSpan.FromSeconds(2));
        Assert.Equal(1_000, world.Chroma.Records.Count);
    }

    [Theory]
    [InlineData(10, 10)]
    [InlineData(3_600, 30)]
    public async Task A_Chroma_that_asks_to_be_left_alone_is_left_alone_but_not_for_ever(int asked, int heeded)
    {
        await using var world = await SyncWorld.StartedAsync();
        world.Chroma.OnWrite = _ => new Reply(new SyncOutcome(SyncOutcomeKind.Unavailable, "429.", RetryAfter: TimeSpan.FromSeconds(asked)));
        await world.AcceptAsync("a");
        world.Hint();
        await world.UntilAsync(CircuitState.Open);
        var probes = world.Chroma.Probed.Count;
        await world.AdvanceAsync(heeded - 1);
        Assert.Single(world.Chroma.Sent);
        Assert.Equal(probes, world.Chroma.Probed.Count);
        Assert.Equal(("failed", 0L), ((await world.RowAsync("a")).Status, (await world.RowAsync("a")).Attempts));

        world.Chroma.OnWrite = _ => null;
        await world.AdvanceUntilBothStoresAgreeAsync(TimeSpan.FromSeconds(3));
    }
}
