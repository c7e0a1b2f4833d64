using Oracle.Actors.Syncing;
using Oracle.Actors.Tests.Fakes;
using Oracle.Actors.Tests.Worlds;
using Oracle.Documents.Syncing;

namespace Oracle.Actors.Tests.Syncing;

/// <summary>A collection whose index is broken.</summary>
public sealed class RebuildingTests
{
    private static readonly SyncOutcome Broken = new(SyncOutcomeKind.Ambiguous, "Error in compaction.", MaybeApplied: true, IsBroken: true);

    [Fact]
    public async Task Three_broken_answers_in_a_row_put_a_new_collection_in_its_place_and_the_old_one_goes_last()
    {
        await using var world = await FilledAsync(300);
        world.Chroma.OnWrite = _ => world.Chroma.Replaced == 0 ? new Reply(Broken) : null;
        world.Chroma.OnRead = () => world.Chroma.Replaced == 0 ? Broken : null;
        await world.AcceptAsync("new");
        world.Hint();
        await world.Actors.AdvanceUntilAsync(() => Task.FromResult(world.Chroma.Replaced == 1), TimeSpan.FromSeconds(10), "it was replaced");
        Assert.Empty(world.Chroma.Dropped);

        await world.AdvanceUntilBothStoresAgreeAsync(TimeSpan.FromSeconds(31));
        Assert.Equal(301, world.Chroma.Records.Count);
        Assert.Equal("oracle_knowledge_g2", (await world.StatusAsync()).Collection?.Name);
        await world.AdvanceAsync(65);
        Assert.Equal(["oracle_knowledge"], world.Chroma.Dropped);
        Assert.Empty(await world.Store.Collections.RetiredAsync());
        Assert.Equal(1, world.Chroma.Replaced);
    }

    [Fact]
    public async Task A_collection_that_is_broken_while_nothing_is_due_is_replaced_too()
    {
        await using var world = await FilledAsync(20);
        world.Chroma.OnRead = () => world.Chroma.Replaced == 0 ? Broken : null;
        // A look each minute, and two more ten seconds apart.
        await world.AdvanceAsync(90);
        await world.AdvanceUntilBothStoresAgreeAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(1, world.Chroma.Replaced);
    }

    [Fact]
    public async Task A_collection_whose_readings_are_broken_is_replaced_though_its_writes_are_confirmed()
    {
        await using var world = await FilledAsync(20);
        world.Chroma.OnRead = () => world.Chroma.Replaced == 0 ? Broken : null;
        for (var i = 0; i < 20; i++)
        {
            await world.AcceptAsync($"new-{i}");
            world.Hint();
            await world.AdvanceAsync(5);
        }

        Assert.Equal(1, world.Chroma.Replaced);
        await world.AdvanceUntilBothStoresAgreeAsync(TimeSpan.FromSeconds(31));
    }

    [Fact]
    public async Task Broken_answers_with_successes_between_replace_nothing()
    {
        await using var world = await FilledAsync(1);
        var times = 0;
        world.Chroma.OnWrite = _ => ++times % 3 != 0 ? new Reply(Broken) : null;
        for (var i = 0; i < 10; i++)
        {
            await world.AcceptAsync($"doc-{i}");
            await world.AdvanceUntilBothStoresAgreeAsync(TimeSpan.FromSeconds(60));
        }

        Assert.Equal(0, world.Chroma.Replaced);
    }

    [Fact]
    public async Task The_old_collection_stays_while_anything_is_due_for_the_new_one()
    {
        await using var world = await FilledAsync(300);
        world.Chroma.OnRead = () => world.Chroma.Replaced == 0 ? Broken : null;
        world.Chroma.OnWrite = write => write.Ids.Contains("doc-00007") ? Reply.Ambiguous() : null;
        await world.AdvanceAsync(200);
        Assert.Equal(1, world.Chroma.Replaced);
        Assert.NotEqual("synced", (await world.RowAsync("doc-00007")).Status);
        Assert.Empty(world.Chroma.Dropped);

        world.Chroma.OnWrite = _ => null;
        await world.AdvanceUntilBothStoresAgreeAsync(TimeSpan.FromSeconds(31));
        await world.AdvanceAsync(65);
        Assert.Equal(["oracle_knowledge"], world.Chroma.Dropped);
    }

    [Theory]
    [InlineData(SyncOutcomeKind.Misconfigured)]
    [InlineData(SyncOutcomeKind.CollectionLost)]
    public async Task A_replaced_collection_that_cannot_be_dropped_is_no_trouble_of_the_new_one(SyncOutcomeKind kind)
    {
        await using var world = await FilledAsync(20);
        var circuit = world.Actors.Hear<ChromaSync.CircuitChanged>();
        var tries = 0;
        world.Chroma.OnDrop = () =>
        {
            tries++;
            return new SyncOutcome(kind, "Nobody drops a collection here.");
        };
        world.Chroma.OnRead = () => world.Chroma.Replaced == 0 ? Broken : null;
        await world.Actors.AdvanceUntilAsync(() => Task.FromResult(tries == 3), TimeSpan.FromSeconds(250), "a drop was tried again and again");
        await world.Actors.RestAsync();
        await circuit.ExpectNoMsgAsync(TimeSpan.Zero);

        world.Chroma.OnDrop = () => null;
        await world.AdvanceAsync(65);
        Assert.Equal(["oracle_knowledge"], world.Chroma.Dropped);
    }

    private static async Task<SyncWorld> FilledAsync(int count)
    {
        var world = await SyncWorld.StartedAsync();
        await world.AcceptAsync(count);
        world.Hint();
        await world.UntilBothStoresAgreeAsync();
        return world;
    }
}
