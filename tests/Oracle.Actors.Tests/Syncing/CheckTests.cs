using Oracle.Actors.Syncing;
using Oracle.Actors.Tests.Fakes;
using Oracle.Actors.Tests.Worlds;
using Oracle.Documents;
using Oracle.Documents.Syncing;
using Oracle.Testing;

namespace Oracle.Actors.Tests.Syncing;

/// <summary>Reading back what was of unknown fate, once late writes must have landed.</summary>
public sealed class CheckTests
{
    private static readonly SyncPolicy Policy = new() { LastCheck = TimeSpan.FromMinutes(3) };

    [Fact]
    public async Task A_late_write_of_an_older_revision_is_undone_at_the_first_check()
    {
        await using var world = await LateAsync("a");
        await world.AcceptAsync([new DocumentDraft("a", "A newer text.")]);
        world.Hint();
        await world.UntilBothStoresAgreeAsync();
        world.Chroma.LandLateWrites();
        Assert.Equal("The text of a.", world.Chroma.Records["a"].Content);

        await world.AdvanceAsync(37);
        await world.UntilBothStoresAgreeAsync();
        Assert.Equal("A newer text.", world.Chroma.Records["a"].Content);
    }

    [Fact]
    public async Task A_write_that_lands_between_the_first_and_the_last_check_is_undone_at_the_last()
    {
        await using var world = await LateAsync("a");
        await world.AcceptAsync([new DocumentDraft("a", "A newer text.")]);
        world.Hint();
        await world.UntilBothStoresAgreeAsync();
        await world.AdvanceAsync(40);
        Assert.Single(await world.ChecksAsync());
        world.Chroma.LandLateWrites();

        await world.AdvanceAsync(145);
        await world.UntilBothStoresAgreeAsync();
        Assert.Equal("A newer text.", world.Chroma.Records["a"].Content);
    }

    [Fact]
    public async Task A_late_write_of_a_document_whose_row_is_long_gone_leaves_Chroma()
    {
        await using var world = await LateAsync("a");
        await world.DeleteAsync("a");
        await world.AdvanceUntilBothStoresAgreeAsync(TimeSpan.FromSeconds(5));
        Assert.Empty(await world.RowsAsync());
        world.Chroma.LandLateWrites();
        Assert.Equal(["a"], world.Chroma.Records.Keys);

        await world.AdvanceAsync(37);
        await world.UntilBothStoresAgreeAsync();
        Assert.Empty(world.Chroma.Records);
    }

    [Fact]
    public async Task A_late_deletion_of_a_document_that_was_added_again_is_undone()
    {
        await using var world = await SyncWorld.StartedAsync(Policy);
        await world.AcceptAsync("a");
        world.Hint();
        await world.UntilBothStoresAgreeAsync();
        world.Chroma.OnWrite = _ => Reply.Late();
        await world.DeleteAsync("a");
        world.Hint();
        await world.UntilAsync("a", row => row.Attempts == 1, "is a suspect");
        world.Chroma.OnWrite = _ => null;
        await world.AcceptAsync("a");
        await world.AdvanceUntilBothStoresAgreeAsync(TimeSpan.FromSeconds(3));
        world.Chroma.LandLateWrites();
        Assert.Empty(world.Chroma.Records);

        await world.AdvanceAsync(37);
        await world.UntilBothStoresAgreeAsync();
        Assert.Equal(["a"], world.Chroma.Records.Keys);
    }

    [Fact]
    public async Task Checks_are_forgotten_when_both_were_made()
    {
        await using var world = await LateAsync("a");
        world.Chroma.LandLateWrites();
        Assert.Equal(2, (await world.ChecksAsync()).Count);
        await world.AdvanceAsync(185);
        await world.UntilBothStoresAgreeAsync();
        Assert.Empty(await world.ChecksAsync());
    }

    [Fact]
    public async Task A_check_that_cannot_be_made_is_made_later()
    {
        await using var world = await LateAsync("a");
        await world.AcceptAsync([new DocumentDraft("a", "A newer text.")]);
        world.Hint();
        await world.UntilBothStoresAgreeAsync();
        world.Chroma.LandLateWrites();
        world.Chroma.OnRead = () => new SyncOutcome(SyncOutcomeKind.Ambiguous, "Chroma answered 500.");
        await world.AdvanceAsync(45);
        Assert.Equal("The text of a.", world.Chroma.Records["a"].Content);
        Assert.Equal(2, (await world.ChecksAsync()).Count);

        world.Chroma.OnRead = () => null;
        await world.AdvanceAsync(2);
        await world.UntilBothStoresAgreeAsync();
        Assert.Equal("A newer text.", world.Chroma.Records["a"].Content);
    }

