using Microsoft.Extensions.AI;
using Oracle.Embeddings.Hash;

namespace Oracle.Embeddings.Tests.Hash;

public sealed class HashEmbeddingGeneratorTests
{
    private static readonly HashEmbeddingGenerator s_generator = new();

    [Fact]
    public async Task A_batch_is_answered_in_the_order_of_its_texts()
    {
        var texts = Enumerable.Range(0, 200).Select(i => $"document {i} about topic {i * 7919}").ToArray();

        var answers = await s_generator.GenerateAsync(texts);

        Assert.Equal(texts.Select(Vectors.Of), answers.Select(a => a.Vector.ToArray()));
    }

    [Fact]
    public async Task An_empty_batch_is_answered_with_nothing() =>
        Assert.Empty(await s_generator.GenerateAsync([]));

    [Fact]
    public async Task Every_vector_names_the_model_that_made_it() =>
        Assert.Equal("hash-384-v1", Assert.Single(await s_generator.GenerateAsync(["a text"])).ModelId);

    [Fact]
    public async Task A_null_text_is_refused_by_its_place_in_the_batch()
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(() => s_generator.GenerateAsync(["first", null!]));

        Assert.Contains("Text 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_call_makes_no_vector()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        var call = s_generator.GenerateAsync(["a text"], cancellationToken: cancelled.Token);

        Assert.True(call.IsCanceled);
    }

    [Fact]
    public async Task Cancelling_stops_between_two_texts_of_a_batch()
    {
        using var source = new CancellationTokenSource();
        var taken = 0;
        IEnumerable<string> CancelAfterTheFirst()
        {
            for (; taken < 10; taken++)
            {
                yield return "a text";
                source.Cancel();
            }
        }

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => s_generator.GenerateAsync(CancelAfterTheFirst(), cancellationToken: source.Token));
        Assert.Equal(1, taken);
    }

    [Fact]
    public void Cancelling_stops_inside_a_text_and_leaves_the_next_one_unharmed()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();

        Assert.Throws<OperationCanceledException>(() => s_generator.Embed(new string('x', 1 << 20), cancelled.Token));
        Assert.Equal(new HashEmbeddingGenerator().Embed("next"), s_generator.Embed("next"));
    }

    [Fact]
    public async Task Asking_for_another_model_or_dimension_is_refused_instead_of_ignored()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => s_generator.GenerateAsync(["a"], new() { ModelId = "hash-384-v0" }));
        await Assert.ThrowsAsync<ArgumentException>(() => s_generator.GenerateAsync(["a"], new() { Dimensions = 768 }));
        Assert.Single(await s_generator.GenerateAsync(["a"], new() { ModelId = "hash-384-v1", Dimensions = 384 }));
    }

    [Fact]
    public void It_says_who_it_is()
    {
        var metadata = s_generator.GetService<EmbeddingGeneratorMetadata>()!;

        Assert.Equal(("hash", "hash-384-v1", 384), (metadata.ProviderName, metadata.DefaultModelId, metadata.DefaultModelDimensions));
        Assert.Equal(new EmbeddingModel("hash", "hash-384-v1", 384, IsLexical: true), EmbeddingModel.Of(s_generator));
        Assert.Same(s_generator, s_generator.GetService<HashEmbeddingGenerator>());
        Assert.Null(s_generator.GetService(typeof(EmbeddingModel), "a key"));
    }

    [Fact]
    public void It_says_that_it_is_lexical() =>
        Assert.Contains("lexical", s_generator.Model.Description, StringComparison.Ordinal);

    [Theory]
    [InlineData(16)]
    [InlineData(1000)]
    [InlineData(4096)]
    public void Another_dimension_is_another_model(int dimension)
    {
        var generator = new HashEmbeddingGenerator(dimension);

        Assert.Equal($"hash-{dimension}-v1", generator.Model.Model);
        Assert.Equal(dimension, generator.Embed("a text with several words").Length);
        Assert.Equal(generator.Model, HashEmbeddingGenerator.Open(generator.Model.Model).Model);
    }

    [Theory]
    [InlineData(15)]
    [InlineData(4097)]
    [InlineData(-1)]
    public void A_dimension_out_of_range_is_refused(int dimension) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new HashEmbeddingGenerator(dimension));
}
