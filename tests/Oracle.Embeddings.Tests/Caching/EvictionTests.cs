using CsCheck;
using Dapper;
using Oracle.Embeddings.Caching;

namespace Oracle.Embeddings.Tests.Caching;

/// <summary>The bound, and who goes first.</summary>
public sealed class EvictionTests
{
    // What one vector of the fake model counts for.
    private static readonly int Entry = CacheFile.BytesOf(4 * sizeof(float));

    [Fact]
    public async Task The_least_recently_used_goes_first_and_reading_is_using()
    {
        await using var test = new TestCache(4 * Entry);
        await test.StoreAsync("a", "b", "c");
        await test.Cache.FindAsync(CountingEmbedder.Fake, ["a"]);
        await test.StoreAsync("d");
        Assert.Equal(["a", "b", "c", "d"], await test.HeldAsync("a", "b", "c", "d"));

        await test.StoreAsync("e");

        Assert.DoesNotContain("b", await test.HeldAsync("a", "b", "c", "d", "e"));
        Assert.Contains("a", await test.HeldAsync("a"));
    }

    [Fact]
    public async Task A_use_is_remembered_over_a_restart()
    {
        await using var test = new TestCache(8 * Entry);
        await test.StoreAsync("a", "b", "c", "d", "e", "f", "g", "h");
        await test.Cache.FindAsync(CountingEmbedder.Fake, ["a"]);
        await test.ReopenAsync(8 * Entry);

        await test.StoreAsync("i", "j", "k");

        Assert.Equal(["a", "i", "j", "k"], await test.HeldAsync("a", "b", "c", "i", "j", "k"));
    }

    [Fact]
    public async Task Counting_is_not_using()
    {
        await using var test = new TestCache(4 * Entry);
        await test.StoreAsync("a", "b", "c", "d");
        Assert.Equal(3, await test.Cache.CountHeldAsync(CountingEmbedder.Fake, ["a", "a", "x", "b"]));

        await test.StoreAsync("e");

        Assert.Empty(await test.HeldAsync("a"));
    }

    [Fact]
    public async Task A_vector_larger_than_the_bound_is_not_kept_and_does_no_harm()
    {
        await using var test = new TestCache(Entry / 2);

        await test.StoreAsync("a");

        Assert.Empty(await test.HeldAsync("a"));
        Assert.Empty(test.Warnings);
    }

    [Fact]
    public async Task Reading_one_vector_writes_nothing_by_itself()
    {
        await using var test = new TestCache();
        await test.StoreAsync("a", "b");
        await using var watcher = test.Outsider();
        var version = watcher.ExecuteScalar<long>("pragma data_version");

        for (var i = 0; i < 50; i++)
            await test.Cache.FindAsync(CountingEmbedder.Fake, ["a", "b"]);

        Assert.Equal(version, watcher.ExecuteScalar<long>("pragma data_version"));
        // The control: what is written is seen.
        await test.StoreAsync("c");
        Assert.NotEqual(version, watcher.ExecuteScalar<long>("pragma data_version"));
    }

    [Theory]
    [InlineData(64)]
    [InlineData(384)]
    [InlineData(1536)]
    public async Task The_bound_holds_over_thousands_of_writes_in_the_file_too(int dimension)
    {
        const long maxBytes = 4 << 20;
        var model = new EmbeddingModel("fake", "large", dimension, IsLexical: false);
        var random = new Random(dimension);
        await using var test = new TestCache(maxBytes);
        // Several times what fits, a tenth of it used again and again, so that holes come up everywhere.
        var texts = (int)(6 * maxBytes / CacheFile.BytesOf(dimension * sizeof(float)));
        foreach (var batch in Enumerable.Range(0, texts).Select(i => $"text {i}").Chunk(100))
        {
            await test.StoreAsync(model, batch);
            await test.Cache.FindAsync(model, Enumerable.Range(0, 10).Select(_ => $"text {random.Next(texts / 60)}"));
            await using var reader = test.Outsider();
            Assert.InRange(reader.ExecuteScalar<long>("select bytes from totals"), 0, maxBytes);
        }

        await using var outsider = test.Outsider();
        Assert.Equal(
            outsider.ExecuteScalar<long>("select bytes from totals"), outsider.ExecuteScalar<long>("select sum(bytes) from entries"));
        Assert.Equal(outsider.ExecuteScalar<long>("select count(*) from entries"), outsider.ExecuteScalar<long>("select count(*) from vectors"));
        Assert.InRange(outsider.ExecuteScalar<long>("select bytes from totals"), maxBytes * 9 / 10, maxBytes);
        Assert.InRange(new FileInfo(test.Path).Length, 1, maxBytes * 3 / 2);
        Assert.Empty(test.Warnings);
    }

