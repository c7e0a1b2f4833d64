using Oracle.Documents.Reindexing;
using Oracle.Documents.Syncing;

namespace Oracle.Documents.Tests.Suite;

public abstract partial class StoreSuite
{
    private static readonly CollectionRecord Before = new("oracle", "uuid-1", "hash", "model-1", 4, "cosine", 1);
    private static readonly CollectionRecord Wanted = Before with { Model = "model-2", Dimension = 8 };

    [Fact]
    public async Task A_re_index_in_place_asks_for_what_is_synced_under_an_older_generation_and_for_nothing_else()
    {
        await Collections.SetAnsweringAsync(Before);
        await AcceptSynced("a", "b");
        await AcceptIds("pending");
        Assert.Empty(await Renewable());
        Assert.True(await Reindexing.BeginRenewalAsync(Now));
        Assert.Equal(2, (await Collections.AnsweringAsync())!.Generation);
        Assert.Equal(["a", "b"], (await Renewable()).Select(row => row.Id));
        Assert.Equal((ReindexState.Running, 0L, 3L), await Progress());

        await Reindexing.RenewedAsync([(await Renewable())[0]], generation: 2);
        Assert.Equal(["b"], (await Renewable()).Select(row => row.Id));
        Assert.False(await Reindexing.FinishRenewalAsync(Now));
        await Reindexing.RenewedAsync(await Renewable(), generation: 2);
        Assert.True(await Reindexing.FinishRenewalAsync(Now));
        Assert.Equal(ReindexState.Done, (await Reindexing.CurrentAsync())!.State);
        Assert.Equal(SyncStatus.Synced, (await Find("a")).Sync.Status);
    }

    [Fact]
    public async Task What_changed_since_it_was_read_is_neither_written_again_nor_called_renewed()
    {
        await Collections.SetAnsweringAsync(Before);
        await AcceptSynced("a", "b");
        await Reindexing.BeginRenewalAsync(Now);
        var rows = await Renewable();
        await Accept(new DocumentDraft("a", "changed"));
        Assert.Equal(["b"], (await Reindexing.StillSyncedAsync(rows)).Select(row => row.Id));
        await Reindexing.RenewedAsync(rows, generation: 2);
        Assert.Equal(SyncStatus.Pending, (await Find("a")).Sync.Status);
        Assert.Empty(await Renewable());
    }

    [Fact]
    public async Task A_move_that_is_cancelled_leaves_a_collection_to_drop_and_says_so_when_that_is_gone()
    {
        Assert.False(await Reindexing.CancelAsync(Now));
        await Collections.SetAnsweringAsync(Before);
        await AcceptSynced("a", "b");
        Assert.True(await Reindexing.BeginMoveAsync(Wanted, Now));
        await Reindexing.SetFillingUuidAsync((await Reindexing.TargetsAsync()).Filling! with { Uuid = "uuid-2" });

        Assert.True(await Reindexing.CancelAsync(Now));
        var retired = Assert.Single(await Collections.RetiredAsync());
        Assert.Equal(("oracle_g2", "uuid-2"), (retired.Name, retired.Uuid));
        Assert.Null((await Reindexing.TargetsAsync()).Filling);
        await Collections.ForgetAsync(retired);
        var run = (await Reindexing.CurrentAsync())!;
        Assert.Equal((ReindexState.Cancelled, "oracle_g2", "model-2", 2, Now), (run.State, run.Target.Name, run.Target.Model, run.Target.Generation, run.FinishedAt));
        Assert.Equal("oracle", (await Collections.AnsweringAsync())!.Name);

        // A second time there is nothing to cancel, and a new one begins from nothing.
        Assert.False(await Reindexing.CancelAsync(Now));
        Assert.True(await Reindexing.BeginMoveAsync(Wanted, Now));
        Assert.Equal("oracle_g3", (await Reindexing.TargetsAsync()).Filling!.Name);
    }

    [Fact]
    public async Task A_way_back_that_is_cancelled_can_be_gone_another_time()
    {
        await Collections.SetAnsweringAsync(Before);
        Assert.True(await Reindexing.BeginMoveAsync(Wanted, Now));
        Assert.True(await Reindexing.SwitchAsync([], Now));
        Assert.True(await Reindexing.BeginRollbackAsync(Now));

        Assert.True(await Reindexing.CancelAsync(Now));
        Assert.Empty(await Collections.RetiredAsync());
        Assert.Equal("oracle", (await Reindexing.KeptAsync())!.Name);
        Assert.True(await Reindexing.BeginRollbackAsync(Now));
    }

