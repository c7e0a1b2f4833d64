using Oracle.Chroma.Tests.Outcomes;

namespace Oracle.Chroma.Tests.Records;

/// <summary>What Chroma would take silently or answer vaguely never leaves this machine.</summary>
public sealed class RefusalTests : IDisposable
{
    private readonly Canned _server = new(200, "{}");
    private readonly ChromaClient _chroma;

    public RefusalTests() => _chroma = new(new ChromaOptions { Url = new("http://127.0.0.1:1") }, _server);

    public void Dispose()
    {
        _chroma.Dispose();
        _server.Dispose();
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public Task A_component_that_is_no_number_is_refused(float component) =>
        Refused("component 1 of the vector", 1, Samples.Record("a"), Samples.Record("b", [1, component, 0]));

    [Fact]
    public Task A_zero_vector_is_refused() => Refused("the vector is zero", 0, Samples.Record("a", [0, 0, 0]));

    [Fact]
    public Task A_vector_whose_length_vanishes_in_single_precision_is_refused() =>
        Refused("the vector is zero", 0, Samples.Record("a", [1e-30f, 0, 0]));

    [Fact]
    public Task A_vector_whose_length_overflows_is_refused() => Refused("too long", 0, Samples.Record("a", [1e30f, 0, 0]));

    [Fact]
    public Task A_dimension_other_than_that_of_the_collection_is_refused() =>
        Refused("has 2 dimensions, not 3", 1, dimension: 3, Samples.Record("a"), Samples.Record("b", [1, 0]));

    [Fact]
    public Task Two_dimensions_in_one_batch_are_refused_when_that_of_the_collection_is_unknown() =>
        Refused("has 2 dimensions, not 3", 1, Samples.Record("a"), Samples.Record("b", [1, 0]));

    [Fact]
    public Task An_empty_vector_is_refused() => Refused("the vector is empty", 0, Samples.Record("a", []));

    [Fact]
    public Task An_id_twice_in_a_batch_is_refused() =>
        Refused("record 0 has the same id", 2, Samples.Record("a"), Samples.Record("b"), Samples.Record("a"));

    [Fact]
    public Task An_empty_id_is_refused() => Refused("the id is empty", 0, Samples.Record(""));

    // Not theory data: half a character does not survive an attribute, nor a test runner.
    [Fact]
    public async Task Half_a_character_is_refused_wherever_it_is()
    {
        foreach (var half in (string[])["\ud83d", "a\ude00b", "\ude00\ud83d"])
            await HalfACharacterIsRefused(half);
    }

    private async Task HalfACharacterIsRefused(string half)
    {
        await Refused("the id is no valid Unicode", 0, Samples.Record(half));
        await Refused("the document is no valid Unicode", 0, Samples.Record(document: half));
        await Refused("no valid Unicode", 0, Samples.Record(metadata: new() { ["k"] = half }));
    }

    [Fact]
    public async Task Whole_characters_are_not() =>
        Assert.True((await _chroma.UpsertAsync(Samples.Collection, [Samples.Record("😀 ก็")], Samples.Limits)).Succeeded);

    [Theory]
    [InlineData("")]
    [InlineData("chroma:document")]
    [InlineData("chroma:anything")]
    public Task A_metadata_key_that_Chroma_takes_for_itself_is_refused(string key) =>
        Refused("metadata key", 0, Samples.Record(metadata: new() { [key] = "x" }));

    [Fact]
    public Task A_metadata_number_that_is_none_is_refused() =>
        Refused("under 'k' is NaN", 0, Samples.Record(metadata: new() { ["k"] = double.NaN }));

    [Fact]
    public async Task A_batch_over_the_limit_of_the_server_is_refused()
    {
        var result = await _chroma.UpsertAsync(Samples.Collection, [Samples.Record("a"), Samples.Record("b")], new ChromaLimits(1, true));

        Assert.Equal((ChromaFailureKind.Invalid, null), (result.Failure!.Kind, result.Failure.RecordIndex));
        Assert.Empty(_server.Sent);
    }

    [Fact]
    public async Task An_empty_batch_succeeds_without_a_call()
    {
        Assert.True((await _chroma.UpsertAsync(Samples.Collection, [], Samples.Limits)).Succeeded);
        Assert.True((await _chroma.DeleteAsync(Samples.Collection, [])).Succeeded);
        Assert.Empty((await _chroma.GetAsync(Samples.Collection, new ChromaGet { Ids = [] })).Value);
        Assert.Empty(_server.Sent);
    }

    [Theory]
    [InlineData("..")]
    [InlineData("ab")]
    [InlineData("a/b/c")]
    [InlineData("abc.")]
    [InlineData("ชื่อ")]
    public async Task A_name_that_is_none_never_becomes_part_of_a_path(string name)
    {
        Assert.Equal(ChromaFailureKind.Invalid, (await _chroma.GetCollectionAsync(name)).Failure?.Kind);
        Assert.Equal(ChromaFailureKind.Invalid, (await _chroma.DeleteCollectionAsync(name)).Failure?.Kind);
        Assert.Equal(ChromaFailureKind.Invalid, (await _chroma.GetOrCreateCollectionAsync(new CollectionSpec(name))).Failure?.Kind);
        Assert.Equal(ChromaFailureKind.Invalid, (await _chroma.ModifyCollectionAsync(Samples.Collection, name)).Failure?.Kind);
        Assert.Empty(_server.Sent);
    }

    [Fact]
    public async Task A_query_with_a_zero_vector_or_for_nothing_is_refused()
    {
        Assert.Equal(ChromaFailureKind.Invalid, (await _chroma.QueryAsync(Samples.Collection, new ChromaQuery(new float[3], 5))).Failure?.Kind);
        Assert.Equal(ChromaFailureKind.Invalid, (await _chroma.QueryAsync(Samples.Collection, new ChromaQuery(new float[] { 1 }, 0))).Failure?.Kind);
        Assert.Empty(_server.Sent);
    }

    [Theory]
    [InlineData("ftp://x", "default_tenant", null, "http://")]
    [InlineData("http://x", "..", null, "tenant")]
    [InlineData("http://x", "default_tenant", "line\nbreak", "API key")]
    public void An_option_that_cannot_be_used_is_named(string url, string tenant, string? key, string named)
    {
        var error = Assert.Throws<ArgumentException>(() => new ChromaClient(new ChromaOptions { Url = new(url), Tenant = tenant, ApiKey = key }));

        Assert.Contains(named, error.Message);
        Assert.DoesNotContain("line\nbreak", error.Message);
    }

    private Task Refused(string why, int index, params ChromaRecord[] records) => Refused(why, index, dimension: null, records);

    private async Task Refused(string why, int index, int? dimension, params ChromaRecord[] records)
    {
        var failure = (await _chroma.UpsertAsync(Samples.Collection, records, Samples.Limits, dimension)).Failure;

        Assert.Equal((ChromaFailureKind.Invalid, index), (failure?.Kind, failure?.RecordIndex));
        Assert.Contains(why, failure!.Message);
        Assert.Contains($"record {index} ('{records[index].Id}')", failure.Message);
        Assert.Empty(_server.Sent);
    }
}
