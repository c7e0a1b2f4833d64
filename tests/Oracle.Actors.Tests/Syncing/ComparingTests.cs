using Akka.Actor;
using Akka.Event;
using Oracle.Actors.Syncing;
using Oracle.Actors.Tests.Worlds;
using Oracle.Documents;
using Oracle.Documents.Syncing;

namespace Oracle.Actors.Tests.Syncing;

/// <summary>Somebody else changed Chroma, and no write fails of it.</summary>
public sealed class ComparingTests
{
    [Fact]
    public async Task A_collection_that_was_emptied_is_noticed_within_a_minute_and_filled_again()
    {
        await using var world = await FilledAsync(2_500);
        world.Chroma.Restore([]);
        await world.AdvanceAsync(62);
        await world.AdvanceUntilBothStoresAgreeAsync(TimeSpan.FromSeconds(3));
        Assert.Equal(2_500, world.Chroma.Records.Count);
    }

    [Fact]
    public async Task A_collection_emptied_during_an_outage_is_noticed_when_it_ends()
    {
        await using var world = await FilledAsync(300);
        world.Chroma.Trouble = new SyncOutcome(SyncOutcomeKind.Unavailable, "Connection refused.");
        await world.AdvanceAsync(10);
        world.Chroma.Restore([]);
        world.Chroma.Trouble = null;
        await world.AdvanceAsync(3);
        await world.UntilBothStoresAgreeAsync();
    }

