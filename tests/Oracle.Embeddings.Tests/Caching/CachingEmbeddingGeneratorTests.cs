using Microsoft.Extensions.AI;

namespace Oracle.Embeddings.Tests.Caching;

public sealed class CachingEmbeddingGeneratorTests : IAsyncDisposable
{
    private readonly TestCache _test = new();
    private readonly CountingEmbedder _inner = new();

    public async ValueTask DisposeAsync() => await _test.DisposeAsync();

    [Fact]
    public async Task The_second_time_the_inner_generator_is_not_asked()
    {
        var first = await Vectors(_test.Over(_inner), "a", "b");

        var second = await Vectors(_test.Over(_inner), "b", "a");

        Assert.Single(_inner.Calls);
        Assert.Equal([CountingEmbedder.VectorOf("a"), CountingEmbedder.VectorOf("b")], first);
        Assert.Equal([CountingEmbedder.VectorOf("b"), CountingEmbedder.VectorOf("a")], second);
    }

    [Fact]
    public async Task Only_the_different_texts_that_are_missing_are_asked_for_in_one_call_and_in_their_order()
    {
        await _test.StoreAsync("b", "d");

        var vectors = await Vectors(_test.Over(_inner), "z", "b", "a", "z", "d", "", "a", "b");

        Assert.Equal([["z", "a", ""]], _inner.Calls);
        Assert.Equal(new[] { "z", "b", "a", "z", "d", "", "a", "b" }.Select(CountingEmbedder.VectorOf), vectors);
    }

    [Fact]
    public async Task A_retry_after_a_failure_asks_only_for_what_is_missing()
    {
        var generator = _test.Over(_inner);
        await Vectors(generator, "a", "b");
        _inner.Vector = _ => throw new TimeoutException("gone");
        await Assert.ThrowsAsync<TimeoutException>(() => Vectors(generator, "a", "b", "c", "d"));
        _inner.Vector = CountingEmbedder.VectorOf;

        var vectors = await Vectors(generator, "a", "b", "c", "d");

        Assert.Equal([["a", "b"], ["c", "d"], ["c", "d"]], _inner.Calls);
        Assert.Equal(new[] { "a", "b", "c", "d" }.Select(CountingEmbedder.VectorOf), vectors);
    }

    [Theory]
    [InlineData("other", "fake-v1", 4)]
    [InlineData("fake", "fake-v2", 4)]
    [InlineData("fake", "fake-v1", 5)]
    public async Task Another_provider_model_or_dimension_has_vectors_of_its_own(string provider, string model, int dimension)
    {
        var other = new CountingEmbedder(new EmbeddingModel(provider, model, dimension, IsLexical: false));
        other.Vector = text => [.. Enumerable.Repeat((float)text.Length, dimension)];
        await Vectors(_test.Over(_inner), "abc");

        Assert.Equal([other.Vector("abc")], await Vectors(_test.Over(other), "abc"));

        Assert.Equal([other.Vector("abc")], await Vectors(_test.Over(other), "abc"));
        Assert.Equal([CountingEmbedder.VectorOf("abc")], await Vectors(_test.Over(_inner), "abc"));
        Assert.Single(other.Calls);
        Assert.Single(_inner.Calls);
    }

    public static TheoryData<float[]> BadVectors => new([], [1, 2, 3], [1, 2, 3, 4, 5], [1, float.NaN, 3, 4], [1, 2, float.PositiveInfinity, 4], [0, 0, 0, 0]);

    [Theory]
    [MemberData(nameof(BadVectors))]
    public async Task A_bad_vector_is_handed_over_as_it_is_and_not_kept(float[] bad)
    {
        _inner.Vector = text => text == "bad" ? bad : CountingEmbedder.VectorOf(text);
        Assert.Equal([CountingEmbedder.VectorOf("good"), bad], await Vectors(_test.Over(_inner), "good", "bad"));
        _inner.Vector = CountingEmbedder.VectorOf;

        var vectors = await Vectors(_test.Over(_inner), "good", "bad");

        Assert.Equal([CountingEmbedder.VectorOf("good"), CountingEmbedder.VectorOf("bad")], vectors);
        Assert.Equal([["good", "bad"], ["bad"]], _inner.Calls);
    }

    [Fact]
    public async Task One_vector_for_texts_that_differ_is_not_kept_except_of_a_lexical_model()
    {
        var lexical = new CountingEmbedder(new EmbeddingModel("fake", "lexical", 4, IsLexical: true));
        _inner.Vector = lexical.Vector = text => text.StartsWith("own", StringComparison.Ordinal) ? CountingEmbedder.VectorOf(text) : [1, 2, 3, 4];

        await Vectors(_test.Over(_inner), "one", "two", "own");
        await Vectors(_test.Over(_inner), "Three", "three ", "own");
        await Vectors(_test.Over(lexical), "one", "two");

        Assert.Equal(["Three", "three ", "own"], await _test.HeldAsync("one", "two", "Three", "three ", "own"));
        Assert.Equal(2, await _test.Cache.CountHeldAsync(lexical.Model, ["one", "two"]));
    }

    [Fact]
    public async Task More_or_fewer_vectors_than_texts_are_refused_for_nobody_knows_whose_they_are()
    {
        _inner.Lost = 1;

        await Assert.ThrowsAsync<InvalidOperationException>(() => Vectors(_test.Over(_inner), "a", "b"));

        Assert.Empty(await _test.HeldAsync("a", "b"));
    }

    [Fact]
    public async Task Half_a_surrogate_pair_is_not_taken_for_another()
    {
        await Vectors(_test.Over(_inner), "\uD800", "\uD801", "\uFFFD");

        Assert.Equal(3, _inner.Texts.Count());
        Assert.Equal([CountingEmbedder.VectorOf("\uD801")], await Vectors(_test.Over(_inner), "\uD801"));
    }

    [Fact]
    public async Task Nothing_asked_is_nothing_answered()
    {
        Assert.Empty(await Vectors(_test.Over(_inner)));
        Assert.Empty(_inner.Calls);
    }

    [Fact]
    public async Task What_is_asked_with_options_goes_past_the_cache()
    {
        await _test.Over(_inner).GenerateAsync(["a"], new EmbeddingGenerationOptions { Dimensions = 2 });

        Assert.Empty(await _test.HeldAsync("a"));
        Assert.Single(_inner.Calls);
    }

    [Fact]
    public void It_tells_the_model_of_the_inner_one() =>
        Assert.Equal(CountingEmbedder.Fake, EmbeddingModel.Of(_test.Over(_inner)));

    [Fact]
    public async Task The_hashing_provider_gives_the_same_vectors_through_the_cache()
    {
        using var hash = EmbeddingProviders.Create("hash");
        string[] texts = ["A whole sentence.", "ประโยคทั้งประโยค", "", "..."];
        var plain = await Vectors(hash, texts);

        Assert.Equal(plain, await Vectors(_test.Over(hash), texts));
        Assert.Equal(plain, await Vectors(_test.Over(hash), texts));
        Assert.Equal(4, await _test.Cache.CountHeldAsync(EmbeddingModel.Of(hash), texts));
    }

    internal static async Task<List<float[]>> Vectors(IEmbeddingGenerator<string, Embedding<float>> generator, params string[] texts) =>
        [.. (await generator.GenerateAsync(texts)).Select(embedding => embedding.Vector.ToArray())];
}