    [Fact]
    public async Task A_re_index_in_place_that_is_cancelled_asks_for_nothing_more_and_the_next_one_for_everything()
    {
        await Collections.SetAnsweringAsync(Before);
        await AcceptSynced("a", "b");
        await Reindexing.BeginRenewalAsync(Now);
        await Reindexing.RenewedAsync([(await Renewable())[0]], generation: 2);

        Assert.True(await Reindexing.CancelAsync(Now));
        Assert.Null((await Reindexing.TargetsAsync()).Run);
        Assert.Equal(SyncStatus.Synced, (await Find("b")).Sync.Status);
        Assert.True(await Reindexing.BeginRenewalAsync(Now));
        Assert.Equal(["a", "b"], (await Renewable()).Select(row => row.Id));
    }

    [Fact]
    public async Task There_is_one_re_index_at_a_time()
    {
        Assert.False(await Reindexing.BeginRenewalAsync(Now));
        await Collections.SetAnsweringAsync(Before);
        Assert.False(await Reindexing.BeginRollbackAsync(Now));
        Assert.True(await Reindexing.BeginMoveAsync(Wanted, Now));
        Assert.False(await Reindexing.BeginRenewalAsync(Now));
        Assert.False(await Reindexing.BeginMoveAsync(Wanted, Now));
        Assert.False(await Reindexing.BeginRollbackAsync(Now));
    }

    [Fact]
    public async Task A_filled_collection_takes_over_only_when_it_lacks_nothing_that_the_answering_one_has()
    {
        var target = await FillingAsync("a", "b");
        await SendAsync(target, "a");
        Assert.False(await Reindexing.SwitchAsync([], Now));
        Assert.Equal("model-1", (await Collections.AnsweringAsync())!.Model);

        await SendAsync(target, "b");
        await AcceptIds("new");
        Assert.True(await Reindexing.SwitchAsync([], Now));
        Assert.Equal(("oracle_g2", "model-2", 2), await Answering());
        Assert.Equal(SyncStatus.Synced, (await Find("a")).Sync.Status);
        Assert.Equal(SyncStatus.Pending, (await Find("new")).Sync.Status);
        Assert.Equal("oracle", (await Reindexing.KeptAsync())!.Name);
        Assert.Equal(ReindexState.Done, (await Reindexing.CurrentAsync())!.State);
    }

    [Fact]
    public async Task A_change_that_the_filled_collection_does_not_have_is_lacking_again()
    {
        var target = await FillingAsync("a", "b");
        await SendAsync(target, "a", "b");
        Assert.Empty(await Lacking(target));
        await Accept(new DocumentDraft("a", "changed"));
        Assert.Equal([("a", true)], (await Lacking(target)).Select(row => (row.Id, row.Renew)));
    }

    [Fact]
    public async Task A_document_that_changed_while_it_was_on_its_way_is_not_sent()
    {
        var target = await FillingAsync("a", "b");
        var rows = await Lacking(target);
        await Accept(new DocumentDraft("a", "changed"));
        await Documents.DeleteAsync("b", Now);
        Assert.Empty(await Reindexing.SendingAsync(target, rows));
    }

    [Fact]
    public async Task A_tombstone_stays_until_every_collection_that_may_hold_the_record_has_confirmed()
    {
        var target = await FillingAsync("a");
        // Begun and of unknown fate: it may be there.
        await Reindexing.SendingAsync(target, await Lacking(target));
        await Documents.DeleteAsync("a", Now);
        await Settle(SyncOutcomeKind.Confirmed, await Claim("a"));
        Assert.Equal(1, (await Statistics.ReadAsync(topConcepts: 0)).Deleting);
        Assert.Empty(await Due());
        Assert.Equal(["a"], await Reindexing.GoneAsync(target, 10));
        await Reindexing.DroppedAsync(target, ["a"]);
        Assert.Equal(0, (await Statistics.ReadAsync(topConcepts: 0)).Deleting);
    }

