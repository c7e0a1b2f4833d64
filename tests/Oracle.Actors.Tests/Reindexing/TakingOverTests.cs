using Akka.TestKit;
using Oracle.Actors.Reindexing;
using Oracle.Actors.Syncing;
using Oracle.Actors.Tests.Fakes;
using Oracle.Actors.Tests.Worlds;
using Oracle.Documents;
using Oracle.Documents.Reindexing;

namespace Oracle.Actors.Tests.Reindexing;

/// <summary>The moment at which another collection begins to answer.</summary>
public sealed class TakingOverTests
{
    private static readonly StoreUnavailableException Full = new("The disk is full; nothing was stored.");

    [Fact]
    public async Task What_stood_ready_with_vectors_of_the_old_model_does_not_reach_the_collection_that_answers_now()
    {
        await using var world = await MoveWorld.FilledAsync(300);
        var switching = await ReadyAtTheSwitchAsync(world);
        switching.Open();
        await world.DoneAsync();
        await world.HoldsAllAsync(world.Second, MoveWorld.Other);
        Assert.DoesNotContain("learned", world.First.Records.Keys);
    }

    [Fact]
    public async Task An_embedder_that_hangs_before_it_holds_up_no_live_document()
    {
        await using var world = await MoveWorld.FilledAsync(300);
        var comparing = await world.ComparedAsync();
        world.OtherEmbedder.Gate.Close();
        await world.Sync.AcceptAsync("lacking");
        world.Sync.Hint();
        await world.UntilAsync(() => world.OtherEmbedder.Gate.Held == 1, "what is lacking is being embedded");
        world.Sync.Interference.Before = _ => Task.CompletedTask;
        comparing.Open();
        await world.Sync.AdvanceAsync(2);
        await world.Sync.AcceptAsync("live");
        world.Sync.Hint();
        await world.Actors.RestAsync();
        Assert.Contains("live", world.First.Records.Keys);
        world.OtherEmbedder.Gate.Open();
        await world.DoneAsync();
        await world.HoldsAllAsync(world.Second, MoveWorld.Other);
    }

    [Fact]
    public async Task An_embedder_in_trouble_before_it_is_not_asked_all_the_time()
    {
        await using var world = await MoveWorld.FilledAsync(300);
        var comparing = await world.ComparedAsync();
        var vectors = world.OtherEmbedder.Vector;
        world.OtherEmbedder.Vector = _ => throw new InvalidOperationException("out of memory");
        await world.Sync.AcceptAsync("lacking");
        world.Sync.Hint();
        await world.Actors.RestAsync();
        world.Sync.Interference.Before = _ => Task.CompletedTask;
        comparing.Open();
        var asked = world.OtherEmbedder.Texts;
        await world.Sync.AdvanceAsync(20);
        // Each five seconds for what is to be written, and once for what is lacking at the takeover.
        Assert.InRange(world.OtherEmbedder.Texts - asked, 1, 10);
        Assert.Contains("out of memory", (await world.StatusAsync()).Run!.Error);
        world.OtherEmbedder.Vector = vectors;
        await world.DoneAsync();
        await world.HoldsAllAsync(world.Second, MoveWorld.Other);
    }

    [Fact]
    public async Task What_is_being_embedded_with_the_old_model_meanwhile_does_not_reach_it_either()
    {
        await using var world = await MoveWorld.FilledAsync(300);
        var switching = world.Hold(nameof(IReindexing.SwitchAsync));
        await world.BeginAsync();
        await world.UntilAsync(() => switching.Held == 1, "it takes over");
        world.Sync.Embedder.Gate.Close();
        await world.Sync.AcceptAsync("learned");
        world.Sync.Hint();
        await world.UntilAsync(() => world.Sync.Embedder.Gate.Held == 1, "it is being embedded");
        switching.Open();
        await world.DoneAsync();
        world.Sync.Embedder.Gate.Open();
        await world.HoldsAllAsync(world.Second, MoveWorld.Other);
        Assert.DoesNotContain("learned", world.First.Records.Keys);
    }

    [Fact]
    public async Task What_was_claimed_for_the_collection_while_it_was_filled_is_not_written_once_it_answers()
    {
        await using var world = await MoveWorld.FilledAsync(300);
        world.OtherEmbedder.Gate.Close();
        // No Reindexer: the move is taken over by hand, with a claim under way.
        Assert.True(await world.Sync.Store.Reindexing.BeginMoveAsync(Wanted(world), world.Actors.Now));
        await world.UntilAsync(() => world.OtherEmbedder.Gate.Held == 1, "a claim is being embedded");
        var asker = TakeOver(world);
        await world.Actors.RestAsync();
        // The takeover waits for the same embedder, and is handed its vectors first.
        world.OtherEmbedder.Gate.Open();
        await asker.FishForMessageAsync<ChromaSync.TookOver>(_ => true);
        await world.DoneAsync();
        var since = world.Chroma.Sent.Count;
        await world.Sync.AdvanceAsync(30);
        Assert.Empty(world.SentTo(world.Second, since));
        await world.HoldsAllAsync(world.Second, MoveWorld.Other);
    }

