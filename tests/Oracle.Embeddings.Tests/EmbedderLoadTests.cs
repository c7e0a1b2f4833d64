using Microsoft.Extensions.AI;
using Oracle.Embeddings.Tests.Caching;
using Oracle.Testing;

namespace Oracle.Embeddings.Tests;

/// <summary>What embedders are at, seen from outside.</summary>
public sealed class EmbedderLoadTests
{
    [Fact]
    public async Task Texts_that_a_model_is_at_are_told_from_those_that_wait_for_another_asker()
    {
        var gate = new TaskCompletionSource();
        var load = new EmbedderLoad(TimeProvider.System);
        using var model = new CountingEmbedder { Gate = _ => gate.Task };
        await using var cache = new TestCache();
        using var documents = CountedGenerator.OfAsked(cache.Over(CountedGenerator.OfComputed(model, load)), load);
        Assert.Equal(new EmbedderReading(0, 0, null), load.Read());

        var one = documents.GenerateAsync(["a", "b"]);
        await Eventually.True(() => model.Calls.Count == 1);
        var other = documents.GenerateAsync(["b"]);
        var reading = await Eventually.Get(load.Read, static load => load.Waiting == 1);
        Assert.Equal(2, reading.UnderWay);
        Assert.InRange(DateTimeOffset.UtcNow - reading.Since!.Value, TimeSpan.Zero, TimeSpan.FromMinutes(1));

        gate.SetResult();
        await Task.WhenAll(one, other);
        Assert.Equal(new EmbedderReading(0, 0, null), load.Read());
    }

    [Fact]
    public async Task What_fails_is_not_under_way_any_more_and_a_generator_for_queries_is_counted_too()
    {
        var load = new EmbedderLoad(TimeProvider.System);
        using var queries = new CountingEmbedder { Gate = _ => throw new InvalidOperationException($"{load.Read().UnderWay} under way") };
        using var model = CountedGenerator.OfComputed(new WithQueries(queries), load);
        var found = (IEmbeddingGenerator<string, Embedding<float>>)model.GetService(typeof(IEmbeddingGenerator<string, Embedding<float>>), Embedders.QueriesKey)!;

        Assert.Equal("1 under way", (await Assert.ThrowsAsync<InvalidOperationException>(() => found.GenerateAsync(["a"]))).Message);
        Assert.Equal(0, load.Read().UnderWay);
    }

    private sealed class WithQueries(CountingEmbedder queries) : DelegatingEmbeddingGenerator<string, Embedding<float>>(new CountingEmbedder())
    {
        public override object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is Embedders.QueriesKey ? queries : base.GetService(serviceType, serviceKey);
    }
}