    [Fact]
    public async Task A_deletion_reaches_the_collection_that_was_kept_too()
    {
        await SwitchedAsync("a", "b");
        await Documents.DeleteAsync("a", Now);
        await Settle(SyncOutcomeKind.Confirmed, await Claim("a"));
        Assert.Equal(["oracle"], (await Reindexing.TargetsAsync()).Kept.Select(kept => kept.Name));
        Assert.Equal(["a"], await Reindexing.GoneAsync("oracle", 10));
        await Reindexing.DroppedAsync("oracle", ["a"]);
        Assert.Empty(await Reindexing.GoneAsync("oracle", 10));
        Assert.Equal(0, (await Statistics.ReadAsync(topConcepts: 0)).Deleting);
    }

    [Fact]
    public async Task A_rollback_asks_only_for_what_has_changed_since()
    {
        await SwitchedAsync("a", "b");
        await Accept(new DocumentDraft("a", "changed"));
        Assert.True(await Reindexing.BeginRollbackAsync(Now));
        Assert.Equal(["a"], (await Lacking("oracle")).Select(row => row.Id));
        await SendAsync("oracle", "a");
        Assert.True(await Reindexing.SwitchAsync([], Now));
        Assert.Equal(("oracle", "model-1", 1), await Answering());
        Assert.Equal("oracle_g2", (await Reindexing.KeptAsync())!.Name);
    }

    [Fact]
    public async Task A_re_index_that_was_given_up_is_gone_on_with_where_it_was()
    {
        var target = await FillingAsync("a", "b");
        await SendAsync(target, "a");
        Assert.True(await Reindexing.FailAsync("It was refused.", Now));
        Assert.Equal((ReindexState.Failed, "It was refused."), ((await Reindexing.CurrentAsync())!.State, (await Reindexing.CurrentAsync())!.Error));
        Assert.Null((await Reindexing.TargetsAsync()).Filling);
        Assert.True(await Reindexing.BeginMoveAsync(Wanted, Now));
        Assert.Equal(["b"], (await Lacking(target)).Select(row => row.Id));
    }

    [Fact]
    public async Task A_re_index_that_has_taken_over_is_not_given_up_any_more()
    {
        await SwitchedAsync("a", "b");
        Assert.False(await Reindexing.FailAsync("It was refused.", Now));
        Assert.Equal((ReindexState.Done, null), ((await Reindexing.CurrentAsync())!.State, (await Reindexing.CurrentAsync())!.Error));
    }

    [Fact]
    public async Task The_next_move_retires_what_the_last_one_kept()
    {
        await SwitchedAsync("a");
        Assert.Empty(await Collections.RetiredAsync());
        Assert.True(await Reindexing.BeginMoveAsync(Wanted with { Model = "model-3" }, Now));
        Assert.Equal(["oracle"], (await Collections.RetiredAsync()).Select(retired => retired.Name));
        Assert.Equal("oracle_g3", (await Reindexing.TargetsAsync()).Filling!.Name);
        Assert.Null(await Reindexing.KeptAsync());
    }

    [Fact]
    public async Task A_kept_collection_is_retired_when_its_time_is_over()
    {
        await SwitchedAsync("a");
        Assert.Equal(0, await Reindexing.RetireKeptAsync(Now));
        Assert.Equal(1, await Reindexing.RetireKeptAsync(Now.AddMilliseconds(1)));
        Assert.Equal(["oracle"], (await Collections.RetiredAsync()).Select(retired => retired.Name));
    }

    [Fact]
    public async Task A_filling_collection_of_another_UUID_holds_nothing()
    {
        var target = await FillingAsync("a");
        await SendAsync(target, "a");
        var filling = (await Reindexing.TargetsAsync()).Filling!;
        await Reindexing.SetFillingUuidAsync(filling with { Uuid = "made anew" });
        Assert.Equal(["a"], (await Lacking(target)).Select(row => row.Id));
    }

    [Fact]
    public async Task A_filling_collection_that_is_gone_is_filled_anew_and_a_kept_one_is_forgotten()
    {
        var target = await FillingAsync("a", "b");
        await SendAsync(target, "a", "b");
        await Documents.DeleteAsync("b", Now);
        await Settle(SyncOutcomeKind.Confirmed, await Claim("b"));
        await Reindexing.LostAsync(target);
        Assert.Equal(["a"], (await Lacking(target)).Select(row => row.Id));
        Assert.Equal(0, (await Statistics.ReadAsync(topConcepts: 0)).Deleting);
        Assert.True((await Reindexing.CurrentAsync())!.IsActive);

        await SendAsync(target, "a");
        Assert.True(await Reindexing.SwitchAsync([], Now));
        await Reindexing.LostAsync("oracle");
        Assert.Null(await Reindexing.KeptAsync());
    }

