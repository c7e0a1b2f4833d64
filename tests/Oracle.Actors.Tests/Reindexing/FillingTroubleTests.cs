using Oracle.Actors.Reindexing;
using Oracle.Actors.Syncing;
using Oracle.Actors.Tests.Fakes;
using Oracle.Actors.Tests.Worlds;
using Oracle.Documents;
using Oracle.Documents.Reindexing;
using Oracle.Documents.Syncing;

namespace Oracle.Actors.Tests.Reindexing;

/// <summary>Trouble with the collection that is being filled is no trouble of the one that answers.</summary>
public sealed class FillingTroubleTests
{
    [Fact]
    public async Task One_refused_document_holds_up_no_other_and_the_move_is_given_up_and_says_which()
    {
        await using var world = await MoveWorld.FilledAsync(300);
        world.Chroma.OnWrite = write => IsToSecond(world, write, "doc-00007") ? Reply.Rejected("Not this one.") : null;
        await world.BeginAsync();
        var run = await world.EndAsync();
        Assert.Equal(ReindexState.Failed, run.State);
        Assert.Contains("doc-00007: Not this one.", run.Error);
        Assert.Equal(299, world.Second.Records.Count);
        Assert.Equal(world.First.Name, (await world.Sync.StatusAsync()).Collection?.Name);
        await world.AssertUntroubledAsync();

        // Begun again it is gone on with, and what was held is not sent again.
        world.Chroma.OnWrite = _ => null;
        await world.Sync.AdvanceAsync(2);
        var since = world.Chroma.Sent.Count;
        await world.BeginAsync();
        await world.DoneAsync();
        Assert.Equal(["doc-00007"], world.SentTo(world.Second, since).Where(write => !write.IsDelete).SelectMany(write => write.Ids).Distinct());
        await world.HoldsAllAsync(world.Second, MoveWorld.Other);
    }

    [Fact]
    public async Task What_one_collection_has_refused_does_not_end_the_move_into_the_next()
    {
        await using var world = await MoveWorld.FilledAsync(20);
        world.Chroma.OnWrite = write => IsToSecond(world, write, "doc-00007") ? Reply.Rejected("Not this one.") : null;
        await world.BeginAsync();
        Assert.Equal(ReindexState.Failed, (await world.EndAsync()).State);
        Assert.IsType<Reindex.Accepted>(await world.AskAsync(new Reindex.Start(Anew: true)));
        await world.DoneAsync();
        await world.HoldsAllAsync(world.Chroma.In($"{world.Name}_g3"), FakeEmbedder.Model);
    }

    [Fact]
    public async Task A_refused_document_is_named_at_once_and_ends_the_move_while_others_change_without_a_pause()
    {
        await using var world = await MoveWorld.FilledAsync(600);
        world.Chroma.OnWrite = write => IsToSecond(world, write, "doc-00007") ? Reply.Rejected("Not this one.") : null;
        world.Chroma.Writes.Close();
        await world.BeginAsync();
        var named = false;
        for (var change = 0; (await world.StatusAsync()).Run is { IsActive: true } run; change++)
        {
            Assert.True(change < 200, $"it does not end: {run}");
            named |= run is { Done: < 300, Error: { } error } && error.Contains("doc-00007: Not this one.", StringComparison.Ordinal);
            await world.Sync.AcceptAsync($"change-{change}");
            world.Sync.Hint();
            await world.Actors.RestAsync();
            world.Chroma.Writes.PassHeld();
            await world.Sync.AdvanceAsync(0.5);
        }

        Assert.Contains("doc-00007: Not this one.", (await world.StatusAsync()).Run!.Error);
        Assert.True(named, "it was not named before the rest was written");
        world.Chroma.Writes.Open();
        await world.Sync.AdvanceAsync(2);
        await world.AssertUntroubledAsync();
    }

    [Fact]
    public async Task A_refused_document_that_changes_is_tried_again()
    {
        await using var world = await MoveWorld.FilledAsync(300);
        var refused = (await world.Sync.RowAsync("doc-00007")).Revision;
        world.Chroma.OnWrite = write =>
        {
            if (!IsToSecond(world, write, "doc-00007") || write.Rows.All(row => row.Revision != refused))
                return null;
            // Before the move is given up for it.
            if (write.Rows.Count == 1)
                world.Sync.AcceptAsync([new DocumentDraft("doc-00007", "changed")]).Wait();
            return Reply.Rejected("Not this one.");
        };
        var comparing = await world.ComparedAsync();
        await world.Sync.AdvanceAsync(1);
        // It was taken then: there is no trouble to be told any more.
        Assert.Null((await world.StatusAsync()).Run!.Error);
        comparing.Open();
        await world.DoneAsync();
        await world.HoldsAllAsync(world.Second, MoveWorld.Other);
    }

