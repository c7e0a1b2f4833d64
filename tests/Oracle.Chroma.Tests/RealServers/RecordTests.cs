using Oracle.Testing;

namespace Oracle.Chroma.Tests.RealServers;

[Collection(SharedServers.Name)]
public sealed class RecordTests(ChromaServers servers)
{
    [SkippableTheory, MemberData(nameof(ChromaBuilds.All), MemberType = typeof(ChromaBuilds))]
    public async Task A_record_reads_back_as_it_was_written(ChromaBuild build)
    {
        using var chroma = await RealChroma.On(servers, build);
        var vector = new[] { 0.1f, -5f, 1e-6f };
        await chroma.Upsert(Samples.Record("บันทึก 😀/#1", vector, "แกะไฟล์\n\"<b>\"\t+", new()
        {
            ["type"] = "note",
            ["revision"] = long.MaxValue,
            ["weight"] = 2.0,
            ["flag"] = true,
            ["empty"] = "",
            ["project"] = MetadataValue.Null,
        }));

        var stored = await chroma.Read("บันทึก 😀/#1");

        Assert.NotNull(stored);
        Assert.Equal("แกะไฟล์\n\"<b>\"\t+", stored.Document);
        Assert.Equal(
            new Dictionary<string, MetadataValue> { ["type"] = "note", ["revision"] = long.MaxValue, ["weight"] = 2.0, ["flag"] = true, ["empty"] = "" },
            stored.Metadata.ToDictionary());
        Assert.Equal(vector, stored.Embedding.ToArray(), (a, b) => MathF.Abs(a - b) < 1e-5f);
    }

    [SkippableTheory, MemberData(nameof(ChromaBuilds.All), MemberType = typeof(ChromaBuilds))]
    public async Task Numbers_instead_of_base64_write_the_same_vector(ChromaBuild build)
    {
        using var chroma = await RealChroma.On(servers, build);
        var vector = new[] { 0.1f, -0.7f, 1f / 3 };

        await chroma.Upsert(Samples.Record("base64", vector));
        var floats = await chroma.Client.UpsertAsync(chroma.Id, [Samples.Record("floats", vector)], chroma.Limits with { SupportsBase64 = false });

        Assert.True(floats.Succeeded, floats.ToString());
        Assert.Equal((await chroma.Read("base64"))!.Embedding.ToArray(), (await chroma.Read("floats"))!.Embedding.ToArray());
    }

    [SkippableTheory, MemberData(nameof(ChromaBuilds.All), MemberType = typeof(ChromaBuilds))]
    public async Task An_upsert_merges_a_null_removes_a_key_and_a_null_document_keeps_the_old_one(ChromaBuild build)
    {
        using var chroma = await RealChroma.On(servers, build);
        await chroma.Upsert(Samples.Record("a", document: "old text", metadata: new() { ["kept"] = "old", ["removed"] = "old", ["changed"] = "old" }));

        await chroma.Upsert(Samples.Record("a", document: null, metadata: new() { ["removed"] = MetadataValue.Null, ["changed"] = "new" }));

        var stored = (await chroma.Read("a"))!;
        Assert.Equal("old text", stored.Document);
        Assert.Equal(new Dictionary<string, MetadataValue> { ["kept"] = "old", ["changed"] = "new" }, stored.Metadata.ToDictionary());
    }

    [SkippableTheory, MemberData(nameof(ChromaBuilds.All), MemberType = typeof(ChromaBuilds))]
    public async Task A_record_whose_metadata_are_all_null_has_none(ChromaBuild build)
    {
        using var chroma = await RealChroma.On(servers, build);
        await chroma.Upsert(Samples.Record("a", metadata: new() { ["project"] = MetadataValue.Null }), Samples.Record("b", metadata: new() { ["k"] = 1 }));

        var hits = (await chroma.Client.QueryAsync(chroma.Id, new ChromaQuery(new float[] { 1, 2, 3 }, 5) { Include = ChromaInclude.Metadata })).Value;

        Assert.Empty((await chroma.Read("a"))!.Metadata);
        Assert.Empty(hits.Single(static hit => hit.Record.Id == "a").Record.Metadata);
        Assert.Single(hits.Single(static hit => hit.Record.Id == "b").Record.Metadata);
    }

    [SkippableTheory, MemberData(nameof(ChromaBuilds.All), MemberType = typeof(ChromaBuilds))]
    public async Task A_query_finds_the_nearest_first_with_cosine_distances(ChromaBuild build)
    {
        using var chroma = await RealChroma.On(servers, build);
        await chroma.Upsert(
            Samples.Record("same", [2, 0, 0], metadata: new() { ["type"] = "x" }),
            Samples.Record("near", [1, 1, 0], metadata: new() { ["type"] = "y" }),
            Samples.Record("far", [-1, 0, 0], metadata: new() { ["type"] = "y" }));

        var all = (await chroma.Client.QueryAsync(chroma.Id, new ChromaQuery(new float[] { 1, 0, 0 }, 10) { Include = ChromaInclude.Documents })).Value;
        var some = (await chroma.Client.QueryAsync(
            chroma.Id, new ChromaQuery(new float[] { 1, 0, 0 }, 10) { Where = ChromaWhere.Equal("type", "y") })).Value;

        Assert.Equal(["same", "near", "far"], all.Select(static hit => hit.Record.Id));
        Assert.Equal([0f, 1 - MathF.Sqrt(0.5f), 2f], all.Select(static hit => hit.Distance!.Value), static (a, b) => MathF.Abs(a - b) < 1e-5f);
        Assert.All(all, static hit => Assert.Equal("text", hit.Record.Document));
        Assert.Equal(["near", "far"], some.Select(static hit => hit.Record.Id));
    }

