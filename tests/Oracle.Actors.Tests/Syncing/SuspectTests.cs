using Oracle.Actors.Tests.Fakes;
using Oracle.Actors.Tests.Worlds;
using Oracle.Documents;
using Oracle.Documents.Syncing;

namespace Oracle.Actors.Tests.Syncing;

/// <summary>Documents with a write of unknown fate.</summary>
public sealed class SuspectTests
{
    [Fact]
    public async Task Suspects_go_after_all_others_and_fewer_at_a_time()
    {
        await using var world = await SyncWorld.StartedAsync(new SyncPolicy { BatchSize = 8 });
        world.Chroma.OnWrite = _ => Reply.Ambiguous();
        await world.AcceptAsync(8, "suspect");
        world.Hint();
        await world.UntilAllAsync(row => row.Attempts == 1, "all are suspects");
        world.Chroma.OnWrite = _ => null;
        await world.AcceptAsync(8, "fresh");
        await world.AdvanceUntilBothStoresAgreeAsync(TimeSpan.FromSeconds(3));

        var batches = world.Chroma.Sent.Skip(1).Select(write => (write.Ids[0].Split('-')[0], write.Ids.Count));
        Assert.Equal([("fresh", 8), ("suspect", 4), ("suspect", 4)], batches);
    }

    [Fact]
    public async Task Suspects_are_halved_until_the_culprit_stands_alone()
    {
        await using var world = await SyncWorld.StartedAsync(new SyncPolicy { BatchSize = 64 });
        world.Chroma.OnWrite = write => write.Ids.Contains("doc-00000") ? Reply.Ambiguous() : null;
        await world.AcceptAsync(64);
        world.Hint();
        await world.Actors.AdvanceUntilAsync(
            async () => (await world.RowsAsync()).All(row => row.Status == "synced" || row.Id == "doc-00000"),
            TimeSpan.FromSeconds(30), "all but the culprit are synced");

        // At most each level of halving once, and the culprit alone.
        var withCulprit = world.Chroma.Sent.Where(write => write.Ids.Contains("doc-00000")).Select(write => write.Ids.Count).ToList();
        Assert.Equal(withCulprit.OrderDescending(), withCulprit);
        Assert.Equal(1, withCulprit[^1]);
        Assert.True(withCulprit.Count(size => size > 1) <= 6, string.Join(' ', withCulprit));
    }

    [Fact]
    public async Task A_confirmed_suspect_is_synced_only_when_reading_back_bears_it_out()
    {
        await using var world = await SuspectAsync("a");
        // It says yes, and does nothing.
        world.Chroma.OnWrite = _ => new Reply(SyncOutcome.Confirmed);
        await world.AdvanceAsync(3);
        var row = await world.RowAsync("a");
        Assert.NotEqual("synced", row.Status);
        Assert.Null(row.SyncedRevision);
        Assert.Equal("Chroma confirmed it, but holds something else.", row.Error);
        Assert.True(world.Chroma.Sent.Count > 1, "It was not sent again.");

        world.Chroma.OnWrite = _ => null;
        await world.AdvanceUntilBothStoresAgreeAsync(TimeSpan.FromSeconds(31));
    }

    [Fact]
    public async Task A_confirmed_suspect_that_cannot_be_read_back_stays_due()
    {
        await using var world = await SuspectAsync("a");
        world.Chroma.OnWrite = _ => null;
        world.Chroma.OnRead = () => new SyncOutcome(SyncOutcomeKind.Ambiguous, "Chroma answered 500.");
        await world.AdvanceAsync(3);
        var row = await world.RowAsync("a");
        Assert.NotEqual("synced", row.Status);
        Assert.Equal("Chroma confirmed it, but it could not be read back: Chroma answered 500.", row.Error);

        world.Chroma.OnRead = () => null;
        await world.AdvanceUntilBothStoresAgreeAsync(TimeSpan.FromSeconds(31));
    }

    [Fact]
    public async Task A_deletion_of_unknown_fate_removes_its_row_only_when_the_record_is_seen_to_be_gone()
    {
        await using var world = await SyncWorld.StartedAsync();
        await world.AcceptAsync("a");
        world.Hint();
        await world.UntilBothStoresAgreeAsync();
        world.Chroma.OnWrite = _ => Reply.Ambiguous();
        await world.DeleteAsync("a");
        world.Hint();
        await world.UntilAsync("a", row => row.Attempts == 1, "is a suspect");
        world.Chroma.OnWrite = _ => new Reply(SyncOutcome.Confirmed);
        await world.AdvanceAsync(3);
        Assert.True((await world.RowAsync("a")).Deleted);

        world.Chroma.OnWrite = _ => null;
        await world.AdvanceUntilBothStoresAgreeAsync(TimeSpan.FromSeconds(31));
        Assert.Empty(world.Chroma.Records);
    }