    [Fact]
    public async Task A_collection_emptied_while_the_host_was_down_is_noticed_at_the_start()
    {
        await using var world = await FilledAsync(300);
        await world.StopAsync(inOrder: true);
        world.Chroma.Restore([]);
        world.Start();
        await world.AdvanceUntilBothStoresAgreeAsync(TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task An_older_copy_with_as_many_records_is_noticed()
    {
        await using var world = await FilledAsync(500);
        var copy = world.Chroma.Copy();
        await world.AdvanceAsync(1);
        await world.AcceptAsync([new DocumentDraft("doc-00042", "A newer text.")]);
        world.Hint();
        await world.UntilBothStoresAgreeAsync();
        world.Chroma.Restore(copy);
        Assert.Equal(500, world.Chroma.Records.Count);
        await world.AdvanceAsync(62);
        await world.UntilBothStoresAgreeAsync();
        Assert.Equal("A newer text.", world.Chroma.Records["doc-00042"].Content);
    }

    [Fact]
    public async Task A_few_strangers_leave_Chroma()
    {
        await using var world = await FilledAsync(10);
        world.Chroma.AddStrangers(50);
        await world.AdvanceAsync(62);
        await world.AdvanceUntilBothStoresAgreeAsync(TimeSpan.FromSeconds(3));
        Assert.Equal(10, world.Chroma.Records.Count);
    }

    [Fact]
    public async Task What_differs_waits_for_an_audit_that_goes_on_and_is_looked_at_when_it_is_over()
    {
        await using var world = await FilledAsync(10);
        world.Chroma.AddStrangers(5);
        await AuditAsync(world, TimeSpan.FromMinutes(5));
        Assert.Equal(15, world.Chroma.Records.Count);
        await world.AdvanceAsync(75);
        await world.AdvanceUntilBothStoresAgreeAsync(TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task What_differs_waits_no_longer_than_ten_minutes_for_an_audit()
    {
        await using var world = await FilledAsync(10);
        world.Chroma.AddStrangers(5);
        await AuditAsync(world, TimeSpan.FromMinutes(9));
        Assert.Equal(15, world.Chroma.Records.Count);
        await AuditAsync(world, TimeSpan.FromMinutes(3));
        await world.AdvanceUntilBothStoresAgreeAsync(TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task Very_many_strangers_stay_until_a_person_says_so_and_it_is_said_once()
    {
        await using var world = await FilledAsync(10);
        var errors = world.Actors.Hear<Error>();
        var warnings = world.Actors.Hear<Warning>();
        world.Chroma.AddStrangers(51);
        world.Actors.Step = TimeSpan.FromSeconds(5);
        await world.AdvanceAsync(60 * 60);
        Assert.Equal(61, world.Chroma.Records.Count);

        var line = await errors.ExpectMsgAsync<Error>();
        Assert.Contains("51 or more records that SQLite does not know", line.Message.ToString(), StringComparison.Ordinal);
        await errors.ExpectNoMsgAsync(TimeSpan.Zero);
        await warnings.ExpectMsgAsync<Warning>();
        await warnings.ExpectNoMsgAsync(TimeSpan.Zero);
    }

    [Fact]
    public async Task Strangers_that_stay_hide_nothing_else()
    {
        await using var world = await FilledAsync(300);
        world.Chroma.AddStrangers(200);
        await world.AdvanceAsync(90);
        foreach (var id in world.Chroma.Records.Keys.Where(id => id.StartsWith("doc", StringComparison.Ordinal)))
            world.Chroma.Records.Remove(id, out _);
        await world.AdvanceAsync(65);
        Assert.Equal(500, world.Chroma.Records.Count);
        Assert.All(await world.RowsAsync(), row => Assert.Equal("synced", row.Status));
    }

    [Fact]
    public async Task Changes_and_deletions_on_their_way_are_no_difference()
    {
        await using var world = await FilledAsync(20);
        var warnings = world.Actors.Hear<Warning>();
        for (var second = 0; second < 130; second++)
        {
            await world.AcceptAsync([new DocumentDraft($"doc-{second % 20:D5}", $"Text {second}."), new DocumentDraft($"new-{second}", "text")]);
            if (second % 3 == 0)
                await world.DeleteAsync($"new-{second / 2}");
            world.Hint();
            await world.AdvanceAsync(1);
        }

        await warnings.ExpectNoMsgAsync(TimeSpan.Zero);
        await world.AdvanceUntilBothStoresAgreeAsync(TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task Comparing_everything_holds_up_no_document()
    {
        await using var world = await FilledAsync(3_500);
        world.Chroma.Records.Remove("doc-00000", out _);
        await world.AdvanceAsync(59);
        world.Chroma.Readings.Close();
        await world.AdvanceAsync(5);
        Assert.Equal(1, world.Chroma.Readings.Held);
        await world.AcceptAsync("new");
        world.Hint();
        await world.Actors.RestAsync();
        var (reads, sent) = (world.Chroma.Reads, world.Chroma.Sent.Count);
        world.Chroma.OnWrite = write =>
        {
            if (write.Ids.Contains("new"))
                reads = world.Chroma.Reads - reads;
            return null;
        };
        world.Chroma.Readings.Open();
        await world.UntilAsync("new", row => row.Status == "synced", "is synced");
        Assert.Equal(["new"], world.Chroma.Sent[sent].Ids);
        // It was claimed already, so that at most one more reading came before it.
        Assert.InRange(reads, 0, 1);
        await world.AdvanceUntilBothStoresAgreeAsync(TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task A_comparison_that_fails_is_made_again_and_holds_up_nothing()
    {
        await using var world = await FilledAsync(300);
        world.Chroma.Restore([]);
        world.Chroma.OnRead = () => new SyncOutcome(SyncOutcomeKind.Ambiguous, "Chroma answered 500.");
        await world.AdvanceAsync(65);
        await world.AcceptAsync("new");
        await world.AdvanceAsync(2);
        Assert.Equal("synced", (await world.RowAsync("new")).Status);
        world.Chroma.OnRead = () => null;
        await world.AdvanceAsync(62);
        await world.AdvanceUntilBothStoresAgreeAsync(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task While_nothing_differs_nothing_is_sent_and_little_is_asked()
    {
        await using var world = await FilledAsync(300);
        var (sent, reads, counts) = (world.Chroma.Sent.Count, world.Chroma.Reads, world.Chroma.CountsAsked);
        await world.AdvanceAsync(300);
        Assert.Equal(sent, world.Chroma.Sent.Count);
        Assert.InRange(world.Chroma.Reads - reads, 4, 8);
        Assert.InRange(world.Chroma.CountsAsked - counts, 4, 6);
    }

    // As Auditor does at each of its steps.
    private static async Task AuditAsync(SyncWorld world, TimeSpan time)
    {
        world.Actors.Step = TimeSpan.FromSeconds(5);
        for (var passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromSeconds(30))
        {
            world.Sync.Tell(ChromaSync.AuditGoesOn.Instance);
            await world.AdvanceAsync(30);
        }
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
