using Oracle.Actors.Syncing;
using Oracle.Actors.Tests.Fakes;
using Oracle.Actors.Tests.Worlds;
using Oracle.Documents.Syncing;

namespace Oracle.Actors.Tests.Syncing;

public sealed class AmbiguousTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task After_three_tries_a_document_is_failed_with_words_and_it_is_synced_soon_after_the_trouble_ends(bool isApplied)
    {
        await using var world = await SyncWorld.StartedAsync();
        world.Chroma.OnWrite = _ => Reply.Ambiguous(isApplied);
        await world.AcceptAsync("a");
        world.Hint();
        await world.Actors.AdvanceUntilAsync(
            async () => (await world.RowAsync("a")).Status == "failed", TimeSpan.FromSeconds(5), "the round is over");

        var row = await world.RowAsync("a");
        Assert.Equal((3, "unavailable", "Chroma answered 500.", false), (row.Attempts, row.Failure, row.Error, row.Quarantined));
        Assert.Equal(3, world.Chroma.Sent.Count);
        Assert.InRange(row.NextAttempt!.Value - row.LastAttempt!.Value, 1, 30_000);
        // Chroma itself answers: no document but this one is held up.
        Assert.Equal(CircuitState.Closed, (await world.StatusAsync()).Circuit.State);

        world.Chroma.OnWrite = _ => null;
        Assert.InRange(await world.AdvanceUntilBothStoresAgreeAsync(TimeSpan.FromSeconds(31)), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(31));
        Assert.Equal((0, null), ((await world.RowAsync("a")).Attempts, (await world.RowAsync("a")).Error));
    }

    [Fact]
    public async Task A_try_waits_for_its_backoff()
    {
        await using var world = await SyncWorld.StartedAsync(new SyncPolicy { BackoffMin = TimeSpan.FromSeconds(4), MaxAttempts = 100 });
        world.Chroma.OnWrite = _ => Reply.Ambiguous();
        await world.AcceptAsync("a");
        world.Hint();
        await world.AdvanceAsync(15);

        // Half of 4, 8 and 16 s (the jitter stands at its middle), each rounded up to the actor's next look.
        var pauses = world.Chroma.Sent.Zip(world.Chroma.Sent.Skip(1), (a, b) => (b.At - a.At).TotalSeconds).ToList();
        Assert.Equal(3, pauses.Count);
        Assert.InRange(pauses[0], 2, 3);
        Assert.InRange(pauses[1], 4, 5);
        Assert.InRange(pauses[2], 8, 9);
    }

    [Fact]
    public async Task Rounds_are_begun_anew_for_ever_never_more_than_thirty_seconds_apart()
    {
        await using var world = await SyncWorld.StartedAsync();
        world.Chroma.OnWrite = _ => Reply.Ambiguous();
        await world.AcceptAsync("a");
        world.Hint();
        await world.AdvanceAsync(120);

        var pauses = world.Chroma.Sent.Zip(world.Chroma.Sent.Skip(1), (a, b) => b.At - a.At).ToList();
        Assert.True(pauses.Count >= 8, $"{pauses.Count + 1} tries in two minutes.");
        Assert.All(pauses, pause => Assert.True(pause <= TimeSpan.FromSeconds(31), $"{pause} between two tries."));
    }

    [Fact]
    public async Task A_server_that_dies_of_a_write_leaves_its_documents_failed_and_suspect()
    {
        await using var world = await SyncWorld.StartedAsync();
        world.Chroma.OnWrite = _ =>
        {
            // The write broke off, and from now on nothing answers.
            world.Chroma.Trouble = new SyncOutcome(SyncOutcomeKind.Unavailable, "Connection refused.");
            return Reply.Ambiguous();
        };
        await world.AcceptAsync("a");
        world.Hint();
        var row = await world.UntilAsync("a", row => row.Status == "failed", "is failed");
        Assert.Equal((1, "unavailable", "Connection refused.", null), (row.Attempts, row.Failure, row.Error, row.NextAttempt));
        Assert.Equal(CircuitState.Open, (await world.StatusAsync()).Circuit.State);
    }

    [Fact]
    public async Task A_document_that_Chroma_never_survives_lets_the_others_through()
    {
        // Chance is what parts the culprit from the others: their pauses spread, so they come due at different moments.
        var chance = new Random(4711);
        await using var world = new SyncWorld { Jitter = chance.NextDouble };
        world.Start();
        await world.UntilAsync(CircuitState.Closed);
        world.Chroma.OnWrite = write => write.Ids.Contains("doc-00007") ? Reply.Ambiguous() : null;
        await world.AcceptAsync(100);
        world.Hint();
        await world.Actors.AdvanceUntilAsync(
            async () => (await world.RowsAsync()).All(row => row.Status == "synced" || row.Id == "doc-00007"),
            TimeSpan.FromMinutes(10), "all but the culprit are synced");
        Assert.NotEqual("synced", (await world.RowAsync("doc-00007")).Status);
    }

    [Fact]
    public async Task A_heartbeat_answered_by_a_proxys_error_page_is_no_heartbeat()
    {
        await using var world = await SyncWorld.StartedAsync();
        world.Chroma.OnWrite = _ =>
        {
            // The server is gone, and what stands before it answers in its place.
            world.Chroma.Trouble = new SyncOutcome(SyncOutcomeKind.Ambiguous, "A page in HTML.");
            return Reply.Ambiguous();
        };
        await world.AcceptAsync("a");
        world.Hint();
        await world.UntilAsync("a", row => row.Status == "failed", "is failed");
        Assert.Equal(CircuitState.Open, (await world.StatusAsync()).Circuit.State);
    }

    [Fact]
    public async Task A_server_that_goes_away_under_a_document_that_is_set_aside_for_it_is_waited_for()
    {
        await using var world = await SyncWorld.StartedAsync(new SyncPolicy { MaxLoneFailures = 1 });
        world.Chroma.OnWrite = _ =>
        {
            world.Chroma.Trouble = new SyncOutcome(SyncOutcomeKind.Unavailable, "Connection refused.");
            return Reply.Ambiguous();
        };
        await world.AcceptAsync("a");
        world.Hint();
        await world.UntilAsync("a", row => row.Quarantined, "is set aside");
        Assert.Equal(CircuitState.Open, (await world.StatusAsync()).Circuit.State);
    }
}
