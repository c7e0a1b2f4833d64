using Oracle.Actors.Reindexing;
using Oracle.Actors.Tests.Fakes;
using Oracle.Actors.Tests.Worlds;
using Oracle.Documents.Reindexing;

namespace Oracle.Actors.Tests.Reindexing;

/// <summary>Somebody ends a re-index. What answers goes on answering, and nothing is left of what was being filled.</summary>
public sealed class CancellingTests
{
    [Fact]
    public async Task Cancelled_while_it_is_filled_its_collection_is_dropped_and_not_written_to_any_more()
    {
        await using var world = await MoveWorld.FilledAsync(600);
        world.Chroma.Writes.Close();
        await world.BeginAsync();
        await world.UntilAsync(() => world.Chroma.Writes.Held == 1, "it is being written to");

        await CancelAsync(world);
        world.Chroma.Writes.Open();
        await world.UntilAsync(() => !world.Chroma.Dropped.IsEmpty, "it is dropped");
        await world.Sync.AdvanceAsync(30);
        Assert.Equal([world.Second.Name], world.Chroma.Dropped);
        Assert.Single(world.SentTo(world.Second));
        Assert.Equal(ReindexState.Cancelled, (await world.StatusAsync()).Run!.State);
        await world.AssertUntroubledAsync();
        Assert.IsType<Reindex.NotRunning>(await world.AskAsync(Reindex.Cancel.Instance));
    }

    [Fact]
    public async Task What_the_collection_refuses_after_it_was_cancelled_is_not_written_once_more()
    {
        await using var world = await MoveWorld.FilledAsync(600);
        world.Chroma.Writes.Close();
        world.Chroma.OnWrite = write => write.Collection == world.Second.Name ? Reply.Rejected("too much") : null;
        await world.BeginAsync();
        await world.UntilAsync(() => world.Chroma.Writes.Held == 1, "it is being written to");

        await CancelAsync(world);
        world.Chroma.Writes.Open();
        await world.UntilAsync(() => !world.Chroma.Dropped.IsEmpty, "it is dropped");
        await world.Sync.AdvanceAsync(30);
        Assert.Single(world.SentTo(world.Second));
        await world.AssertUntroubledAsync();
    }

    [Fact]
    public async Task Cancelled_while_its_collection_is_made_that_is_dropped_when_it_is_there()
    {
        await using var world = await MoveWorld.FilledAsync(20);
        world.Chroma.Opens.Close();
        await world.BeginAsync();
        await world.UntilAsync(() => world.Chroma.Opens.Held == 1, "it is being made");

        await CancelAsync(world);
        await world.Sync.AdvanceAsync(5);
        Assert.Empty(world.Chroma.Dropped);
        world.Chroma.Opens.Open();
        await world.UntilAsync(() => !world.Chroma.Dropped.IsEmpty, "it is dropped");
        Assert.Equal([world.Second.Name], world.Chroma.Dropped);
        Assert.Empty(world.SentTo(world.Second));
        await world.AssertUntroubledAsync();
    }

    [Fact]
    public async Task Cancelled_when_all_was_compared_it_does_not_take_over()
    {
        await using var world = await MoveWorld.FilledAsync(20);
        var comparing = await world.ComparedAsync();

        await CancelAsync(world);
        comparing.Open();
        await world.UntilAsync(() => !world.Chroma.Dropped.IsEmpty, "it is dropped");
        Assert.Equal(world.First.Name, (await world.Sync.StatusAsync()).Collection?.Name);
        await world.HoldsAllAsync(world.First, FakeEmbedder.Model);
    }

    [Fact]
    public async Task Cancelled_a_way_back_can_be_gone_another_time()
    {
        await using var world = await MoveWorld.FilledAsync(300);
        await world.BeginAsync();
        await world.DoneAsync();
        await world.Sync.AcceptAsync("added");
        await world.HoldsAllAsync(world.Second, MoveWorld.Other);
        world.Chroma.Writes.Close();
        Assert.IsType<Reindex.Accepted>(await world.AskAsync(Reindex.Rollback.Instance));
        await world.UntilAsync(() => world.Chroma.Writes.Held == 1, "it is being written to");

        await CancelAsync(world);
        world.Chroma.Writes.Open();
        await world.Sync.AdvanceAsync(30);
        Assert.Empty(world.Chroma.Dropped);
        Assert.Equal((world.Second.Name, world.First.Name), ((await world.Sync.StatusAsync()).Collection?.Name, (await world.StatusAsync()).Kept?.Name));
        Assert.IsType<Reindex.Accepted>(await world.AskAsync(Reindex.Rollback.Instance));
        await world.DoneAsync();
        await world.HoldsAllAsync(world.First, FakeEmbedder.Model);
    }

    [Fact]
    public async Task Cancelled_in_place_it_can_be_begun_again()
    {
        await using var world = await MoveWorld.FilledAsync(600);
        world.Chroma.Writes.Close();
        Assert.IsType<Reindex.Accepted>(await world.AskAsync(new Reindex.Start()));
        await world.UntilAsync(() => world.Chroma.Writes.Held == 1, "it is being written to");

        await CancelAsync(world);
        world.Chroma.Writes.Open();
        await world.Sync.AdvanceAsync(30);
        Assert.True(world.SentTo(world.First).Count < 6, "it was written on");
        Assert.IsType<Reindex.Accepted>(await world.AskAsync(new Reindex.Start()));
        await world.DoneAsync();
        await world.HoldsAllAsync(world.First, FakeEmbedder.Model);
    }

    private static async Task CancelAsync(MoveWorld world) =>
        Assert.Equal(ReindexState.Cancelled, Assert.IsType<Reindex.Accepted>(await world.AskAsync(Reindex.Cancel.Instance)).Run.State);
}