    [Fact]
    public async Task A_changed_suspect_goes_with_the_others_and_is_still_read_back()
    {
        await using var world = await SuspectAsync("a");
        var reads = world.Chroma.Reads;
        world.Chroma.OnWrite = _ => null;
        await world.AcceptAsync([new DocumentDraft("a", "A newer text."), new DocumentDraft("b", "b")]);
        world.Hint();
        await world.UntilBothStoresAgreeAsync();
        Assert.Equal(2, world.Chroma.Sent[^1].Ids.Count);
        Assert.True(world.Chroma.Reads > reads, "Nothing was read back.");
    }

    [Fact]
    public async Task What_Chroma_may_have_applied_though_it_asked_to_be_left_alone_is_read_back()
    {
        // 504: the proxy in front gave up waiting, Chroma may not have.
        await using var world = await SyncWorld.StartedAsync();
        world.Chroma.OnWrite = _ => new Reply(new SyncOutcome(SyncOutcomeKind.Unavailable, "504.", MaybeApplied: true), IsLate: true);
        await world.AcceptAsync("a");
        world.Hint();
        var row = await world.UntilAsync("a", row => row.Status == "failed", "is failed");
        Assert.Equal(0, row.Attempts);
        Assert.Equal(["a", "a"], (await world.ChecksAsync()).Select(check => check.Id));

        world.Chroma.OnWrite = _ => null;
        await world.AcceptAsync([new DocumentDraft("a", "A newer text.")]);
        await world.AdvanceUntilBothStoresAgreeAsync(TimeSpan.FromSeconds(3));
        world.Chroma.LandLateWrites();
        Assert.NotEqual("A newer text.", world.Chroma.Records["a"].Content);
        await world.AdvanceAsync(40);
        await world.UntilBothStoresAgreeAsync();
    }

    [Theory]
    [InlineData("doc-00000")]
    [InlineData("doc-00131")]
    [InlineData("doc-00249")]
    public async Task A_document_that_kills_Chroma_is_quarantined_and_holds_up_nobody(string culprit)
    {
        await using var world = await SyncWorld.StartedAsync();
        var deaths = KillWith(world, culprit);
        await world.AcceptAsync(250);
        world.Hint();
        await world.Actors.AdvanceUntilAsync(async () =>
        {
            Revive(world, deaths);
            return (await world.RowsAsync()).All(row => row.Status == "synced" || row.Id == culprit);
        }, TimeSpan.FromMinutes(2), "all but the culprit are synced");

        // Others keep coming: only then is it sure that it is this document and not Chroma.
        var others = 0;
        await world.Actors.AdvanceUntilAsync(async () =>
        {
            Revive(world, deaths);
            await world.AcceptAsync($"other-{others++}");
            return (await world.RowAsync(culprit)).Quarantined;
        }, TimeSpan.FromMinutes(6), "the culprit is quarantined");
        var row = await world.RowAsync(culprit);
        Assert.Equal(("failed", "rejected"), (row.Status, row.Failure));
        Assert.StartsWith("10 times in a row", row.Error, StringComparison.Ordinal);
        Assert.True(world.Chroma.Sent.Count(write => write.Ids.Contains(culprit) && write.Ids.Count == 1) >= 10);

        world.Chroma.Trouble = null;
        await world.Actors.AdvanceUntilAsync(
            async () => (await world.RowsAsync()).All(row => row.Status == "synced" || row.Id == culprit), TimeSpan.FromSeconds(5), "the others are synced");
    }

    [Fact]
    public async Task A_document_that_kills_Chroma_and_is_all_there_is_leaves_it_alone_for_most_of_the_time()
    {
        await using var world = await SyncWorld.StartedAsync();
        var deaths = KillWith(world, "a");
        await world.AcceptAsync("a");
        world.Hint();
        for (var second = 0; second < 120; second++)
        {
            await world.AdvanceAsync(1);
            Revive(world, deaths);
        }

        // Chroma alone took nothing in between, so nobody is to blame; but it is not killed every other second either.
        Assert.False((await world.RowAsync("a")).Quarantined);
        Assert.InRange(deaths.Count, 5, 20);
    }

