using Akka.Actor;
using Oracle.Actors.Syncing;
using Oracle.Actors.Tests.Fakes;
using Oracle.Actors.Tests.Worlds;
using Oracle.Documents;
using Oracle.Embeddings;

namespace Oracle.Actors.Tests.Syncing;

/// <summary>Trouble of the embedder as a whole: no document is to blame.</summary>
public sealed class EmbedderTests
{
    [Fact]
    public async Task While_the_embedder_is_down_documents_are_failed_without_a_try_and_deletions_go()
    {
        await using var world = await SyncWorld.StartedAsync();
        await world.AcceptAsync("gone");
        world.Hint();
        await world.UntilBothStoresAgreeAsync();
        world.Embedder.Vector = _ => throw new HttpRequestException("Connection refused.");
        await world.AcceptAsync(600);
        await world.DeleteAsync("gone");
        await world.AdvanceAsync(3);

        Assert.Empty(world.Chroma.Records);
        var rows = await world.RowsAsync();
        Assert.Equal(600, rows.Count);
        Assert.All(rows, row => Assert.Equal(("failed", "embedding", 0L, false), (row.Status, row.Failure, row.Attempts, row.Quarantined)));
        Assert.Contains("Connection refused.", rows[0].Error, StringComparison.Ordinal);
        Assert.Contains("Connection refused.", (await world.StatusAsync()).EmbedderTrouble, StringComparison.Ordinal);

        // And still go, hours later.
        await world.AdvanceAsync(120);
        await world.DeleteAsync("doc-00000");
        await world.AdvanceAsync(2);
        Assert.Equal(599, (await world.RowsAsync()).Count);
    }

    [Fact]
    public async Task An_embedder_that_comes_back_gets_everything_at_once_with_nobodys_help()
    {
        await using var world = await SyncWorld.StartedAsync();
        world.Embedder.Vector = _ => throw new HttpRequestException("Connection refused.");
        await world.AcceptAsync(1_000);
        world.Hint();
        await world.AdvanceAsync(300);
        world.Embedder.Vector = text => [1, text.Length, 3, 4];
        Assert.True(await world.AdvanceUntilBothStoresAgreeAsync(TimeSpan.FromSeconds(31)) <= TimeSpan.FromSeconds(31));
        Assert.Equal([250, 250, 250, 250], world.Chroma.Sent.Select(write => write.Ids.Count));
        Assert.Null((await world.StatusAsync()).EmbedderTrouble);
    }

    [Fact]
    public async Task An_embedder_that_is_down_is_not_asked_all_the_time()
    {
        await using var world = await SyncWorld.StartedAsync();
        world.Embedder.Vector = _ => throw new HttpRequestException("Connection refused.");
        await world.AcceptAsync(10);
        await world.AdvanceAsync(300);
        // Each look costs the batch and one plain sentence.
        Assert.InRange(world.Embedder.Texts, 11 * 10, 11 * 20);
    }

    [Fact]
    public async Task An_embedder_that_is_back_and_refuses_the_only_text_is_in_trouble_no_longer()
    {
        await using var world = await SyncWorld.StartedAsync();
        world.Embedder.Vector = _ => throw new HttpRequestException("Connection refused.");
        await world.AcceptAsync("a");
        await world.AdvanceAsync(3);
        world.Embedder.Vector = text => text.Contains("of a.", StringComparison.Ordinal) ? throw new InvalidOperationException("No word for it.") : [1, text.Length, 3, 4];
        await world.AdvanceAsync(10);
        Assert.True((await world.RowAsync("a")).Quarantined);
        Assert.Null((await world.StatusAsync()).EmbedderTrouble);
    }

    [Fact]
    public async Task One_vector_for_many_texts_is_the_embedders_fault_and_nothing_is_sent()
    {
        await using var world = new SyncWorld { Model = FakeEmbedder.Model with { IsLexical = false } };
        world.Start();
        await world.UntilAsync(Actors.Syncing.CircuitState.Closed);
        world.Embedder.Vector = text => text.Contains("doc-00003", StringComparison.Ordinal) ? throw new InvalidOperationException("No word for it.") : [1, 2, 3, 4];
        await world.AcceptAsync(9);
        world.Hint();
        await world.AdvanceAsync(5);
        Assert.Empty(world.Chroma.Sent);
        Assert.All(await world.RowsAsync(), row => Assert.Equal(("failed", "embedding", 0L, false), (row.Status, row.Failure, row.Attempts, row.Quarantined)));
        Assert.Contains("8 different texts one and the same vector", (await world.RowsAsync())[0].Error, StringComparison.Ordinal);

        var length = 0f;
        world.Embedder.Vector = _ => [1, ++length, 3, 4];
        await world.AdvanceUntilBothStoresAgreeAsync(TimeSpan.FromSeconds(31));
    }

