using Akka.Actor;
using Oracle.Actors.Syncing;
using Oracle.Actors.Tests.Worlds;
using Oracle.Documents.Syncing;

namespace Oracle.Actors.Tests.Syncing;

/// <summary>Records that Chroma returns by id and that no query finds.</summary>
public sealed class FindingTests
{
    [Fact]
    public async Task A_record_that_its_own_vector_does_not_find_is_deleted_and_written_anew()
    {
        await using var world = await FilledAsync(500);
        world.Chroma.Unretrievable["doc-00444"] = true;
        await world.AcceptAsync("another");
        world.Hint();
        await world.Actors.AdvanceUntilAsync(
            () => Task.FromResult(world.Chroma.Unretrievable.IsEmpty), TimeSpan.FromSeconds(60), "it was deleted");
        await world.AdvanceUntilBothStoresAgreeAsync(TimeSpan.FromSeconds(5));

        var last = world.Chroma.Sent.Where(write => write.Ids.Contains("doc-00444")).TakeLast(2).ToList();
        Assert.Equal([(true, 1), (false, 1)], last.Select(write => (write.IsDelete, write.Ids.Count)));
    }

    [Fact]
    public async Task A_record_whose_vector_nothing_can_be_asked_with_is_written_anew_and_holds_up_no_other()
    {
        await using var world = await FilledAsync(500);
        world.Chroma.Vectors["doc-00001"] = [float.NaN, 2, 3, 4];
        world.Chroma.Unretrievable["doc-00444"] = true;
        await world.AcceptAsync("another");
        world.Hint();
        await world.Actors.AdvanceUntilAsync(
            () => Task.FromResult(world.Chroma.Unretrievable.IsEmpty && !float.IsNaN(world.Chroma.Vectors["doc-00001"][0])), TimeSpan.FromSeconds(60), "both were written anew");
    }

    [Fact]
    public async Task What_an_audit_that_goes_on_will_find_is_left_to_it()
    {
        await using var world = await FilledAsync(500);
        world.Chroma.Unretrievable["doc-00444"] = true;
        await world.AcceptAsync("another");
        world.Hint();
        for (var passed = 0; passed < 120; passed += 30)
        {
            world.Sync.Tell(ChromaSync.AuditGoesOn.Instance);
            await world.AdvanceAsync(30);
        }

        Assert.False(world.Chroma.Unretrievable.IsEmpty);
        await world.Actors.AdvanceUntilAsync(
            () => Task.FromResult(world.Chroma.Unretrievable.IsEmpty), TimeSpan.FromSeconds(90), "it was deleted");
    }

    [Fact]
    public async Task What_the_repair_of_an_audit_has_cost_others_is_looked_for_at_once()
    {
        await using var world = await FilledAsync(500);
        world.Sync.Tell(ChromaSync.AuditGoesOn.Instance);
        world.Chroma.Unretrievable["doc-00444"] = true;
        await world.AcceptAsync("another");
        world.Hint();
        world.Sync.Tell(ChromaSync.AuditMended.Instance);
        await world.Actors.AdvanceUntilAsync(
            () => Task.FromResult(world.Chroma.Unretrievable.IsEmpty), TimeSpan.FromSeconds(45), "it was deleted");
    }

    [Fact]
    public async Task What_is_found_again_is_written_over_as_ever_after_that()
    {
        await using var world = await FilledAsync(20);
        world.Chroma.Unretrievable["doc-00004"] = true;
        await world.AcceptAsync("another");
        world.Hint();
        await world.Actors.AdvanceUntilAsync(
            () => Task.FromResult(world.Chroma.Unretrievable.IsEmpty), TimeSpan.FromSeconds(60), "it was deleted");
        await world.AdvanceUntilBothStoresAgreeAsync(TimeSpan.FromSeconds(5));

        var deletions = world.Chroma.Sent.Count(write => write.IsDelete);
        await world.AcceptAsync("doc-00004");
        world.Hint();
        await world.AdvanceUntilBothStoresAgreeAsync(TimeSpan.FromSeconds(5));
        Assert.Equal(deletions, world.Chroma.Sent.Count(write => write.IsDelete));
    }