    [Theory]
    [InlineData(SyncOutcomeKind.Unavailable)]
    [InlineData(SyncOutcomeKind.Misconfigured)]
    [InlineData(SyncOutcomeKind.Rejected)]
    [InlineData(SyncOutcomeKind.Ambiguous)]
    public async Task Trouble_with_it_alone_makes_no_document_failed_and_opens_no_circuit(SyncOutcomeKind kind)
    {
        await using var world = await MoveWorld.FilledAsync(300);
        var circuit = world.Actors.Hear<ChromaSync.CircuitChanged>();
        var trouble = new SyncOutcome(kind, "Not this collection.");
        // Of making it, of writing to it, and of letting it answer.
        world.Chroma.TroubleOf = name => name == world.Second.Name ? trouble : null;
        await world.BeginAsync();
        await LearnAsync(world, "while-it-is-made");
        world.Chroma.TroubleOf = _ => null;
        world.Chroma.OnWrite = write => write.Collection == world.Second.Name ? new Reply(trouble) : null;
        await world.UntilAsync(() => world.SentTo(world.Second).Count > 0, "it is written to");
        await LearnAsync(world, "while-it-is-filled");
        if (kind == SyncOutcomeKind.Rejected)
        {
            // Each document is: there is nothing to be waited for.
            Assert.Equal(ReindexState.Failed, (await world.EndAsync()).State);
            await circuit.ExpectNoMsgAsync(TimeSpan.Zero);
            return;
        }

        var comparing = world.Hold(nameof(IReindexing.StrangersAsync));
        world.Chroma.OnWrite = _ => null;
        await world.UntilAsync(() => comparing.Held == 1, "all was compared");
        world.Chroma.TroubleOf = name => name == world.Second.Name ? trouble : null;
        world.Sync.Interference.Before = _ => Task.CompletedTask;
        comparing.Open();
        await LearnAsync(world, "while-it-takes-over");
        world.Chroma.TroubleOf = _ => null;
        await world.DoneAsync();
        await world.HoldsAllAsync(world.Second, MoveWorld.Other);
        await circuit.ExpectNoMsgAsync(TimeSpan.Zero);
    }

    [Fact]
    public async Task A_Chroma_that_goes_away_meanwhile_is_waited_for()
    {
        await using var world = await MoveWorld.FilledAsync(300);
        var away = new SyncOutcome(SyncOutcomeKind.Unavailable, "Connection refused.");
        world.Chroma.OnWrite = _ =>
        {
            world.Chroma.Trouble = away;
            return new Reply(away);
        };
        await world.BeginAsync();
        await world.Actors.AdvanceUntilAsync(
            async () => (await world.Sync.StatusAsync()).Circuit.State == CircuitState.Open, TimeSpan.FromSeconds(10), "the circuit is open");
        await world.Sync.AdvanceAsync(5);
        Assert.All(await world.Sync.RowsAsync(), row => Assert.Equal("synced", row.Status));
        Assert.Contains("Connection refused.", (await world.StatusAsync()).Run!.Error);
        world.Chroma.OnWrite = _ => null;
        world.Chroma.Trouble = null;
        await world.DoneAsync();
        await world.HoldsAllAsync(world.Second, MoveWorld.Other);
    }

    [Fact]
    public async Task A_write_that_lands_behind_a_confirmed_one_after_the_switch_is_undone()
    {
        await using var world = await MoveWorld.FilledAsync(600);
        var isLate = false;
        world.Chroma.OnWrite = write =>
        {
            if (isLate || !IsToSecond(world, write, "doc-00001"))
                return null;
            isLate = true;
            return Reply.Late();
        };
        await world.BeginAsync();
        await world.UntilAsync(() => isLate, "its first write is late");
        await world.Sync.AcceptAsync([new DocumentDraft("doc-00001", "A newer text.")]);
        await world.DoneAsync();
        // Newer than it: nothing but the reading back looks at it.
        await world.Sync.AcceptAsync([.. Enumerable.Range(0, 250).Select(i => $"newer-{i}")]);
        await world.HoldsAllAsync(world.Second, MoveWorld.Other);
        world.Chroma.LandLateWrites();
        Assert.NotEqual("A newer text.", world.Second.Records["doc-00001"].Content);
        await world.Sync.AdvanceAsync(37);
        await world.HoldsAllAsync(world.Second, MoveWorld.Other);
    }

    [Theory]
    [InlineData(SyncOutcomeKind.Rejected)]
    [InlineData(SyncOutcomeKind.Ambiguous)]
    public async Task A_kept_collection_that_deletes_nothing_holds_up_no_re_index_and_is_asked_again_each_minute(SyncOutcomeKind kind)
    {
        await using var world = await MoveWorld.FilledAsync(300);
        await world.BeginAsync();
        await world.DoneAsync();
        world.Chroma.OnWrite = write => write.Collection == world.First.Name ? new Reply(new SyncOutcome(kind, "Not here.")) : null;
        await world.Sync.DeleteAsync("doc-00007");
        await world.Sync.AdvanceAsync(3);
        var asked = world.SentTo(world.First).Count;
        Assert.IsType<Reindex.Accepted>(await world.AskAsync(new Reindex.Start(MoveWorld.Other.Model)));
        await world.DoneAsync(seconds: 30);
        Assert.Equal(asked, world.SentTo(world.First).Count);

        world.Chroma.OnWrite = _ => null;
        await world.UntilAsync(() => !world.First.Records.ContainsKey("doc-00007"), "it is deleted there too", seconds: 62);
        await world.HoldsAllAsync(world.Second, MoveWorld.Other);
    }

    private static bool IsToSecond(MoveWorld world, Write write, string id) => write.Collection == world.Second.Name && write.Rows.Any(row => row.Id == id);

    // Synced as soon as ever, and nothing else failed meanwhile.
    private static async Task LearnAsync(MoveWorld world, string id)
    {
        await world.Sync.AdvanceAsync(3);
        await world.Sync.AcceptAsync(id);
        await world.UntilAsync(() => world.First.Records.ContainsKey(id), id, seconds: 2);
        await world.Sync.AdvanceAsync(10);
        await world.AssertUntroubledAsync();
    }
}