    [Fact]
    public async Task A_backlog_that_never_ends_puts_off_no_check()
    {
        await using var world = await LateAsync("a");
        await world.AcceptAsync([new DocumentDraft("a", "A newer text.")]);
        world.Hint();
        await world.UntilBothStoresAgreeAsync();
        world.Chroma.LandLateWrites();

        for (var second = 0; second < 40; second++)
        {
            await world.AcceptAsync(50, $"more-{second}");
            await world.AdvanceAsync(1);
        }

        Assert.Equal("A newer text.", world.Chroma.Records["a"].Content);
        Assert.Single(await world.ChecksAsync());
    }

    [Fact]
    public async Task Many_checks_at_once_hold_up_no_document()
    {
        await using var world = await SyncWorld.StartedAsync(Policy);
        world.Chroma.OnWrite = _ => Reply.Late();
        await world.AcceptAsync(2_000);
        world.Hint();
        await world.UntilAllAsync(row => row.Attempts >= 1, "all are suspects");
        world.Chroma.OnWrite = _ => null;
        await world.AdvanceUntilBothStoresAgreeAsync(TimeSpan.FromSeconds(10));
        await world.AdvanceAsync(33);

        // From here on each reading back waits for the one before: a document must not wait for all of them.
        var (reads, sent) = (world.Chroma.Reads, world.Chroma.Sent.Count);
        world.Chroma.Readings.Close();
        await world.AcceptAsync("new");
        await world.AdvanceAsync(5);
        world.Chroma.Readings.Open();
        await world.UntilAsync("new", row => row.Status == "synced", "is synced");
        Assert.Equal(["new"], world.Chroma.Sent.Skip(sent).First(write => write.Ids.Contains("new")).Ids);
        Assert.True(world.Chroma.Reads > reads);
        await world.AdvanceAsync(3);
        Assert.Equal(2_000, (await world.ChecksAsync()).Count);
    }

    [Fact]
    public async Task After_an_unclean_end_what_was_not_synced_is_read_back()
    {
        await using var world = await SyncWorld.StartedAsync(Policy);
        await world.AcceptAsync("synced");
        world.Hint();
        await world.UntilBothStoresAgreeAsync();
        world.Chroma.Writes.Close();
        await world.AcceptAsync("a");
        world.Hint();
        await Eventually.True(() => world.Chroma.Writes.Held == 1);
        await world.StopAsync(inOrder: false);
        world.Chroma.Writes.Open();
        Assert.Empty(await world.ChecksAsync());

        world.Start();
        await world.UntilBothStoresAgreeAsync();
        Assert.Equal(["a", "a"], (await world.ChecksAsync()).Select(check => check.Id));
        // What was on its way when the host died lands now.
        world.Chroma.Records["a"] = world.Chroma.Records["a"] with { Revision = 1, ContentHash = "old" };
        await world.AdvanceAsync(37);
        await world.UntilBothStoresAgreeAsync();
    }

    [Fact]
    public async Task After_an_end_in_order_nothing_is_doubted()
    {
        await using var world = await SyncWorld.StartedAsync(Policy);
        await world.StopAsync(inOrder: true);
        await world.AcceptAsync("a");
        world.Start();
        await world.UntilBothStoresAgreeAsync();
        Assert.Empty(await world.ChecksAsync());

        // And the next end is again what counts.
        await world.StopAsync(inOrder: false);
        await world.AcceptAsync("b");
        world.Start();
        await world.UntilBothStoresAgreeAsync();
        Assert.Equal(["b", "b"], (await world.ChecksAsync()).Select(check => check.Id));
    }

    [Fact]
    public async Task An_end_in_order_with_a_fate_that_could_not_be_written_down_is_none()
    {
        await using var world = await SyncWorld.StartedAsync(Policy);
        world.Chroma.OnWrite = _ => Reply.Late();
        world.Outbox.Fault = WatchedOutbox.Unavailable(nameof(IOutbox.SettleAsync));
        await world.AcceptAsync("a");
        world.Hint();
        await world.Actors.RestAsync();
        await world.StopAsync(inOrder: true);
        (world.Outbox.Fault, world.Chroma.OnWrite) = (_ => null, _ => null);
        world.Start();
        await world.UntilBothStoresAgreeAsync();
        Assert.Equal(["a", "a"], (await world.ChecksAsync()).Select(check => check.Id));
    }

    [Fact]
    public async Task Who_asks_twice_for_an_end_in_order_is_answered_twice()
    {
        await using var world = await SyncWorld.StartedAsync(Policy);
        for (var i = 0; i < 2; i++)
        {
            var host = world.Actors.Kit.CreateTestProbe();
            world.Sync.Tell(ChromaSync.Drain.Instance, host.Ref);
            await host.ExpectMsgAsync<ChromaSync.Drained>();
        }
    }

    // A document whose first write has not landed yet.
    private static async Task<SyncWorld> LateAsync(string id)
    {
        var world = await SyncWorld.StartedAsync(Policy);
        world.Chroma.OnWrite = _ => Reply.Late();
        await world.AcceptAsync(id);
        world.Hint();
        await world.UntilAsync(id, row => row.Attempts == 1, "is a suspect");
        world.Chroma.OnWrite = _ => null;
        return world;
    }
}
