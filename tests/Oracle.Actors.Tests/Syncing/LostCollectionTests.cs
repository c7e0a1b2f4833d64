using Akka.Actor;
using Oracle.Actors.Syncing;
using Oracle.Actors.Tests.Fakes;
using Oracle.Actors.Tests.Worlds;
using Oracle.Documents.Syncing;
using Oracle.Testing;

namespace Oracle.Actors.Tests.Syncing;

public sealed class LostCollectionTests
{
    [Fact]
    public async Task The_first_collection_is_made_and_remembered()
    {
        await using var world = await SyncWorld.StartedAsync();
        Assert.Equal((await world.StatusAsync()).Collection, await world.Store.Collections.AnsweringAsync());
        Assert.Single(world.Chroma.Opened);
    }

    [Fact]
    public async Task A_lost_collection_is_made_anew_and_everything_is_sent_again()
    {
        await using var world = await SyncWorld.StartedAsync();
        await world.AcceptAsync(700);
        world.Hint();
        await world.UntilBothStoresAgreeAsync();
        var former = (await world.StatusAsync()).Collection!;

        world.Chroma.LoseCollection();
        // Enough that one batch is on its way and one stands ready when the loss shows.
        world.Chroma.Writes.Close();
        await world.AcceptAsync(600, "new");
        await world.DeleteAsync("doc-00000");
        world.Hint();
        await Eventually.True(() => world.Chroma.Writes.Held == 1);
        await world.Actors.RestAsync();
        world.Chroma.Writes.Open();
        await world.AdvanceUntilBothStoresAgreeAsync(TimeSpan.FromSeconds(2));

        Assert.Equal(1_299, world.Chroma.Records.Count);
        var answering = await world.Store.Collections.AnsweringAsync();
        Assert.NotEqual(former.Uuid, answering!.Uuid);
        Assert.Equal(answering, (await world.StatusAsync()).Collection);
    }

    [Fact]
    public async Task A_collection_replaced_while_Chroma_was_down_makes_everything_due()
    {
        await using var world = await SyncWorld.StartedAsync();
        await world.AcceptAsync(20);
        world.Hint();
        await world.UntilBothStoresAgreeAsync();

        world.Chroma.Trouble = new SyncOutcome(SyncOutcomeKind.Unavailable, "Connection refused.");
        await world.AdvanceAsync(7);
        world.Chroma.LoseCollection();
        world.Chroma.Trouble = null;
        await world.AdvanceAsync(2);
        await world.UntilBothStoresAgreeAsync();
        Assert.Equal(20, world.Chroma.Records.Count);
    }

    [Fact]
    public async Task Trouble_of_the_store_while_everything_is_made_due_leaves_nothing_out()
    {
        await using var world = await SyncWorld.StartedAsync();
        await world.AcceptAsync(20);
        world.Hint();
        await world.UntilBothStoresAgreeAsync();

        world.Chroma.LoseCollection();
        world.Outbox.Fault = WatchedOutbox.Unavailable(nameof(IOutbox.MakeDueAsync));
        await world.AcceptAsync("new");
        world.Hint();
        await world.AdvanceAsync(3);
        Assert.Empty(world.Chroma.Records);

        world.Outbox.Fault = _ => null;
        await world.AdvanceUntilBothStoresAgreeAsync(TimeSpan.FromSeconds(2));
        Assert.Equal(21, world.Chroma.Records.Count);
    }

    [Fact]
    public async Task Many_documents_are_made_due_slice_by_slice_before_the_new_collection_is_remembered()
    {
        await using var world = new SyncWorld();
        foreach (var count in (int[])[10_000, 10_000, 7])
            world.Outbox.MadeDue.Enqueue(count);
        world.Start();
        await world.UntilAsync(CircuitState.Closed);
        Assert.Equal(3, world.Outbox.Calls.Count(call => call == nameof(IOutbox.MakeDueAsync)));
        Assert.NotNull(await world.Store.Collections.AnsweringAsync());
    }

