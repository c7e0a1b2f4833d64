using Oracle.Actors.Tests.Fakes;
using Oracle.Actors.Tests.Worlds;
using Oracle.Documents.Syncing;
using Oracle.Testing;

namespace Oracle.Actors.Tests.Syncing;

/// <summary>Deletions that meet trouble.</summary>
public sealed class DeletionTests
{
    private static readonly SyncOutcome Down = new(SyncOutcomeKind.Unavailable, "Connection refused.");

    [Fact]
    public async Task What_is_deleted_while_Chroma_is_down_leaves_it_when_it_is_back()
    {
        await using var world = await FilledAsync();
        world.Chroma.Trouble = Down;
        await world.AdvanceAsync(7);
        await world.DeleteAsync("a");
        await world.AdvanceAsync(3);
        Assert.Contains("a", world.Chroma.Records.Keys);
        world.Chroma.Trouble = null;
        await world.AdvanceUntilBothStoresAgreeAsync(TimeSpan.FromSeconds(2));
        Assert.Equal(["b"], world.Chroma.Records.Keys);
    }

    [Fact]
    public async Task What_is_deleted_and_added_again_while_Chroma_is_down_is_there_when_it_is_back()
    {
        await using var world = await FilledAsync();
        world.Chroma.Trouble = Down;
        await world.AdvanceAsync(7);
        await world.DeleteAsync("a");
        await world.AdvanceAsync(2);
        await world.AcceptAsync("a");
        await world.AdvanceAsync(2);
        world.Chroma.Trouble = null;
        await world.AdvanceUntilBothStoresAgreeAsync(TimeSpan.FromSeconds(2));
        Assert.Equal(["a", "b"], world.Chroma.Records.Keys.Order());
    }

    [Fact]
    public async Task A_document_that_was_never_synced_is_deleted_in_both()
    {
        await using var world = await FilledAsync();
        world.Chroma.Trouble = Down;
        await world.AdvanceAsync(7);
        await world.AcceptAsync("never");
        await world.DeleteAsync("never");
        world.Chroma.Trouble = null;
        await world.AdvanceUntilBothStoresAgreeAsync(TimeSpan.FromSeconds(2));
        Assert.Equal(2, (await world.RowsAsync()).Count);
        Assert.DoesNotContain(world.Chroma.Sent, write => !write.IsDelete && write.Ids.Contains("never"));
    }

    [Fact]
    public async Task A_document_deleted_while_its_write_is_of_unknown_fate_is_gone_though_the_write_lands_late()
    {
        await using var world = await SyncWorld.StartedAsync();
        world.Chroma.Writes.Close();
        world.Chroma.OnWrite = write => write.IsDelete ? null : Reply.Late();
        await world.AcceptAsync("a");
        world.Hint();
        await Eventually.True(() => world.Chroma.Writes.Held == 1);
        await world.DeleteAsync("a");
        world.Chroma.Writes.Open();
        await world.AdvanceUntilBothStoresAgreeAsync(TimeSpan.FromSeconds(3));
        // The row had changed when its fate became known, and is gone: what may land is still written down.
        Assert.Equal(["a", "a"], (await world.ChecksAsync()).Select(check => check.Id));

        world.Chroma.LandLateWrites();
        await world.AdvanceAsync(37);
        await world.UntilBothStoresAgreeAsync();
        Assert.Empty(world.Chroma.Records);
    }

    private static async Task<SyncWorld> FilledAsync()
    {
        var world = await SyncWorld.StartedAsync();
        await world.AcceptAsync("a", "b");
        world.Hint();
        await world.UntilBothStoresAgreeAsync();
        return world;
    }
}