    [Fact]
    public async Task Few_or_equal_texts_may_share_a_vector()
    {
        await using var world = new SyncWorld { Model = FakeEmbedder.Model with { IsLexical = false } };
        world.Embedder.Vector = text => text.Contains("same", StringComparison.OrdinalIgnoreCase) ? [9, 9, 9, 9] : [1, 2, 3, 4];
        await world.AcceptAsync([
            .. Enumerable.Range(0, 7).Select(i => new DocumentDraft($"doc-{i}", $"Text {i}.")),
            .. Enumerable.Range(0, 20).Select(i => new DocumentDraft($"same-{i}", i % 2 == 0 ? "The same text." : $"the  SAME{new string(' ', i)} text.")),
        ]);
        world.Start();
        await world.UntilBothStoresAgreeAsync();
    }

    [Fact]
    public async Task An_embedder_that_says_it_is_away_is_asked_no_more_about_each_text()
    {
        await using var world = await SyncWorld.StartedAsync();
        world.Embedder.Vector = _ => throw new EmbedderUnavailableException("It asked for a pause.");
        await world.AcceptAsync(10);
        world.Hint();
        await world.AdvanceAsync(0.5);
        Assert.Equal(10, world.Embedder.Texts);
        Assert.All(await world.RowsAsync(), row => Assert.Equal(("failed", "embedding", 0L, false), (row.Status, row.Failure, row.Attempts, row.Quarantined)));
        Assert.Contains("asked for a pause", (await world.RowsAsync())[0].Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Vectors_of_another_length_are_the_embedders_fault_and_not_the_texts()
    {
        await using var world = await SyncWorld.StartedAsync();
        world.Embedder.Vector = text => [1, text.Length, 3];
        await world.AcceptAsync(10);
        world.Hint();
        await world.AdvanceAsync(3);
        Assert.Empty(world.Chroma.Sent);
        Assert.All(await world.RowsAsync(), row => Assert.Equal(("failed", "embedding", false), (row.Status, row.Failure, row.Quarantined)));
        Assert.Contains("vectors of 3 numbers", (await world.RowsAsync())[0].Error, StringComparison.Ordinal);
    }

    [Theory, InlineData(9, false), InlineData(10, true)]
    public async Task A_text_that_fails_for_a_reason_nobody_knows_is_tried_ten_times(int failures, bool quarantined)
    {
        await using var world = await SyncWorld.StartedAsync();
        var failed = 0;
        world.Embedder.Vector = text => text.Contains("of a.", StringComparison.Ordinal) && ++failed <= failures ? throw new InvalidOperationException("Something.") : [1, text.Length, 3, 4];
        await world.AcceptAsync("a");
        world.Hint();
        await world.AdvanceAsync(3);
        Assert.Equal(quarantined, (await world.RowAsync("a")).Quarantined);
        Assert.Equal(Math.Min(failures + 1, 10), failed);
    }

    [Fact]
    public async Task A_text_that_is_refused_is_not_asked_for_again()
    {
        await using var world = await SyncWorld.StartedAsync();
        var asked = 0;
        world.Embedder.Vector = text => text.Contains("of a.", StringComparison.Ordinal) && ++asked > 0 ? throw new TextRefusedException("Not this.") : [1, text.Length, 3, 4];
        await world.AcceptAsync("a");
        world.Hint();
        await world.AdvanceAsync(3);
        Assert.Equal((true, 1), ((await world.RowAsync("a")).Quarantined, asked));
        Assert.Contains("Not this.", (await world.RowAsync("a")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trouble_ends_when_the_embedder_is_back_though_nothing_is_left_to_embed()
    {
        await using var world = await SyncWorld.StartedAsync();
        world.Embedder.Vector = _ => throw new EmbedderUnavailableException("It is away.");
        await world.AcceptAsync("a");
        world.Hint();
        await world.AdvanceAsync(3);
        await world.DeleteAsync("a");
        await world.AdvanceAsync(3);
        Assert.NotNull((await world.StatusAsync()).EmbedderTrouble);
        world.Embedder.Vector = text => [1, text.Length, 3, 4];
        await world.AdvanceAsync(31);
        Assert.Null((await world.StatusAsync()).EmbedderTrouble);
    }

    [Fact]
    public async Task Trouble_that_a_search_met_is_found_though_nothing_is_to_be_embedded()
    {
        await using var world = await SyncWorld.StartedAsync();
        world.Sync.Tell(ChromaSync.EmbedderSuspected.Instance);
        await world.AdvanceAsync(1);
        Assert.Null((await world.StatusAsync()).EmbedderTrouble);
        world.Embedder.Vector = _ => throw new EmbedderUnavailableException("It is away.");
        world.Sync.Tell(ChromaSync.EmbedderSuspected.Instance);
        await world.AdvanceAsync(1);
        Assert.Contains("It is away.", (await world.StatusAsync()).EmbedderTrouble, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whether_the_embedder_answers_is_not_asked_of_the_cache()
    {
        await using var world = await SyncWorld.StartedAsync();
        world.Embedder.Vector = text => text.Contains("of a.", StringComparison.Ordinal) ? throw new TextRefusedException("Not this.") : [1, text.Length, 3, 4];
        await world.AcceptAsync("a");
        world.Hint();
        await world.AdvanceAsync(3);
        Assert.True((await world.RowAsync("a")).Quarantined);
        Assert.All(world.Embedder.Cacheable, text => Assert.Contains("of a.", text, StringComparison.Ordinal));
    }
}
