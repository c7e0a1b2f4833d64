using Oracle.Documents.Syncing;

namespace Oracle.Documents.Tests.Suite;

public abstract partial class StoreSuite
{
    private static readonly CollectionRecord Collection = new("oracle_knowledge", "uuid-1", "hash", "hash-v1", 384, "cosine", 0);

    [Fact]
    public async Task A_store_has_one_UUID_of_its_own()
    {
        var id = await Collections.StoreIdAsync();
        Assert.True(Guid.TryParse(id, out var uuid) && uuid != Guid.Empty, id);
        Assert.Equal(id, await Collections.StoreIdAsync());

        await using var other = await FreshAsync();
        Assert.NotEqual(id, await other.Collections.StoreIdAsync());
    }

    [Fact]
    public async Task The_answering_collection_is_the_one_last_recorded()
    {
        Assert.Null(await Collections.AnsweringAsync());
        await Collections.SetAnsweringAsync(Collection);
        Assert.Equal(Collection, await Collections.AnsweringAsync());
        Assert.Equal(Collection, (await Statistics.ReadAsync()).Answering);
    }

    [Fact]
    public async Task A_collection_made_anew_under_its_name_replaces_what_was_known_of_it()
    {
        await Collections.SetAnsweringAsync(Collection);
        var anew = new CollectionRecord(Collection.Name, "uuid-2", "onnx", "e5", 768, "l2", 3);
        await Collections.SetAnsweringAsync(anew);
        Assert.Equal(anew, await Collections.AnsweringAsync());
    }

    [Fact]
    public async Task Another_collection_takes_over_and_the_first_can_answer_again()
    {
        var second = Collection with { Name = "oracle_knowledge_g1", Uuid = "uuid-2", Generation = 1 };
        await Collections.SetAnsweringAsync(Collection);
        await Collections.SetAnsweringAsync(second);
        Assert.Equal(second, await Collections.AnsweringAsync());
        await Collections.SetAnsweringAsync(Collection);
        Assert.Equal(Collection, await Collections.AnsweringAsync());
    }

    [Fact]
    public async Task A_broken_collection_is_replaced_and_remembered_until_it_is_dropped()
    {
        var next = Collection with { Name = "oracle_knowledge_g1", Uuid = "", Generation = 1 };
        await Collections.SetAnsweringAsync(Collection);
        Assert.Empty(await Collections.RetiredAsync());
        await Collections.ReplaceBrokenAsync(next);
        Assert.Equal(next, await Collections.AnsweringAsync());
        Assert.Equal([Collection], await Collections.RetiredAsync());

        // It was made, and has a UUID of its own now.
        await Collections.SetAnsweringAsync(next with { Uuid = "uuid-2" });
        Assert.Equal([Collection], await Collections.RetiredAsync());
        await Collections.ForgetAsync(Collection with { Uuid = "another" });
        Assert.Equal([Collection], await Collections.RetiredAsync());
        await Collections.ForgetAsync(Collection);
        Assert.Empty(await Collections.RetiredAsync());
        Assert.Equal(next with { Uuid = "uuid-2" }, await Collections.AnsweringAsync());
    }

    [Fact]
    public async Task A_replacement_that_is_broken_too_is_replaced_again()
    {
        var second = Collection with { Name = "oracle_knowledge_g1", Uuid = "uuid-2", Generation = 1 };
        await Collections.SetAnsweringAsync(Collection);
        await Collections.ReplaceBrokenAsync(second);
        await Collections.ReplaceBrokenAsync(second with { Name = "oracle_knowledge_g2", Uuid = "", Generation = 2 });
        Assert.Equal([Collection, second], (await Collections.RetiredAsync()).OrderBy(broken => broken.Generation));
    }

    [Fact]
    public async Task The_answering_collection_is_never_forgotten()
    {
        await Collections.SetAnsweringAsync(Collection);
        await Collections.ForgetAsync(Collection);
        Assert.Equal(Collection, await Collections.AnsweringAsync());
    }
}
