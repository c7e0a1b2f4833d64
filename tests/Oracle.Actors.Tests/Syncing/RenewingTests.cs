using Oracle.Actors.Tests.Fakes;
using Oracle.Actors.Tests.Worlds;
using Oracle.Documents;
using Oracle.Documents.Syncing;

namespace Oracle.Actors.Tests.Syncing;

/// <summary>What a re-index in place asks of the actor.</summary>
public sealed class RenewingTests
{
    [Fact]
    public async Task Every_record_is_written_under_the_new_generation_and_no_vector_is_sent_again()
    {
        await using var world = await FilledAsync(600);
        var sent = world.Chroma.Sent.Count;
        await BeginAsync(world);
        await UntilRenewedAsync(world);

        Assert.Equal(600, world.Chroma.Remarked.SelectMany(ids => ids).Distinct().Count());
        Assert.Equal(world.Chroma.Remarked.Count, world.Chroma.Sent.Count - sent);
        Assert.All(await world.RowsAsync(), row => Assert.Equal("synced", row.Status));
        Assert.True(await world.Store.Reindexing.FinishRenewalAsync(world.Actors.Now));
    }

    [Fact]
    public async Task A_document_learned_meanwhile_waits_for_one_request_at_most()
    {
        await using var world = await FilledAsync(1_000);
        world.Chroma.Writes.Close();
        await BeginAsync(world);
        await world.Actors.AdvanceUntilAsync(() => Task.FromResult(world.Chroma.Writes.Held == 1), TimeSpan.FromSeconds(10), "a request is on its way");
        await world.AcceptAsync("learned");
        world.Hint();
        await world.Actors.RestAsync();

        var before = world.Chroma.Sent.Count;
        world.Chroma.Writes.Open();
        await world.Actors.AdvanceUntilAsync(
            () => Task.FromResult(world.Chroma.Sent.Any(write => write.Ids.Contains("learned"))), TimeSpan.FromSeconds(5), "it was sent");
        Assert.Equal(["learned"], world.Chroma.Sent[before].Ids);
    }

    [Fact]
    public async Task A_document_that_changed_since_it_was_claimed_is_not_written_as_it_was()
    {
        await using var world = await FilledAsync(300);
        world.Chroma.Writes.Close();
        await BeginAsync(world);
        await world.Actors.AdvanceUntilAsync(() => Task.FromResult(world.Chroma.Writes.Held == 1), TimeSpan.FromSeconds(10), "a request is on its way");
        // The last fifty stand ready behind it.
        await world.Actors.RestAsync();
        await world.AcceptAsync([new DocumentDraft("doc-00290", "changed")]);
        world.Chroma.Writes.Open();
        await world.AdvanceUntilBothStoresAgreeAsync(TimeSpan.FromSeconds(10));
        await UntilRenewedAsync(world);
        Assert.Equal((await world.RowAsync("doc-00290")).Revision, world.Chroma.Records["doc-00290"].Revision);
        Assert.DoesNotContain("doc-00290", world.Chroma.Remarked.SelectMany(ids => ids));
    }

    [Fact]
    public async Task A_record_that_is_gone_or_another_is_sent_by_the_usual_way()
    {
        await using var world = await FilledAsync(20);
        world.Chroma.Records.TryRemove("doc-00003", out var _);
        world.Chroma.Records["doc-00004"] = world.Chroma.Records["doc-00004"] with { ContentHash = "another" };
        await BeginAsync(world);
        await UntilRenewedAsync(world);
        await world.AdvanceUntilBothStoresAgreeAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(18, world.Chroma.Remarked.SelectMany(ids => ids).Distinct().Count());
    }

    [Fact]
    public async Task A_write_of_unknown_fate_is_repeated_and_read_back_and_no_document_is_called_failed()
    {
        await using var world = await FilledAsync(20);
        var failures = 1;
        world.Chroma.OnWrite = _ => failures-- > 0 ? Reply.Ambiguous(isApplied: true) : null;
        await BeginAsync(world);
        await UntilRenewedAsync(world);
        Assert.All(await world.RowsAsync(), row => Assert.Equal("synced", row.Status));
        Assert.Equal(20, (await world.Store.Reconciliation.ChecksDueAsync(world.Actors.Now.AddMinutes(30), 100)).Count);
    }

    [Fact]
    public async Task A_Chroma_that_goes_away_meanwhile_makes_no_document_failed()
    {
        await using var world = await FilledAsync(300);
        var away = new SyncOutcome(SyncOutcomeKind.Unavailable, "Connection refused.");
        world.Chroma.OnWrite = _ =>
        {
            world.Chroma.Trouble = away;
            return new Reply(away);
        };
        await BeginAsync(world);
        await world.AdvanceAsync(10);
        Assert.All(await world.RowsAsync(), row => Assert.Equal("synced", row.Status));
        world.Chroma.Trouble = null;
        world.Chroma.OnWrite = _ => null;
        await UntilRenewedAsync(world);
    }

    [Fact]
    public async Task One_record_that_Chroma_refuses_holds_up_no_other()
    {
        await using var world = await FilledAsync(20);
        world.Chroma.OnWrite = write => write.Ids.Contains("doc-00007") ? Reply.Rejected("Not this one.") : null;
        await BeginAsync(world);
        await world.Actors.AdvanceUntilAsync(
            async () => (await world.RowsAsync()).All(row => row.Id == "doc-00007" ? row.Status == "failed" : row.Status == "synced"),
            TimeSpan.FromMinutes(1), "all but one are synced");
        Assert.Empty(await world.Store.Reindexing.RenewableAsync(after: 0, 100, long.MaxValue));
        Assert.Contains("Not this one.", (await world.Store.Outbox.FailedAsync(10, 0)).Items.Single().Sync.Error);
    }

    [Fact]
    public async Task A_text_that_the_embedder_refuses_now_is_set_aside_and_the_rest_is_written()
    {
        await using var world = await FilledAsync(20);
        world.Embedder.Vector = text => text.Contains("doc-00007", StringComparison.Ordinal) ? throw new InvalidOperationException("No word for it.") : [1, text.Length, 3, 4];
        await BeginAsync(world);
        await UntilRenewedAsync(world);
        var failed = Assert.Single((await world.Store.Outbox.FailedAsync(10, 0)).Items);
        Assert.Equal(("doc-00007", SyncFailure.Embedding), (failed.Id, failed.Sync.Failure));
        Assert.NotNull(failed.Sync.QuarantinedAt);
    }

    private static async Task<SyncWorld> FilledAsync(int count)
    {
        var world = await SyncWorld.StartedAsync();
        await world.AcceptAsync(count);
        world.Hint();
        await world.UntilBothStoresAgreeAsync();
        return world;
    }

    private static async Task BeginAsync(SyncWorld world) => Assert.True(await world.Store.Reindexing.BeginRenewalAsync(world.Actors.Now));

    private static Task UntilRenewedAsync(SyncWorld world) => world.Actors.AdvanceUntilAsync(
        async () => (await world.Store.Reindexing.RenewableAsync(after: 0, 1, long.MaxValue)).Count == 0, TimeSpan.FromMinutes(1), "all were written again");
}
