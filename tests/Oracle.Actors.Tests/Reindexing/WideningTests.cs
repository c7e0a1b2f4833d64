using Oracle.Actors.Tests.Fakes;
using Oracle.Actors.Tests.Worlds;
using Oracle.Documents.Reindexing;
using Oracle.Documents.Syncing;
using Oracle.Embeddings;

namespace Oracle.Actors.Tests.Reindexing;

/// <summary>Indexes that do not find what they hold, whatever is written anew.</summary>
public sealed class WideningTests
{
    private const string Island = "doc-00004";

    [Fact]
    public async Task What_writing_anew_does_not_bring_back_is_found_in_a_collection_with_twice_as_many_neighbours()
    {
        await using var world = await LostInAsync(world => [world.First.Name]);
        await world.Actors.AdvanceUntilAsync(async () => (await AnsweringAsync(world)).Name == world.Second.Name, TimeSpan.FromSeconds(120), "the wider one answers");

        Assert.Equal((128, 64), ((await AnsweringAsync(world)).Neighbours, FakeNeighbours));
        await world.HoldsAllAsync(world.Second, FakeModel);
        await world.Sync.AdvanceAsync(120);
        Assert.Equal(0, (await world.Sync.StatusAsync()).Unretrievable);
        Assert.Equal(world.Second.Name, (await AnsweringAsync(world)).Name);
        await world.AssertUntroubledAsync();
    }

    [Fact]
    public async Task Neighbours_are_doubled_until_all_is_found()
    {
        await using var world = await LostInAsync(world => [world.First.Name, world.Second.Name]);
        await world.Actors.AdvanceUntilAsync(async () => (await AnsweringAsync(world)).Neighbours == 256, TimeSpan.FromSeconds(300), "one with 256 answers");
        await world.HoldsAllAsync(world.Chroma.In((await AnsweringAsync(world)).Name), FakeModel);
    }

    [Fact]
    public async Task Where_no_number_of_neighbours_helps_it_ends_and_goes_on_answering()
    {
        await using var world = await LostInAsync(_ => null);
        await world.Sync.AdvanceAsync(600);
        var last = (await world.StatusAsync()).Run!;
        await world.Sync.AdvanceAsync(1_800);

        Assert.Equal((ReindexState.Failed, last.StartedAt), ((await world.StatusAsync()).Run!.State, (await world.StatusAsync()).Run!.StartedAt));
        Assert.Equal(world.First.Name, (await AnsweringAsync(world)).Name);
        Assert.Equal(1, (await world.Sync.StatusAsync()).Unretrievable);
        await world.AssertUntroubledAsync();
    }

    [Fact]
    public async Task A_move_that_somebody_begins_goes_on_with_more_neighbours_where_its_target_does_not_find_all()
    {
        await using var world = await MoveWorld.FilledAsync(20);
        Lose(world, [world.Second.Name]);
        await world.BeginAsync();
        await world.Actors.AdvanceUntilAsync(async () => (await AnsweringAsync(world)).Model == MoveWorld.Other.Model, TimeSpan.FromSeconds(200), "the other model answers");

        Assert.Equal(256, (await AnsweringAsync(world)).Neighbours);
        await world.HoldsAllAsync(world.Chroma.In((await AnsweringAsync(world)).Name), MoveWorld.Other);
    }

    private static int FakeNeighbours => new CollectionRecord("", "", "", "", 1, "", 0).Neighbours;

    private static EmbeddingModel FakeModel => FakeEmbedder.Model;

    private static async Task<CollectionRecord> AnsweringAsync(MoveWorld world) => (await world.Sync.Store.Collections.AnsweringAsync())!;

    private static async Task<MoveWorld> LostInAsync(Func<MoveWorld, IReadOnlyList<string>?> collections)
    {
        var world = await MoveWorld.FilledAsync(20);
        Lose(world, collections(world));
        world.First.Unretrievable[Island] = true;
        await world.Sync.AcceptAsync("another");
        world.Sync.Hint();
        return world;
    }

    // In these collections, or in all, no query finds it, however often it is written.
    private static void Lose(MoveWorld world, IReadOnlyList<string>? collections) => world.Chroma.OnWrite = write =>
    {
        if (!write.IsDelete && write.Ids.Contains(Island) && collections?.Contains(write.Collection) != false)
            world.Chroma.In(write.Collection).Unretrievable[Island] = true;
        return null;
    };
}