    [Fact]
    public async Task A_Chroma_that_takes_nothing_blames_no_document()
    {
        await using var world = await SyncWorld.StartedAsync(new SyncPolicy { BatchSize = 4 });
        world.Chroma.OnWrite = _ => Reply.Ambiguous();
        await world.AcceptAsync(20);
        world.Hint();
        await world.AdvanceAsync(600);
        Assert.All(await world.RowsAsync(), row => Assert.False(row.Quarantined, row.Id));
        world.Chroma.OnWrite = _ => null;
        await world.AdvanceUntilBothStoresAgreeAsync(TimeSpan.FromSeconds(31));
    }

    [Fact]
    public async Task A_fate_that_SQLite_could_not_write_down_is_not_forgotten()
    {
        await using var world = await SyncWorld.StartedAsync();
        world.Chroma.OnWrite = _ => Reply.Late();
        world.Outbox.Fault = WatchedOutbox.Unavailable(nameof(IOutbox.SettleAsync));
        await world.AcceptAsync("a");
        world.Hint();
        await world.Actors.RestAsync();
        Assert.Empty(await world.ChecksAsync());

        world.Outbox.Fault = _ => null;
        world.Chroma.OnWrite = _ => null;
        var reads = world.Chroma.Reads;
        await world.AcceptAsync([new DocumentDraft("a", "A newer text.")]);
        await world.AdvanceUntilBothStoresAgreeAsync(TimeSpan.FromSeconds(3));
        Assert.True(world.Chroma.Reads > reads, "It was settled unread.");
        world.Chroma.LandLateWrites();
        await world.AdvanceAsync(40);
        await world.UntilBothStoresAgreeAsync();
    }

    [Fact]
    public async Task A_fate_that_SQLite_could_not_write_down_at_first_is_read_back_though_it_was_claimed_meanwhile()
    {
        await using var world = await SyncWorld.StartedAsync(new SyncPolicy { BatchSize = 1 });
        world.Chroma.OnWrite = _ => Reply.Late();
        world.Outbox.Fault = WatchedOutbox.Unavailable(nameof(IOutbox.SettleAsync));
        await world.AcceptAsync("a");
        world.Hint();
        await world.Actors.RestAsync();

        // It is claimed again while nothing of its fate is written down, and stands behind another document, whose
        // settlement brings the fate along.
        world.Outbox.Fault = _ => null;
        world.Chroma.Writes.Close();
        world.Chroma.OnWrite = _ => null;
        await world.ExecuteAsync("update oracle_documents set next_sync_attempt = 1 where id = 'a'");
        await world.AcceptAsync("b");
        world.Hint();
        await Oracle.Testing.Eventually.True(() => world.Chroma.Writes.Held == 1);
        await world.Actors.RestAsync();
        var reads = world.Chroma.Reads;
        world.Chroma.Writes.Open();
        await world.UntilBothStoresAgreeAsync();
        Assert.Equal(["a", "b", "a"], world.Chroma.Sent.Select(write => write.Ids[0]));
        Assert.True(world.Chroma.Reads > reads, "It was settled unread.");
    }

    private static async Task<SyncWorld> SuspectAsync(string id)
    {
        var world = await SyncWorld.StartedAsync();
        world.Chroma.OnWrite = _ => Reply.Ambiguous();
        await world.AcceptAsync(id);
        world.Hint();
        await world.UntilAsync(id, row => row.Attempts == 1, "is a suspect");
        return world;
    }

    private static List<DateTimeOffset> KillWith(SyncWorld world, string culprit)
    {
        var deaths = new List<DateTimeOffset>();
        world.Chroma.OnWrite = write =>
        {
            if (!write.Ids.Contains(culprit))
                return null;
            deaths.Add(world.Actors.Now);
            world.Chroma.Trouble = new SyncOutcome(SyncOutcomeKind.Unavailable, "Connection refused.");
            return Reply.Ambiguous();
        };
        return deaths;
    }

    // Somebody starts it again, a second later.
    private static void Revive(SyncWorld world, List<DateTimeOffset> deaths)
    {
        if (deaths.Count > 0 && world.Actors.Now - deaths[^1] >= TimeSpan.FromSeconds(1))
            world.Chroma.Trouble = null;
    }
}
