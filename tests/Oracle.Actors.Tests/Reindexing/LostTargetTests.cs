using Oracle.Actors.Tests.Fakes;
using Oracle.Actors.Tests.Worlds;
using Oracle.Documents.Reindexing;
using Oracle.Documents.Syncing;

namespace Oracle.Actors.Tests.Reindexing;

/// <summary>Somebody drops the collection that is being filled. It is made and filled anew, and never answers with less than everything.</summary>
public sealed class LostTargetTests
{
    [Fact]
    public async Task Dropped_while_it_is_filled()
    {
        await using var world = await MoveWorld.FilledAsync(600);
        world.Chroma.Writes.Close();
        await world.BeginAsync();
        await world.UntilAsync(() => world.Chroma.Writes.Held == 1, "it is being written to");
        await LoseAsync(world, world.Chroma.Writes);
    }

    [Fact]
    public async Task Dropped_while_it_is_compared()
    {
        await using var world = await MoveWorld.FilledAsync(600);
        // The first of several pages was read.
        var comparing = world.Hold(nameof(IReindexing.RedoAsync));
        await world.BeginAsync();
        await world.UntilAsync(() => comparing.Held == 1, "it is being compared");
        await LoseAsync(world, comparing);
    }

    [Fact]
    public async Task Dropped_when_it_is_about_to_answer()
    {
        await using var world = await MoveWorld.FilledAsync(600);
        var comparing = await world.ComparedAsync();
        await LoseAsync(world, comparing);
    }

    [Fact]
    public async Task What_was_made_anew_is_compared_anew()
    {
        await using var world = await MoveWorld.FilledAsync(20);
        var comparing = await world.ComparedAsync();
        var lost = 0;
        // What it confirms first is not there.
        world.Chroma.OnWrite = write => write.Collection == world.Second.Name && lost++ == 0 ? new Reply(SyncOutcome.Confirmed) : null;
        await LoseAsync(world, comparing);
        Assert.True(lost > 1, "nothing was written again");
    }

    [Fact]
    public async Task Made_anew_all_of_it_is_compared_though_few_records_of_the_lost_one_were_wrong()
    {
        await using var world = await MoveWorld.FilledAsync(20);
        world.Second.Unretrievable["doc-00007"] = true;
        var (calls, unfound) = (0, -1);
        world.Sync.Interference.After = called =>
        {
            // The first says that it is compared, the second that the wrong one is to be written anew.
            if (called == nameof(IReindexing.SetVerifyingAsync) && ++calls == 2)
            {
                world.Second.Lose();
                world.Second.Unretrievable.Clear();
                world.Second.Unretrievable["doc-00011"] = true;
            }

            return Task.CompletedTask;
        };
        world.Sync.Interference.Before = called =>
        {
            if (called == nameof(IReindexing.SwitchAsync))
                unfound = world.Second.Unretrievable.Count;
            return Task.CompletedTask;
        };
        await world.BeginAsync();
        await world.DoneAsync();
        Assert.True(calls >= 2, "nothing was found wrong");
        Assert.Equal(0, unfound);
        await world.HoldsAllAsync(world.Second, MoveWorld.Other);
    }

    private static async Task LoseAsync(MoveWorld world, Gate gate)
    {
        var lost = world.Second.Uuid;
        world.Second.Lose();
        world.Sync.Interference.Before = _ => Task.CompletedTask;
        gate.Open();
        await world.DoneAsync();
        Assert.NotNull(lost);
        Assert.NotEqual(lost, world.Second.Uuid);
        // Nothing is made good afterwards: it held everything when it began to answer.
        Assert.Equal(world.First.Records.Count, world.Second.Records.Count);
        await world.HoldsAllAsync(world.Second, MoveWorld.Other);
        await world.AssertUntroubledAsync();
    }
}