    [Fact]
    public async Task A_write_that_may_land_behind_a_confirmed_one_is_read_back_once_the_collection_answers()
    {
        var target = await FillingAsync("a", "b");
        // Of the first request nobody knows, the second is confirmed.
        await Reindexing.SendingAsync(target, [(await Lacking(target))[0]]);
        await SendAsync(target, "a", "b");
        await SwitchAndSeeDoubtsAsync("a");
    }

    [Fact]
    public async Task A_deletion_that_may_land_behind_a_confirmed_one_is_read_back_once_the_collection_answers()
    {
        var target = await FillingAsync("a", "b");
        await SendAsync(target, "a", "b");
        await Reindexing.RemovingAsync(target, ["b"]);
        await Reindexing.RemovingAsync(target, ["a", "b"]);
        await Reindexing.DroppedAsync(target, ["a", "b"]);
        await SendAsync(target, "a", "b");
        await SwitchAndSeeDoubtsAsync("b");
    }

    [Fact]
    public async Task What_was_in_doubt_before_a_move_is_read_back_after_the_rollback_too()
    {
        var target = await FillingAsync("a");
        await SendAsync(target, "a");
        await Reconciliation.DoubtAsync(["a"], [Now]);
        Assert.True(await Reindexing.SwitchAsync([], Now));
        await Reconciliation.CorrectAsync([], ["a"], Now);
        Assert.True(await Reindexing.BeginRollbackAsync(Now));
        await SwitchAndSeeDoubtsAsync("a");
    }

    [Fact]
    public async Task No_generation_is_used_twice_whoever_asks_for_one()
    {
        await FillingAsync("a");
        Assert.Equal(3, await Collections.NextGenerationAsync());
        Assert.Equal(4, await Collections.NextGenerationAsync());
    }

    [Fact]
    public async Task A_re_index_in_place_goes_on_in_the_collection_that_replaced_a_broken_one()
    {
        await Collections.SetAnsweringAsync(Before);
        await AcceptSynced("a");
        await Reindexing.BeginRenewalAsync(Now);
        await Collections.ReplaceBrokenAsync(Before with { Name = "oracle_g9", Generation = 9 });
        await Collections.ForgetAsync(Assert.Single(await Collections.RetiredAsync()));
        Assert.Equal("oracle_g9", (await Reindexing.CurrentAsync())!.Target.Name);
    }

    private Task<IReadOnlyList<SyncRow>> Renewable() => Reindexing.RenewableAsync(after: 0, 100, long.MaxValue);

    private Task<IReadOnlyList<SyncRow>> Lacking(string collection) => Reindexing.LackingAsync(collection, after: 0, 100, long.MaxValue);

    private async Task<(ReindexState, long, long)> Progress() => await Reindexing.CurrentAsync() is { } run ? (run.State, run.Done, run.Total) : default;

    private async Task<(string, string, int)> Answering() => await Collections.AnsweringAsync() is { } answering ? (answering.Name, answering.Model, answering.Generation) : default;

    /// <summary>Documents that are synced, and another collection to be filled with them; gives its name.</summary>
    private async Task SwitchAndSeeDoubtsAsync(params string[] ids)
    {
        Assert.True(await Reindexing.SwitchAsync([Now.AddSeconds(5)], Now));
        Assert.Empty(await Reconciliation.ChecksDueAsync(Now, 10));
        Assert.Equal(ids, await Reconciliation.ChecksDueAsync(Now.AddSeconds(5), 10));
    }

    private async Task<string> FillingAsync(params string[] ids)
    {
        await Collections.SetAnsweringAsync(Before);
        await AcceptSynced(ids);
        Assert.True(await Reindexing.BeginMoveAsync(Wanted, Now));
        return (await Reindexing.TargetsAsync()).Filling!.Name;
    }

    private async Task SwitchedAsync(params string[] ids)
    {
        await SendAsync(await FillingAsync(ids), ids);
        Assert.True(await Reindexing.SwitchAsync([], Now));
    }

    private async Task SendAsync(string collection, params string[] ids)
    {
        var rows = (await Lacking(collection)).Where(row => ids.Contains(row.Id)).ToList();
        await Reindexing.HeldAsync(collection, await Reindexing.SendingAsync(collection, rows));
    }
}