    [SkippableTheory, MemberData(nameof(ChromaBuilds.All), MemberType = typeof(ChromaBuilds))]
    public async Task A_query_of_an_empty_collection_finds_nothing(ChromaBuild build)
    {
        using var chroma = await RealChroma.On(servers, build);

        Assert.Empty((await chroma.Client.QueryAsync(chroma.Id, new ChromaQuery(new float[] { 1, 0 }, 5))).Value);
        Assert.Empty((await chroma.Client.GetAsync(chroma.Id, new ChromaGet())).Value);
    }

    [SkippableTheory, MemberData(nameof(ChromaBuilds.All), MemberType = typeof(ChromaBuilds))]
    public async Task Reading_in_pages_returns_every_record_once(ChromaBuild build)
    {
        using var chroma = await RealChroma.On(servers, build);
        var ids = Enumerable.Range(0, 25).Select(static i => $"id-{i}").ToArray();
        await chroma.Upsert([.. ids.Select(static id => Samples.Record(id))]);

        var read = new List<string>();
        for (var offset = 0; offset < 30; offset += 10)
        {
            var page = (await chroma.Client.GetAsync(chroma.Id, new ChromaGet { Limit = 10, Offset = offset, Include = ChromaInclude.None })).Value;
            read.AddRange(page.Select(static record => record.Id));
        }

        Assert.Equal(ids.Order(), read.Order());
    }

    [SkippableTheory, MemberData(nameof(ChromaBuilds.All), MemberType = typeof(ChromaBuilds))]
    public async Task Conditions_select_by_value(ChromaBuild build)
    {
        using var chroma = await RealChroma.On(servers, build);
        await chroma.Upsert(
            Samples.Record("one", metadata: new() { ["generation"] = 1, ["weight"] = 2.0 }),
            Samples.Record("two", metadata: new() { ["generation"] = 2 }));

        Assert.Equal(["one"], await Matching(chroma, ChromaWhere.Less("generation", 2L)));
        Assert.Equal(["two"], await Matching(chroma, ChromaWhere.All(ChromaWhere.In("generation", [1L, 2L]), ChromaWhere.NotEqual("weight", 2.0))));
        Assert.Equal(["one"], await Matching(chroma, ChromaWhere.Equal("weight", 2.0)));
        Assert.Empty(await Matching(chroma, ChromaWhere.Equal("generation", "1")));
    }

    [SkippableTheory, MemberData(nameof(ChromaBuilds.All), MemberType = typeof(ChromaBuilds))]
    public async Task Deleting_is_confirmed_for_unknown_ids_too(ChromaBuild build)
    {
        using var chroma = await RealChroma.On(servers, build);
        await chroma.Upsert(Samples.Record("a"), Samples.Record("b"));

        Assert.True((await chroma.Client.DeleteAsync(chroma.Id, ["a", "never there"])).Succeeded);

        Assert.Equal(1, (await chroma.Client.CountAsync(chroma.Id)).Value);
        Assert.Null(await chroma.Read("a"));
    }

    [SkippableTheory, MemberData(nameof(ChromaBuilds.All), MemberType = typeof(ChromaBuilds))]
    public async Task Another_dimension_than_that_of_the_collection_is_rejected_in_the_words_of_Chroma(ChromaBuild build)
    {
        using var chroma = await RealChroma.On(servers, build);
        await chroma.Upsert(Samples.Record("a", [1, 0, 0]));

        var failure = (await chroma.Client.UpsertAsync(chroma.Id, [Samples.Record("b", [1, 0])], chroma.Limits)).Failure;

        Assert.Equal((ChromaFailureKind.Rejected, 400), (failure?.Kind, failure?.StatusCode));
        Assert.EndsWith("Collection expecting embedding with dimension of 3, got 2", failure!.Message);
    }

    [SkippableTheory, MemberData(nameof(ChromaBuilds.All), MemberType = typeof(ChromaBuilds))]
    public async Task Too_many_ids_at_once_are_rejected_and_not_ambiguous(ChromaBuild build)
    {
        using var chroma = await RealChroma.On(servers, build);
        await chroma.Upsert(Samples.Record("a"));
        var ids = Enumerable.Range(0, 33_000).Select(static i => $"{i}").ToList();

        var failure = (await chroma.Client.GetAsync(chroma.Id, new ChromaGet { Ids = ids, Include = ChromaInclude.None })).Failure;

        Assert.Equal((ChromaFailureKind.Rejected, 500), (failure?.Kind, failure?.StatusCode));
    }

    [SkippableTheory, MemberData(nameof(ChromaBuilds.All), MemberType = typeof(ChromaBuilds))]
    public async Task A_body_over_40_MiB_is_too_large(ChromaBuild build)
    {
        var server = await servers.Get(build);
        using var shared = await RealChroma.On(servers, build);
        using var chroma = new ChromaClient(new ChromaOptions { Url = server.Url, MaxRequestBytes = int.MaxValue });

        var failure = (await chroma.UpsertAsync(shared.Id, [Samples.Record(document: new string('x', 41 * 1024 * 1024))], shared.Limits)).Failure;

        Assert.Equal((ChromaFailureKind.TooLarge, 413), (failure?.Kind, failure?.StatusCode));
        Assert.Equal(0, (await shared.Client.CountAsync(shared.Id)).Value);
    }

    private static async Task<IEnumerable<string>> Matching(RealChroma chroma, ChromaWhere where) =>
        (await chroma.Client.GetAsync(chroma.Id, new ChromaGet { Where = where, Include = ChromaInclude.None })).Value.Select(static record => record.Id);
}