    [Fact]
    public async Task When_the_switch_was_done_and_its_answer_is_lost_the_second_answers()
    {
        await using var world = await MoveWorld.FilledAsync(300);
        var switching = await ReadyAtTheSwitchAsync(world);
        world.Sync.Interference.After = called => called == nameof(IReindexing.SwitchAsync) ? throw Full : Task.CompletedTask;
        switching.Open();
        await world.DoneAsync();
        await world.HoldsAllAsync(world.Second, MoveWorld.Other);
        Assert.DoesNotContain("learned", world.First.Records.Keys);
        await world.AssertUntroubledAsync();
    }

    [Fact]
    public async Task While_the_switch_cannot_be_stored_the_first_goes_on_answering()
    {
        await using var world = await MoveWorld.FilledAsync(300);
        var tries = 0;
        world.Sync.Interference.Before = called => called == nameof(IReindexing.SwitchAsync) && ++tries > 0 ? throw Full : Task.CompletedTask;
        await world.BeginAsync();
        await world.UntilAsync(() => tries == 1, "it would take over");
        await world.Sync.AcceptAsync("learned");
        await world.UntilAsync(() => tries > 5 && world.First.Records.ContainsKey("learned"), "the first goes on");
        Assert.Equal(world.First.Name, (await world.StatusAsync()).Answering?.Name);
        await world.AssertUntroubledAsync();

        world.Sync.Interference.Before = _ => Task.CompletedTask;
        await world.DoneAsync();
        await world.HoldsAllAsync(world.Second, MoveWorld.Other);
        MoveWorld.AssertVectors(world.First, FakeEmbedder.Model);
    }

    [Fact]
    public async Task One_that_was_done_in_the_moment_it_was_given_up_is_told_as_done()
    {
        await using var world = await MoveWorld.FilledAsync(20);
        var told = world.Actors.Hear<Reindex.Finished>();
        world.Chroma.OnWrite = write => write.Collection == world.Second.Name && write.Ids.Contains("doc-00007") ? Reply.Rejected("Not this one.") : null;
        world.Sync.Interference.Before = async called =>
        {
            if (called != nameof(IReindexing.FailAsync))
                return;
            await world.Sync.DeleteAsync("doc-00007");
            Assert.True(await world.Sync.Store.Reindexing.SwitchAsync([], world.Actors.Now));
        };
        await world.BeginAsync();
        await world.DoneAsync();
        Assert.Null((await told.ExpectMsgAsync<Reindex.Finished>()).Error);
    }

    [Fact]
    public async Task Documents_that_change_without_pause_do_not_keep_it_from_taking_over()
    {
        await using var world = await MoveWorld.FilledAsync(20);
        var changes = 0;
        // Whenever all was compared, the first has got something that the second has not.
        world.Sync.Interference.After = async called =>
        {
            if (called != nameof(IReindexing.StrangersAsync))
                return;
            world.OtherEmbedder.Gate.Close();
            await world.Sync.AcceptAsync([new DocumentDraft("doc-00007", $"changed {++changes} times")]);
            world.Sync.Hint();
            await world.Sync.UntilAsync("doc-00007", row => row.Status == "synced", "it is synced");
        };
        await world.BeginAsync();
        await world.Actors.AdvanceUntilAsync(async () =>
        {
            world.OtherEmbedder.Gate.Open();
            await world.Actors.RestAsync();
            return (await world.StatusAsync()).Run is { IsActive: false };
        }, TimeSpan.FromSeconds(30), "it took over");
        Assert.True(changes > 0);
        await world.HoldsAllAsync(world.Second, MoveWorld.Other);
    }

    private static Documents.Syncing.CollectionRecord Wanted(MoveWorld world) =>
        FakeChroma.Collection("") with { Name = world.Name, Model = MoveWorld.Other.Model };

    private static TestProbe TakeOver(MoveWorld world)
    {
        var asker = world.Actors.Kit.CreateTestProbe();
        world.Sync.Sync.Tell(ChromaSync.TakeOver.Instance, asker.Ref);
        return asker;
    }

    // A document stands ready with the vector of the first model, and the switch is held.
    private static async Task<Gate> ReadyAtTheSwitchAsync(MoveWorld world)
    {
        var switching = world.Hold(nameof(IReindexing.SwitchAsync));
        await world.BeginAsync();
        await world.UntilAsync(() => switching.Held == 1, "it takes over");
        await world.Sync.AcceptAsync("learned");
        world.Sync.Hint();
        await world.Actors.RestAsync();
        return switching;
    }
}
