using Oracle.Actors.Reindexing;
using Oracle.Actors.Tests.Fakes;
using Oracle.Actors.Tests.Worlds;
using Oracle.Documents;
using Oracle.Documents.Reindexing;

namespace Oracle.Actors.Tests.Reindexing;

/// <summary>A re-index with another model, from begun to done, and the way back.</summary>
public sealed class MoveTests
{
    [Fact]
    public async Task All_documents_end_in_the_second_collection_which_answers_then_and_the_first_is_kept()
    {
        await using var world = await MoveWorld.FilledAsync(600);
        await world.BeginAsync();
        await world.DoneAsync();

        Assert.Equal(world.Second.Name, (await world.Sync.StatusAsync()).Collection?.Name);
        await world.HoldsAllAsync(world.Second, MoveWorld.Other);
        Assert.Equal(600, world.First.Records.Count);
        Assert.Equal(world.First.Name, (await world.StatusAsync()).Kept?.Name);

        // Learned from now on, it goes to the second alone.
        await world.Sync.AcceptAsync("learned");
        await world.HoldsAllAsync(world.Second, MoveWorld.Other);
        Assert.Equal(600, world.First.Records.Count);
        Assert.Empty(world.Chroma.Dropped);
    }

    [Fact]
    public async Task Until_the_second_holds_everything_the_first_answers()
    {
        await using var world = await MoveWorld.FilledAsync(600);
        world.Chroma.OnWrite = write => write.Collection == world.Second.Name && write.Ids.Contains("doc-00599") ? Reply.Ambiguous() : null;
        await world.BeginAsync();
        await world.Sync.AdvanceAsync(60);
        Assert.Equal(world.First.Name, (await world.Sync.StatusAsync()).Collection?.Name);
        world.Chroma.OnWrite = _ => null;
        await world.DoneAsync();
    }

    [Fact]
    public async Task A_rollback_goes_back_and_writes_only_what_changed_meanwhile()
    {
        await using var world = await MoveWorld.FilledAsync(300);
        await world.BeginAsync();
        await world.DoneAsync();
        await world.Sync.AcceptAsync([new DocumentDraft("doc-00007", "changed"), new DocumentDraft("added", "added")]);
        await world.Sync.DeleteAsync("doc-00008");
        await world.HoldsAllAsync(world.Second, MoveWorld.Other);

        var since = world.Chroma.Sent.Count;
        Assert.IsType<Reindex.Accepted>(await world.AskAsync(Reindex.Rollback.Instance));
        await world.DoneAsync();
        Assert.Equal(["added", "doc-00007"], world.SentTo(world.First, since).SelectMany(write => write.Rows).Select(row => row.Id).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(world.First.Name, (await world.Sync.StatusAsync()).Collection?.Name);
        await world.HoldsAllAsync(world.First, FakeEmbedder.Model);
        Assert.Equal(world.Second.Name, (await world.StatusAsync()).Kept?.Name);
    }

    [Fact]
    public async Task Documents_changed_added_and_deleted_meanwhile_reach_both_collections()
    {
        await using var world = await MoveWorld.FilledAsync(600);
        world.Chroma.Writes.Close();
        await world.BeginAsync();
        await world.UntilAsync(() => world.Chroma.Writes.Held == 1, "a request is on its way");
        // One that the second is just being sent, one that it was not sent yet; and so with the deleted.
        await world.Sync.AcceptAsync([new DocumentDraft("doc-00000", "changed"), new DocumentDraft("doc-00599", "changed"), new DocumentDraft("added", "added")]);
        await world.Sync.DeleteAsync("doc-00001");
        await world.Sync.DeleteAsync("doc-00598");
        world.Sync.Hint();
        world.Chroma.Writes.Open();
        await world.Actors.RestAsync();

        Assert.Equal(ReindexState.Running, (await world.StatusAsync()).Run!.State);
        Assert.Equal("changed", world.First.Records["doc-00000"].Content);
        Assert.Equal("changed", world.First.Records["doc-00599"].Content);
        Assert.Equal("added", world.First.Records["added"].Content);
        Assert.DoesNotContain(world.First.Records.Keys, id => id is "doc-00001" or "doc-00598");

        await world.DoneAsync();
        await world.HoldsAllAsync(world.Second, MoveWorld.Other);
        Assert.Equal(
            world.Second.Records.Select(record => (record.Key, record.Value.Revision)).Order(),
            world.First.Records.Select(record => (record.Key, record.Value.Revision)).Order());
    }

    [Fact]
    public async Task What_is_deleted_afterwards_leaves_the_kept_collection_too()
    {
        await using var world = await MoveWorld.FilledAsync(20);
        await world.BeginAsync();
        await world.DoneAsync();
        await world.Sync.DeleteAsync("doc-00003");
        await world.HoldsAllAsync(world.Second, MoveWorld.Other);
        Assert.DoesNotContain("doc-00003", world.First.Records.Keys);
        Assert.Equal(19, world.First.Records.Count);
    }

    [Fact]
    public async Task A_configured_name_that_ends_as_a_generated_one_does_collides_with_none()
    {
        await using var world = await MoveWorld.FilledAsync(20, "notes_g2");
        await world.BeginAsync();
        await world.DoneAsync();
        Assert.Equal("notes_g2_g2", (await world.Sync.StatusAsync()).Collection?.Name);
        Assert.IsType<Reindex.Accepted>(await world.AskAsync(new Reindex.Start(FakeEmbedder.Model.Model, Anew: true)));
        await world.DoneAsync();
        Assert.Equal("notes_g2_g3", (await world.Sync.StatusAsync()).Collection?.Name);
        // The configured one was kept for the first move, and goes with the second.
        await world.Sync.AdvanceAsync(125);
        Assert.Equal(["notes_g2"], world.Chroma.Dropped);
        await world.HoldsAllAsync(world.Chroma.In("notes_g2_g3"), FakeEmbedder.Model);
        Assert.Equal(20, world.Chroma.In("notes_g2_g2").Records.Count);
    }
}
