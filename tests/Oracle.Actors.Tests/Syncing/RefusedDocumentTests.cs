using Oracle.Actors.Syncing;
using Oracle.Actors.Tests.Fakes;
using Oracle.Actors.Tests.Worlds;
using Oracle.Documents;
using Oracle.Testing;

namespace Oracle.Actors.Tests.Syncing;

public sealed class RefusedDocumentTests
{
    private const string Culprit = "doc-00123";
    private const string Words = "Metadata value of 'project' is not allowed.";

    [Fact]
    public async Task Halving_finds_the_one_refused_document_of_a_batch_and_it_holds_up_no_other()
    {
        await using var world = await SyncWorld.StartedAsync();
        world.Chroma.OnWrite = write => write.Ids.Contains(Culprit) ? Reply.Rejected(Words) : null;
        await world.AcceptAsync(250);
        world.Hint();
        await world.UntilAllAsync(row => row.Status == (row.Id == Culprit ? "failed" : "synced"), "all but the culprit are synced");

        var row = await world.RowAsync(Culprit);
        Assert.Equal((true, "rejected", Words, 1, null), (row.Quarantined, row.Failure, row.Error, row.Attempts, row.NextAttempt));
        Assert.Equal(249, world.Chroma.Records.Count);
        Assert.DoesNotContain(Culprit, world.Chroma.Records.Keys);
        // Two a level of halving, and the first: 1 + 2 * 8 for 250.
        Assert.InRange(world.Chroma.Sent.Count, 9, 17);
        Assert.Equal(1, world.Chroma.MostAtOnce);

        var sent = world.Chroma.Sent.Count;
        await world.AdvanceAsync(60);
        Assert.Equal(sent, world.Chroma.Sent.Count);
    }

    [Fact]
    public async Task A_quarantined_document_goes_again_when_its_content_changes()
    {
        await using var world = await SyncWorld.StartedAsync();
        world.Chroma.OnWrite = write => write.Rows[0].Content == "bad" ? Reply.Rejected(Words) : null;
        await world.AcceptAsync([new DocumentDraft("a", "bad")]);
        world.Hint();
        await world.UntilAsync("a", row => row.Quarantined, "is quarantined");

        await world.AcceptAsync([new DocumentDraft("a", "good")]);
        world.Hint();
        await world.UntilBothStoresAgreeAsync();
    }

    [Fact]
    public async Task A_batch_of_which_every_document_is_refused_still_closes_the_circuit()
    {
        await using var world = new SyncWorld();
        world.Chroma.OnWrite = _ => Reply.Rejected(Words);
        await world.AcceptAsync(3);
        world.Start();
        await world.UntilAllAsync(row => row.Quarantined, "all are quarantined");
        await world.UntilAsync(CircuitState.Closed);
    }

    [Fact]
    public async Task A_refused_deletion_is_told_apart_from_the_others_too()
    {
        await using var world = await SyncWorld.StartedAsync();
        await world.AcceptAsync("a", "b", "c");
        world.Hint();
        await world.UntilBothStoresAgreeAsync();
        world.Chroma.OnWrite = write => write.Ids.Contains("b") ? Reply.Rejected(Words) : null;
        foreach (var id in (string[])["a", "b", "c"])
            await world.DeleteAsync(id);
        world.Hint();
        var left = await Eventually.Get(world.RowsAsync, rows => rows is [{ Attempts: 1 }]);
        Assert.Equal(("b", false), (left[0].Id, left[0].Quarantined));
        Assert.Equal(["b"], world.Chroma.Records.Keys);

        // Nobody would see a deletion that was set aside: it is tried until Chroma takes it.
        world.Chroma.OnWrite = _ => null;
        await world.AdvanceUntilBothStoresAgreeAsync(TimeSpan.FromSeconds(30));
        Assert.Empty(await world.RowsAsync());
    }

    public static TheoryData<string> UnusableVectors => ["throws", "NaN", "infinity", "zero", "wrong length", "none at all"];

    [Theory]
    [MemberData(nameof(UnusableVectors))]
    public async Task A_text_without_a_usable_vector_is_quarantined_and_the_others_go(string trouble)
    {
        await using var world = await SyncWorld.StartedAsync();
        world.Embedder.Vector = text => !text.Contains(Culprit, StringComparison.Ordinal) ? [1, 2, 3, 4] : trouble switch
        {
            "throws" => throw new InvalidOperationException("The model has no word for it."),
            "NaN" => [1, float.NaN, 3, 4],
            "infinity" => [1, float.PositiveInfinity, 3, 4],
            "zero" => [0, 0, 0, 0],
            "wrong length" => [1, 2, 3],
            _ => [],
        };
        if (trouble == "none at all")
            world.Embedder.Hand = vectors => [.. vectors.Where(vector => vector.Length > 0)];
        await world.AcceptAsync(250);
        world.Hint();
        await world.UntilAllAsync(row => row.Status == (row.Id == Culprit ? "failed" : "synced"), "all but the culprit are synced");

        var row = await world.RowAsync(Culprit);
        Assert.Equal((true, "embedding"), (row.Quarantined, row.Failure));
        Assert.Contains(trouble == "throws" ? "The model has no word for it." : "4 finite numbers", row.Error, StringComparison.Ordinal);
        Assert.Equal(249, Assert.Single(world.Chroma.Sent).Ids.Count);
    }

    [Fact]
    public async Task A_text_that_the_embedder_times_out_on_is_quarantined_and_the_others_go()
    {
        await using var world = await SyncWorld.StartedAsync();
        // What HttpClient throws when it times out.
        world.Embedder.Vector = text => text.Contains(Culprit, StringComparison.Ordinal)
            ? throw new TaskCanceledException("The request was canceled due to the configured timeout.")
            : [1, 2, 3, 4];
        await world.AcceptAsync(250);
        world.Hint();
        await world.Actors.AdvanceUntilAsync(
            async () => (await world.RowsAsync()).All(row => row.Status == (row.Id == Culprit ? "failed" : "synced")),
            TimeSpan.FromSeconds(30), "all but the culprit are synced");
    }
}
