using Oracle.Actors.Reindexing;
using Oracle.Actors.Tests.Worlds;
using Oracle.Documents.Reindexing;
using Oracle.Documents.Syncing;

namespace Oracle.Actors.Tests.Reindexing;

/// <summary>What is compared before a re-index is over.</summary>
public sealed class ComparingTests
{
    [Fact]
    public async Task A_comparison_that_takes_its_time_is_not_begun_a_second_time()
    {
        await using var world = await MoveWorld.FilledAsync(600);
        var comparing = world.Hold(nameof(IReindexing.RedoAsync));
        await world.BeginAsync();
        await world.UntilAsync(() => comparing.Held == 1, "it is being compared");
        await world.Sync.AdvanceAsync(100);
        Assert.Equal(1, comparing.Held);
        comparing.Open();
        await world.DoneAsync();
    }

    [Fact]
    public async Task A_comparison_in_place_that_came_to_nothing_is_begun_anew_at_once()
    {
        await using var world = await MoveWorld.FilledAsync(300);
        var failures = 0;
        world.Chroma.OnPage = _ => failures++;
        world.Chroma.OnRead = () => failures == 1 && failures++ > 0 ? new SyncOutcome(SyncOutcomeKind.Ambiguous, "Chroma answered 500.") : null;
        Assert.IsType<Reindex.Accepted>(await world.AskAsync(new Reindex.Start()));
        await world.DoneAsync(seconds: 10);
        Assert.True(failures > 2, "it was not compared again");
    }

    [Fact]
    public async Task Nothing_is_compared_before_the_collection_was_made()
    {
        await using var world = await MoveWorld.FilledAsync(20);
        world.Chroma.TroubleOf = name => name == world.Second.Name ? new SyncOutcome(SyncOutcomeKind.Misconfigured, "Not here.") : null;
        await world.BeginAsync();
        await world.Sync.AdvanceAsync(5);
        var run = (await world.StatusAsync()).Run!;
        Assert.Equal((ReindexState.Running, "Not here."), (run.State, run.Error));
    }

    [Theory]
    [InlineData(10, 1)]
    [InlineData(11, 2)]
    public async Task Few_wrong_records_are_compared_again_alone_and_many_with_all(int wrong, int comparisonsOfAll)
    {
        await using var world = await MoveWorld.FilledAsync(600);
        foreach (var i in Enumerable.Range(0, wrong))
            world.Second.Unretrievable[$"doc-{i:D5}"] = true;
        var pages = 0;
        world.Chroma.OnPage = _ => pages++;
        await world.BeginAsync();
        await world.DoneAsync();
        Assert.Empty(world.Second.Unretrievable);
        Assert.Equal(comparisonsOfAll, pages);
    }

    [Fact]
    public async Task A_record_that_no_query_finds_is_written_anew_before_the_collection_answers()
    {
        await using var world = await MoveWorld.FilledAsync(20);
        world.Second.Unretrievable["doc-00007"] = true;
        await world.BeginAsync();
        await world.DoneAsync();
        Assert.Empty(world.Second.Unretrievable);
        await world.HoldsAllAsync(world.Second, MoveWorld.Other);
    }
}
