using Oracle.Actors.Syncing;
using Oracle.Actors.Tests.Worlds;
using Oracle.Documents;
using Oracle.Documents.Syncing;
using Oracle.Testing;

namespace Oracle.Actors.Tests.Syncing;

public sealed class SendingTests
{
    [Fact]
    public async Task An_accepted_document_is_sent_at_a_hint_and_settled()
    {
        await using var world = await SyncWorld.StartedAsync();
        var settled = world.Actors.Hear<ChromaSync.DocumentsSettled>();
        await world.AcceptAsync("a");
        world.Hint();
        await world.UntilBothStoresAgreeAsync();

        var row = await world.RowAsync("a");
        Assert.Equal((0, null, null), (row.Attempts, row.Error, row.NextAttempt));
        var document = Assert.Single((await settled.ExpectMsgAsync<ChromaSync.DocumentsSettled>()).Documents);
        Assert.Equal(new Settled(row.N, "a", row.Revision, SyncStatus.Synced, Written: true), document);
    }

    [Fact]
    public async Task What_is_due_at_the_start_goes_without_a_hint_and_without_a_moment_passing()
    {
        await using var world = new SyncWorld();
        await world.AcceptAsync("a", "b");
        world.Start();
        await world.UntilBothStoresAgreeAsync();
    }

    [Fact]
    public async Task A_lost_hint_costs_a_second_at_most()
    {
        await using var world = await SyncWorld.StartedAsync();
        await world.AcceptAsync("a");
        await world.Actors.RestAsync();
        Assert.Empty(world.Chroma.Sent);

        Assert.True(await world.AdvanceUntilBothStoresAgreeAsync(TimeSpan.FromSeconds(1)) > TimeSpan.Zero);
    }

    [Fact]
    public async Task A_hint_that_comes_while_the_actor_is_looking_is_not_lost()
    {
        await using var world = await SyncWorld.StartedAsync();
        world.Outbox.Due.Close();
        world.Hint();
        await Eventually.True(() => world.Outbox.Due.Held == 1);
        // It has read that nothing is due, and does not know it yet.
        await world.AcceptAsync("a");
        world.Hint();
        await world.StatusAsync();
        world.Outbox.Due.Open();
        await world.UntilBothStoresAgreeAsync();
    }

    [Fact]
    public async Task The_next_batch_is_claimed_and_embedded_while_one_is_on_its_way_and_no_further()
    {
        await using var world = await SyncWorld.StartedAsync();
        world.Chroma.Writes.Close();
        await world.AcceptAsync(600);
        world.Hint();
        await Eventually.True(() => world.Embedder.Texts == 500);
        await world.AdvanceAsync(2);

        Assert.Equal(500, world.Embedder.Texts);
        Assert.Equal(250, Assert.Single(world.Chroma.Sent).Ids.Count);
        world.Chroma.Writes.Open();
        await world.UntilBothStoresAgreeAsync();
        Assert.Equal([250, 250, 100], world.Chroma.Sent.Select(write => write.Ids.Count));
    }

    [Fact]
    public async Task Documents_go_in_the_order_they_were_accepted()
    {
        await using var world = await SyncWorld.StartedAsync(new SyncPolicy { BatchSize = 3 });
        var accepted = await world.AcceptAsync(10);
        world.Hint();
        await world.UntilBothStoresAgreeAsync();
        Assert.Equal(accepted.Accepted, world.Chroma.Sent.SelectMany(write => write.Ids));
    }

    [Fact]
    public async Task A_batch_ends_where_its_bytes_are_used_up()
    {
        await using var world = await SyncWorld.StartedAsync(new SyncPolicy { BatchBytes = 1_000 });
        await world.AcceptAsync(Enumerable.Range(0, 5).Select(i => new DocumentDraft($"doc-{i}", new string((char)('a' + i), i == 2 ? 5_000 : 400))));
        world.Hint();
        await world.UntilBothStoresAgreeAsync();

        // Two of 400 bytes fit, the one of 5,000 bytes goes alone though it fits nowhere.
        Assert.Equal(["doc-0,doc-1", "doc-2", "doc-3,doc-4"], world.Chroma.Sent.Select(write => string.Join(',', write.Ids)));
    }

    [Fact]
    public void Limits_are_those_of_the_contract()
    {
        var policy = new SyncPolicy();
        Assert.Equal((250, 8L << 20, 3), (policy.BatchSize, policy.BatchBytes, policy.MaxAttempts));
        Assert.Equal((200, 30_000), (policy.BackoffMin.TotalMilliseconds, policy.BackoffMax.TotalMilliseconds));
    }

    [Fact]
    public async Task Deletions_leave_Chroma_and_then_the_table()
    {
        await using var world = await SyncWorld.StartedAsync();
        await world.AcceptAsync("a", "b", "c");
        world.Hint();
        await world.UntilBothStoresAgreeAsync();

        await world.DeleteAsync("a");
        await world.DeleteAsync("c");
        await world.AcceptAsync("d");
        world.Hint();
        await world.UntilBothStoresAgreeAsync();

        Assert.Equal(["b", "d"], world.Chroma.Records.Keys.Order());
        Assert.Equal(["b", "d"], (await world.RowsAsync()).Select(row => row.Id));
        var deletion = Assert.Single(world.Chroma.Sent, write => write.IsDelete);
        Assert.Equal(["a", "c"], deletion.Ids);
        // What is gone goes first.
        Assert.Equal("d", Assert.Single(world.Chroma.Sent[^1].Ids));
    }

    [Fact]
    public async Task Nothing_is_sent_when_nothing_is_due()
    {
        await using var world = await SyncWorld.StartedAsync();
        await world.AcceptAsync("a");
        world.Hint();
        await world.UntilBothStoresAgreeAsync();
        world.Hint();
        await world.AdvanceAsync(4);
        Assert.Single(world.Chroma.Sent);
    }
}
