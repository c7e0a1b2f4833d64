using Oracle.Actors.Reindexing;
using Oracle.Actors.Tests.Fakes;
using Oracle.Actors.Tests.Worlds;
using Oracle.Documents.Syncing;

namespace Oracle.Actors.Tests.Reindexing;

/// <summary>A document learned during a re-index is synced no later than it would be otherwise plus one batch.</summary>
public sealed class YieldingTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_waits_for_the_request_that_is_on_its_way_and_for_no_other(bool inPlace)
    {
        await using var world = await MoveWorld.FilledAsync(1_000);
        world.Chroma.Writes.Close();
        Assert.IsType<Reindex.Accepted>(await world.AskAsync(new Reindex.Start(inPlace ? null : MoveWorld.Other.Model)));
        await world.UntilAsync(() => world.Chroma.Writes.Held == 1, "a request is on its way");
        await world.Sync.AcceptAsync("learned");
        world.Sync.Hint();
        // The next batch of the re-index stands ready too.
        await world.Actors.RestAsync();
        var since = world.Chroma.Sent.Count;
        world.Chroma.Writes.Open();
        await world.Actors.RestAsync();
        Assert.Equal((world.First.Name, "learned"), (world.Chroma.Sent[since].Collection, Assert.Single(world.Chroma.Sent[since].Ids)));
        await world.DoneAsync();
    }

    [Fact]
    public async Task Under_changes_without_a_pause_a_move_ends_all_the_same_and_each_change_waits_for_one_request_of_it_at_most()
    {
        await using var world = await MoveWorld.FilledAsync(600);
        // Found wrong when all is written, and older than whatever changes then.
        world.Second.Unretrievable["doc-00500"] = true;
        world.Chroma.Writes.Close();
        await world.BeginAsync();
        var sent = new List<int>();
        for (; (await world.StatusAsync()).Run is { IsActive: true }; sent.Add(world.Chroma.Sent.Count))
        {
            Assert.True(sent.Count < 200, "it does not end");
            // While something is on its way: when that is done, something is due.
            await world.Sync.AcceptAsync($"change-{sent.Count}");
            await world.Sync.DeleteAsync($"doc-{sent.Count:D5}");
            world.Sync.Hint();
            await world.Actors.RestAsync();
            world.Chroma.Writes.PassHeld();
            await world.Sync.AdvanceAsync(0.5);
        }

        world.Chroma.Writes.Open();
        await world.HoldsAllAsync(world.Second, MoveWorld.Other);
        var writes = world.Chroma.Sent;
        Assert.All(sent, (before, change) => Assert.InRange(
            writes.Skip(before).TakeWhile(write => write.Collection != world.First.Name && !write.Ids.Contains($"change-{change}")).Count(write => !write.IsDelete), 0, 1));
    }

    [Fact]
    public async Task A_collection_that_takes_nothing_gets_a_turn_a_minute_under_changes_without_a_pause()
    {
        await using var world = await MoveWorld.FilledAsync(300);
        world.Chroma.OnWrite = write => write.Collection == world.Second.Name ? new Reply(new SyncOutcome(SyncOutcomeKind.Ambiguous, "Chroma answered 500.")) : null;
        world.Chroma.Writes.Close();
        await world.BeginAsync();
        for (var change = 0; change < 120; change++)
        {
            await world.Sync.AcceptAsync($"change-{change}");
            world.Sync.Hint();
            await world.Actors.RestAsync();
            world.Chroma.Writes.PassHeld();
            await world.Sync.AdvanceAsync(0.5);
        }

        Assert.InRange(world.SentTo(world.Second).Count, 1, 3);
        world.Chroma.Writes.Open();
    }

    [Fact]
    public async Task It_does_not_wait_for_vectors_of_the_new_model()
    {
        await using var world = await MoveWorld.FilledAsync(1_000);
        world.OtherEmbedder.Gate.Close();
        await world.BeginAsync();
        await world.UntilAsync(() => world.OtherEmbedder.Gate.Held == 1, "a batch is being embedded");
        await world.Sync.AcceptAsync("learned");
        world.Sync.Hint();
        await world.Actors.RestAsync();
        Assert.Contains("learned", world.First.Records.Keys);
        world.OtherEmbedder.Gate.Open();
        await world.DoneAsync();
        await world.HoldsAllAsync(world.Second, MoveWorld.Other);
    }
}
