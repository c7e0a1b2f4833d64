using System.Collections.Concurrent;
using Oracle.Embeddings.Tests.Caching;

namespace Oracle.Embeddings.Tests;

public sealed class EmbeddersTests
{
    private readonly ConcurrentBag<CountingEmbedder> _opened = [];

    [Fact]
    public void Each_model_is_opened_once_whoever_asks_and_however_it_is_written()
    {
        using var embedders = new Embedders(cache: null, Open);

        var first = embedders.ForDocuments("Fake", null);

        Assert.Same(first, embedders.ForDocuments("fake", ""));
        Assert.Same(first, embedders.ForQueries("FAKE", null));
        Assert.Single(_opened);
        // Under its own name it is known only once it is open; the second one goes at once.
        Assert.Same(first, embedders.ForDocuments("fake", "fake-v1"));
        Assert.NotSame(first, embedders.ForDocuments("fake", "fake-v2"));
        Assert.Equal(2, _opened.Count(opened => !opened.IsDisposed));
    }

    [Fact]
    public async Task Many_who_ask_at_once_get_one_and_the_same()
    {
        using var embedders = new Embedders(cache: null, Open);

        var got = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(() => embedders.ForDocuments("fake", null))));

        Assert.Single(got.Distinct());
        Assert.Single(_opened);
    }

    [Fact]
    public async Task Documents_go_through_the_cache_and_queries_past_it()
    {
        await using var test = new TestCache();
        using var embedders = new Embedders(test.Cache, Open);

        await CachingEmbeddingGeneratorTests.Vectors(embedders.ForQueries("fake", null), "query");
        await CachingEmbeddingGeneratorTests.Vectors(embedders.ForDocuments("fake", null), "document");

        Assert.Equal(["document"], await test.HeldAsync("query", "document"));
        Assert.Same(Assert.Single(_opened), embedders.ForQueries("fake", null));
        Assert.Equal(CountingEmbedder.Fake, EmbeddingModel.Of(embedders.ForDocuments("fake", null)));
    }

    [Fact]
    public void What_is_unknown_is_refused_as_the_providers_do()
    {
        using var embedders = new Embedders(cache: null);

        Assert.Contains("it has: onnx, hash", Assert.Throws<ArgumentException>(() => embedders.ForDocuments("onnnx", null)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => embedders.ForQueries("hash", "hash-8-v1"));
        Assert.Equal("hash-384-v1", EmbeddingModel.Of(embedders.ForDocuments("hash", null)).Model);
    }

    [Fact]
    public void Closing_it_closes_all_that_were_opened()
    {
        var embedders = new Embedders(cache: null, Open);
        embedders.ForDocuments("fake", null);
        embedders.ForQueries("fake", "fake-v2");

        embedders.Dispose();

        Assert.All(_opened, opened => Assert.True(opened.IsDisposed));
        Assert.Throws<ObjectDisposedException>(() => embedders.ForDocuments("fake", null));
    }

    private CountingEmbedder Open(string provider, string? model)
    {
        var opened = new CountingEmbedder(CountingEmbedder.Fake with { Model = string.IsNullOrEmpty(model) ? "fake-v1" : model });
        _opened.Add(opened);
        return opened;
    }
}
