using Oracle.Testing;

namespace Oracle.Chroma.Tests.RealServers;

[Collection(SharedServers.Name)]
public sealed class CollectionTests(ChromaServers servers)
{
    [SkippableTheory, MemberData(nameof(ChromaBuilds.All), MemberType = typeof(ChromaBuilds))]
    public async Task The_server_says_that_it_lives_and_what_it_takes(ChromaBuild build)
    {
        using var chroma = await RealChroma.On(servers, build);

        Assert.True((await chroma.Client.HeartbeatAsync()).Value > 0);
        Assert.Equal(new ChromaLimits(5_461, SupportsBase64: true), chroma.Limits);
    }

    [SkippableTheory, MemberData(nameof(ChromaBuilds.All), MemberType = typeof(ChromaBuilds))]
    public async Task A_new_collection_is_as_it_was_wanted_and_gets_its_dimension_from_the_first_write(ChromaBuild build)
    {
        using var chroma = await RealChroma.On(servers, build, new Dictionary<string, MetadataValue> { ["oracle_store"] = "เรา", ["n"] = 7 });

        Assert.Equal(ChromaSpace.Cosine, chroma.Collection.Space);
        Assert.Null(chroma.Collection.Dimension);
        Assert.Equal("เรา", chroma.Collection.Metadata.GetText("oracle_store"));
        Assert.Equal(7, chroma.Collection.Metadata.GetInteger("n"));
        await chroma.Upsert(Samples.Record("a", [1, 0, 0, 0]));
        Assert.Equal(4, (await chroma.Described()).Dimension);
    }

    [SkippableTheory, MemberData(nameof(ChromaBuilds.All), MemberType = typeof(ChromaBuilds))]
    public async Task An_existing_collection_that_fits_is_taken_as_it_is(ChromaBuild build)
    {
        using var chroma = await RealChroma.On(servers, build, new Dictionary<string, MetadataValue> { ["oracle_store"] = "ours", ["more"] = 1 });

        var again = await chroma.Client.GetOrCreateCollectionAsync(
            new CollectionSpec(chroma.Collection.Name, Metadata: new Dictionary<string, MetadataValue> { ["oracle_store"] = "ours" }));

        Assert.Equal(chroma.Id, again.Value.Id);
        Assert.Equal(1, (await chroma.Described()).Metadata.GetInteger("more"));
    }

    [SkippableTheory, MemberData(nameof(ChromaBuilds.All), MemberType = typeof(ChromaBuilds))]
    public async Task An_existing_collection_that_differs_is_a_mismatch_and_stays_as_it_is(ChromaBuild build)
    {
        using var chroma = await RealChroma.On(servers, build, new Dictionary<string, MetadataValue> { ["oracle_store"] = "theirs" });
        await chroma.Upsert(Samples.Record("a", [1, 0, 0]));

        var failure = (await chroma.Client.GetOrCreateCollectionAsync(new CollectionSpec(
            chroma.Collection.Name, ChromaSpace.L2, Dimension: 4, new Dictionary<string, MetadataValue> { ["oracle_store"] = "ours" }))).Failure;

        Assert.Equal(ChromaFailureKind.Mismatch, failure?.Kind);
        Assert.Contains("its space is Cosine, not L2; its vectors have 3 dimensions, not 4; its metadata has oracle_store = \"theirs\", not \"ours\"", failure!.Message);
        var described = await chroma.Described();
        Assert.Equal("theirs", described.Metadata.GetText("oracle_store"));
        Assert.Equal(ChromaSpace.Cosine, described.Space);
    }

    [SkippableTheory, MemberData(nameof(ChromaBuilds.All), MemberType = typeof(ChromaBuilds))]
    public async Task New_metadata_replace_all_the_old_and_leave_records_and_space_alone(ChromaBuild build)
    {
        using var chroma = await RealChroma.On(servers, build, new Dictionary<string, MetadataValue> { ["old"] = "x" });
        await chroma.Upsert(Samples.Record("a"));

        var modified = await chroma.Client.ModifyCollectionAsync(
            chroma.Id, newMetadata: new Dictionary<string, MetadataValue> { ["oracle_store"] = "ours" });

        Assert.True(modified.Succeeded, modified.ToString());
        var described = await chroma.Described();
        Assert.Equal([KeyValuePair.Create("oracle_store", MetadataValue.From("ours"))], described.Metadata);
        Assert.Equal((chroma.Id, ChromaSpace.Cosine, 3), (described.Id, described.Space, described.Dimension));
        Assert.Equal(1, (await chroma.Client.CountAsync(chroma.Id)).Value);
    }

