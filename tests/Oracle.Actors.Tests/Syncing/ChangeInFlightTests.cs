using Oracle.Actors.Syncing;
using Oracle.Actors.Tests.Worlds;
using Oracle.Documents;
using Oracle.Testing;

namespace Oracle.Actors.Tests.Syncing;

public sealed class ChangeInFlightTests
{
    [Fact]
    public async Task A_change_while_the_older_revision_is_in_flight_ends_with_the_newer_one()
    {
        await using var world = await InFlightAsync("a");
        var newer = await world.AcceptAsync([new DocumentDraft("a", "A newer text.")]);
        world.Hint();
        await world.Actors.RestAsync();
        Assert.Single(world.Chroma.Sent);

        var settled = world.Actors.Hear<ChromaSync.DocumentsSettled>();
        world.Chroma.Writes.Open();
        await world.UntilBothStoresAgreeAsync();

        Assert.Equal("A newer text.", world.Chroma.Records["a"].Content);
        Assert.Equal(newer.Revisions["a"], (await world.RowAsync("a")).SyncedRevision);
        // The older revision was confirmed, but of the row that had changed it says nothing.
        Assert.False(Assert.Single((await settled.ExpectMsgAsync<ChromaSync.DocumentsSettled>()).Documents).Written);
        Assert.True(Assert.Single((await settled.ExpectMsgAsync<ChromaSync.DocumentsSettled>()).Documents).Written);
    }

    [Fact]
    public async Task A_document_deleted_while_it_is_in_flight_ends_deleted_in_both()
    {
        await using var world = await InFlightAsync("a", "b");
        await world.DeleteAsync("a");
        world.Chroma.Writes.Open();
        await world.UntilBothStoresAgreeAsync();
        Assert.Equal(["b"], world.Chroma.Records.Keys);
    }

    [Fact]
    public async Task A_document_added_again_while_its_deletion_is_in_flight_ends_in_both()
    {
        await using var world = await SyncWorld.StartedAsync();
        await world.AcceptAsync("a");
        world.Hint();
        await world.UntilBothStoresAgreeAsync();

        world.Chroma.Writes.Close();
        await world.DeleteAsync("a");
        world.Hint();
        await Eventually.True(() => world.Chroma.Writes.Held == 1);
        // The same text again: a tombstone is never "unchanged".
        var again = await world.AcceptAsync("a");
        world.Chroma.Writes.Open();
        await world.UntilBothStoresAgreeAsync();

        Assert.Equal(again.Revisions["a"], world.Chroma.Records["a"].Revision);
        Assert.Equal([false, true, false], world.Chroma.Sent.Select(write => write.IsDelete));
    }

    [Fact]
    public async Task Deleting_and_adding_again_many_times_ends_with_the_last_word()
    {
        await using var world = await SyncWorld.StartedAsync();
        for (var i = 0; i < 20; i++)
        {
            var adds = world.AcceptAsync([new DocumentDraft("a", $"Text {i}."), new DocumentDraft("b", $"Text {i}.")]);
            world.Hint();
            await adds;
            var deletes = world.DeleteAsync("a");
            world.Hint();
            await deletes;
        }

        await world.AcceptAsync([new DocumentDraft("a", "The last word.")]);
        world.Hint();
        await world.UntilBothStoresAgreeAsync();
        Assert.Equal("The last word.", world.Chroma.Records["a"].Content);
    }

    [Fact]
    public async Task A_late_confirmation_of_an_older_revision_never_makes_a_row_synced()
    {
        await using var world = await InFlightAsync("a");
        await world.AcceptAsync([new DocumentDraft("a", "A newer text.")]);
        // Everything after the first write fails, so that only the older revision is ever confirmed.
        var first = true;
        world.Chroma.OnWrite = _ =>
        {
            var reply = first ? null : Fakes.Reply.Ambiguous();
            first = false;
            return reply;
        };
        world.Chroma.Writes.Open();
        var row = await world.UntilAsync("a", row => row.SyncedRevision is not null && row.Attempts > 0, "the older revision was noted");
        Assert.NotEqual("synced", row.Status);
        Assert.True(row.SyncedRevision < row.Revision);
    }

    private static async Task<SyncWorld> InFlightAsync(params string[] ids)
    {
        var world = await SyncWorld.StartedAsync();
        world.Chroma.Writes.Close();
        await world.AcceptAsync(ids);
        world.Hint();
        await Eventually.True(() => world.Chroma.Writes.Held == 1);
        return world;
    }
}