    [Fact]
    public async Task A_confirmation_that_comes_after_the_loss_does_not_count_for_the_new_collection()
    {
        await using var world = await SyncWorld.StartedAsync(new SyncPolicy { BatchSize = 1 });
        var first = true;
        world.Chroma.OnWrite = _ =>
        {
            if (!first)
                return null;
            // Confirmed, and in the next moment the collection is gone.
            first = false;
            world.Chroma.LoseCollection();
            return new Reply(SyncOutcome.Confirmed);
        };
        await world.AcceptAsync("a", "b");
        world.Hint();
        await world.AdvanceUntilBothStoresAgreeAsync(TimeSpan.FromSeconds(2));
        Assert.Equal(["a", "b"], world.Chroma.Records.Keys.Order());
    }

    [Fact]
    public async Task A_confirmation_of_the_former_collection_that_comes_late_does_not_count_for_the_new_one()
    {
        await using var world = await SyncWorld.StartedAsync();
        world.Chroma.Writes.Close();
        await world.AcceptAsync("a");
        world.Hint();
        await Eventually.True(() => world.Chroma.Writes.Held == 1);
        // The former collection took it, but before its answer is here the server was replaced by an empty one.
        world.Chroma.OnWrite = write => write == world.Chroma.Sent[0] ? new Reply(SyncOutcome.Confirmed) : null;
        world.Chroma.Trouble = new SyncOutcome(SyncOutcomeKind.Unavailable, "Connection refused.");
        world.Sync.Tell(ChromaSync.Suspected.Instance, ActorRefs.NoSender);
        await world.UntilAsync(CircuitState.Open);
        world.Chroma.LoseCollection();
        world.Chroma.Trouble = null;
        await world.AdvanceAsync(2);
        world.Chroma.Writes.Open();
        await world.Actors.RestAsync();
        await world.AdvanceUntilBothStoresAgreeAsync(TimeSpan.FromSeconds(2));
        Assert.Equal(2, world.Chroma.Sent.Count);
    }

    [Fact]
    public async Task A_collection_lost_while_nothing_is_due_is_noticed_and_filled_again()
    {
        await using var world = await SyncWorld.StartedAsync();
        await world.AcceptAsync(20);
        world.Hint();
        await world.UntilBothStoresAgreeAsync();
        world.Chroma.LoseCollection();
        await world.AdvanceAsync(7);
        await world.UntilBothStoresAgreeAsync();
        Assert.Equal(20, world.Chroma.Records.Count);
    }

    [Fact]
    public async Task Nothing_is_sent_while_it_is_being_asked_whether_the_collection_is_still_the_same()
    {
        await using var world = await SyncWorld.StartedAsync();
        await world.Actors.RestAsync();
        world.Chroma.Opens.Close();
        await world.AdvanceAsync(6);
        await Eventually.True(() => world.Chroma.Opens.Held == 1);
        world.Chroma.LoseCollection();
        await world.AcceptAsync("a");
        world.Hint();
        await world.Actors.RestAsync();
        Assert.Empty(world.Chroma.Sent);
        world.Chroma.Opens.Open();
        await world.AdvanceUntilBothStoresAgreeAsync(TimeSpan.FromSeconds(3));
        Assert.Single(world.Chroma.Sent);
    }

    [Fact]
    public async Task A_collection_of_another_store_is_never_written_to()
    {
        await using var world = new SyncWorld();
        world.Chroma.IsForeign = true;
        await world.AcceptAsync("a");
        world.Start();
        var row = await world.UntilAsync("a", row => row.Status == "failed", "is failed");
        Assert.Equal("The collection belongs to another store.", row.Error);
        await world.AdvanceAsync(65);
        Assert.Empty(world.Chroma.Sent);
        var status = await world.StatusAsync();
        Assert.True(status.Circuit is { State: CircuitState.Open, IsConfiguration: true });
        Assert.False(status.IsConnected);

        // It was renamed away, say.
        world.Chroma.IsForeign = false;
        await world.AdvanceUntilBothStoresAgreeAsync(TimeSpan.FromSeconds(31));
    }

    [Fact]
    public async Task A_collection_that_opens_and_is_lost_again_and_again_is_not_asked_for_without_a_pause()
    {
        await using var world = await SyncWorld.StartedAsync();
        // A proxy that lets some paths through and answers 404 to others.
        world.Chroma.OnWrite = _ => world.Chroma.Sent.Count > 50 ? null : new Reply(new SyncOutcome(SyncOutcomeKind.CollectionLost, "404."));
        await world.AcceptAsync(1_000);
        world.Hint();
        await world.Actors.RestAsync();
        Assert.InRange(world.Chroma.Sent.Count, 1, 5);
    }
}