    [SkippableTheory, MemberData(nameof(ChromaBuilds.All), MemberType = typeof(ChromaBuilds))]
    public async Task Renaming_keeps_uuid_and_metadata_and_a_taken_name_is_rejected(ChromaBuild build)
    {
        using var chroma = await RealChroma.On(servers, build, new Dictionary<string, MetadataValue> { ["k"] = "v" });
        using var other = await RealChroma.On(servers, build);
        var name = RealChroma.NewName();

        Assert.True((await chroma.Client.ModifyCollectionAsync(chroma.Id, name)).Succeeded);
        var taken = await chroma.Client.ModifyCollectionAsync(chroma.Id, other.Collection.Name);

        var renamed = (await chroma.Client.GetCollectionAsync(name)).Value;
        Assert.Equal((chroma.Id, "v"), (renamed.Id, renamed.Metadata.GetText("k")));
        Assert.Equal(ChromaFailureKind.NotFound, (await chroma.Client.GetCollectionAsync(chroma.Collection.Name)).Failure?.Kind);
        Assert.Equal(ChromaFailureKind.Rejected, taken.Failure?.Kind);
    }

    [SkippableTheory, MemberData(nameof(ChromaBuilds.All), MemberType = typeof(ChromaBuilds))]
    public async Task A_deleted_collection_is_not_found_by_name_nor_by_its_old_uuid(ChromaBuild build)
    {
        using var chroma = await RealChroma.On(servers, build);

        Assert.True((await chroma.Client.DeleteCollectionAsync(chroma.Collection.Name)).Succeeded);

        var anew = (await chroma.Client.GetOrCreateCollectionAsync(new CollectionSpec(chroma.Collection.Name))).Value;
        Assert.NotEqual(chroma.Id, anew.Id);
        Assert.Equal(ChromaFailureKind.NotFound, (await chroma.Client.CountAsync(chroma.Id)).Failure?.Kind);
        Assert.Equal(ChromaFailureKind.NotFound, (await chroma.Client.UpsertAsync(chroma.Id, [Samples.Record()], chroma.Limits)).Failure?.Kind);
        Assert.Equal(ChromaFailureKind.NotFound, (await chroma.Client.DeleteAsync(chroma.Id, ["a"])).Failure?.Kind);
        Assert.Equal(ChromaFailureKind.NotFound, (await chroma.Client.DeleteCollectionAsync(RealChroma.NewName())).Failure?.Kind);
    }

    [SkippableTheory, MemberData(nameof(ChromaBuilds.All), MemberType = typeof(ChromaBuilds))]
    public async Task All_collections_can_be_listed(ChromaBuild build)
    {
        using var chroma = await RealChroma.On(servers, build);

        var all = (await chroma.Client.ListCollectionsAsync(limit: 1_000)).Value;

        Assert.Contains(all, one => one.Id == chroma.Id && one.Name == chroma.Collection.Name);
    }

    [SkippableTheory, MemberData(nameof(ChromaBuilds.All), MemberType = typeof(ChromaBuilds))]
    public async Task A_database_that_does_not_exist_is_a_matter_of_configuration(ChromaBuild build)
    {
        var server = await servers.Get(build);
        using var chroma = new ChromaClient(new ChromaOptions { Url = server.Url, Database = "nope" });

        var failure = (await chroma.GetOrCreateCollectionAsync(new CollectionSpec(RealChroma.NewName()))).Failure;

        Assert.Equal(ChromaFailureKind.Configuration, failure?.Kind);
        Assert.Contains("Database [nope] does not exist", failure!.Message);
    }

    // Collections of Chroma before 1.0 carry their space in the metadata.
    [SkippableTheory, MemberData(nameof(ChromaBuilds.All), MemberType = typeof(ChromaBuilds))]
    public async Task The_space_is_the_one_the_server_uses_and_not_the_default(ChromaBuild build)
    {
        var server = await servers.Get(build);
        using var chroma = new ChromaClient(new ChromaOptions { Url = server.Url });

        foreach (var space in Enum.GetValues<ChromaSpace>())
            Assert.Equal(space, (await chroma.GetOrCreateCollectionAsync(new CollectionSpec(RealChroma.NewName(), space))).Value.Space);
    }
}