    [Fact]
    public async Task What_two_rounds_of_writing_do_not_bring_back_is_written_no_more_and_counted()
    {
        await using var world = await FilledAsync(20);
        world.Chroma.OnWrite = write =>
        {
            if (!write.IsDelete && write.Ids.Contains("doc-00004"))
                world.Chroma.Unretrievable["doc-00004"] = true;
            return null;
        };
        world.Chroma.Unretrievable["doc-00004"] = true;
        await world.AcceptAsync("another");
        world.Hint();
        await world.AdvanceAsync(600);
        Assert.Equal(2, world.Chroma.Sent.Count(write => write.IsDelete));
        Assert.Equal(1, (await world.StatusAsync()).Unretrievable);

        // It may come back by itself, as when its neighbours are deleted.
        world.Chroma.Unretrievable.Clear();
        await world.AdvanceAsync(60);
        Assert.Equal(0, (await world.StatusAsync()).Unretrievable);
    }

    [Fact]
    public async Task Records_that_writing_anew_brings_back_never_ask_for_a_wider_index_however_many_come_after_each_other()
    {
        await using var world = await FilledAsync(20);
        var narrow = 0;
        world.Actors.System.EventStream.Subscribe(world.Actors.System.ActorOf(Props.Create(() => new Counter(() => Interlocked.Increment(ref narrow)))), typeof(ChromaSync.IndexTooNarrow));
        foreach (var i in Enumerable.Range(0, 5))
        {
            world.Chroma.Unretrievable[$"doc-{i:D5}"] = true;
            await world.AcceptAsync($"another-{i}");
            world.Hint();
            await world.Actors.AdvanceUntilAsync(() => Task.FromResult(world.Chroma.Unretrievable.IsEmpty), TimeSpan.FromSeconds(90), "it was written anew");
        }

        await world.AdvanceAsync(60);
        Assert.Equal(0, narrow);
    }

    private sealed class Counter : ReceiveActor
    {
        public Counter(Action count) => ReceiveAny(_ => count());
    }

    [Theory, InlineData(0), InlineData(120)]
    public async Task Whoever_was_just_told_that_all_is_synced_does_not_see_some_of_it_pending_a_moment_later(int secondsOfOutageBefore)
    {
        await using var world = await FilledAsync(20);
        world.Chroma.Unretrievable["doc-00004"] = true;
        await world.AcceptAsync("another");
        world.Hint();
        await world.UntilBothStoresAgreeAsync();
        if (secondsOfOutageBefore > 0)
        {
            // A look is due all the while, and only the outage holds it back.
            await world.AdvanceAsync(1);
            world.Chroma.Trouble = new SyncOutcome(SyncOutcomeKind.Unavailable, "Connection refused.");
            await world.AcceptAsync("a-third");
            world.Hint();
            await world.AdvanceAsync(secondsOfOutageBefore);
            world.Chroma.Trouble = null;
            await world.AdvanceUntilBothStoresAgreeAsync(TimeSpan.FromSeconds(40));
        }

        await world.AdvanceAsync(4);
        Assert.All(await world.RowsAsync(), row => Assert.Equal("synced", row.Status));
        Assert.False(world.Chroma.Unretrievable.IsEmpty);

        await world.Actors.AdvanceUntilAsync(
            () => Task.FromResult(world.Chroma.Unretrievable.IsEmpty), TimeSpan.FromSeconds(5), "it was deleted");
    }

    [Fact]
    public async Task What_is_written_anew_does_not_hold_back_the_looks_that_found_it()
    {
        await using var world = await FilledAsync(1_000);
        foreach (var lost in (string[])["doc-00100", "doc-00300", "doc-00500", "doc-00700"])
            world.Chroma.Unretrievable[lost] = true;
        await world.AcceptAsync("another");
        world.Hint();
        await world.UntilBothStoresAgreeAsync();

        // Five quiet seconds, and five looks.
        await world.Actors.AdvanceUntilAsync(
            () => Task.FromResult(world.Chroma.Unretrievable.IsEmpty), TimeSpan.FromSeconds(12), "they were deleted");
    }

    [Fact]
    public async Task Where_something_is_written_every_second_a_round_goes_ahead_after_a_minute_all_the_same()
    {
        await using var world = await FilledAsync(1_000);
        world.Chroma.Unretrievable["doc-00900"] = true;
        var passed = 0;
        for (; passed < 120 && !world.Chroma.Unretrievable.IsEmpty; passed++)
        {
            await world.AcceptAsync($"another-{passed}");
            world.Hint();
            await world.AdvanceAsync(1);
        }

        Assert.InRange(passed, 55, 80);
    }

    private static async Task<SyncWorld> FilledAsync(int count)
    {
        var world = await SyncWorld.StartedAsync();
        await world.AcceptAsync(count);
        world.Hint();
        await world.UntilBothStoresAgreeAsync();
        // The look that follows every start is over.
        await world.AdvanceAsync(60);
        return world;
    }
}