    [Fact]
    public async Task A_lower_bound_shrinks_the_file_at_the_next_start()
    {
        await using var test = new TestCache();
        await test.StoreAsync([.. Enumerable.Range(0, 5_000).Select(i => $"text {i}")]);
        await test.ReopenAsync();
        var before = new FileInfo(test.Path).Length;

        await test.ReopenAsync(100 * Entry);
        await test.ReopenAsync(100 * Entry);

        Assert.InRange(new FileInfo(test.Path).Length, 1, before / 4);
        Assert.InRange(await test.Cache.CountHeldAsync(CountingEmbedder.Fake, Enumerable.Range(0, 5_000).Select(i => $"text {i}")), 90, 100);
        Assert.Equal(["text 4999"], await test.HeldAsync("text 4999"));
    }

    [Fact]
    public async Task Tens_of_thousands_are_counted()
    {
        await using var test = new TestCache();
        var texts = Enumerable.Range(0, 30_000).Select(i => $"text {i}").ToArray();
        await test.StoreAsync(texts.Where((_, i) => i % 3 == 0).ToArray());

        Assert.Equal(10_000, await test.Cache.CountHeldAsync(CountingEmbedder.Fake, texts));
    }

    /// <summary>Any order of writing, reading and reopening, against a list in the order of use. CsCheck prints the seed of a failure.</summary>
    [Fact]
    public void It_does_what_a_list_in_the_order_of_use_does()
    {
        const int room = 6;
        var texts = Gen.Int[0, 11].Select(i => $"t{i}").Array[1, 4].Select(names => names.Distinct(StringComparer.Ordinal).ToArray());
        Gen.Select(Gen.Int[0, 9], texts).Array[1, 30].Sample(steps =>
        {
            RunAsync(steps).GetAwaiter().GetResult();
            return true;
        }, iter: 60, threads: 1);

        static async Task RunAsync((int Kind, string[] Texts)[] steps)
        {
            await using var test = new TestCache(room * Entry);
            var order = new List<string>();
            foreach (var (kind, names) in steps)
            {
                if (kind == 0)
                {
                    await test.ReopenAsync(room * Entry);
                }
                else if (kind < 6)
                {
                    await test.StoreAsync(names);
                    order.RemoveAll(names.Contains);
                    order.AddRange(names);
                    // Beyond the bound a little more room is made, here one entry's.
                    if (order.Count > room)
                        order.RemoveRange(0, order.Count - room + 1);
                }
                else
                {
                    var found = await test.Cache.FindAsync(CountingEmbedder.Fake, names);
                    var expected = names.Where(order.Contains).ToList();
                    Assert.Equal(expected.Order(StringComparer.Ordinal), found.Keys.Order(StringComparer.Ordinal));
                    Assert.All(found, pair => Assert.Equal(CountingEmbedder.VectorOf(pair.Key), pair.Value.ToArray()));
                    order.RemoveAll(expected.Contains);
                    order.AddRange(expected);
                }

                Assert.Equal(order.Count, await test.Cache.CountHeldAsync(CountingEmbedder.Fake, Enumerable.Range(0, 12).Select(i => $"t{i}")));
            }

            Assert.Empty(test.Warnings);
        }
    }
}
