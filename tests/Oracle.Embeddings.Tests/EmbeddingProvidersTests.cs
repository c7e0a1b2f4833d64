namespace Oracle.Embeddings.Tests;

public sealed class EmbeddingProvidersTests
{
    [Theory]
    [InlineData("hash", null)]
    [InlineData("hash", "")]
    [InlineData("HASH", "hash-384-v1")]
    public void A_provider_opens_its_default_model_or_the_one_named(string provider, string? model)
    {
        using var generator = EmbeddingProviders.Create(provider, model);

        Assert.Equal("hash-384-v1", EmbeddingModel.Of(generator).Model);
    }

    [Fact]
    public void What_a_collection_recorded_opens_the_same_model_again()
    {
        using var first = EmbeddingProviders.Create("hash", "hash-768-v1");
        var recorded = EmbeddingModel.Of(first);

        using var again = EmbeddingProviders.Create(recorded.Provider, recorded.Model);

        Assert.Equal(recorded, EmbeddingModel.Of(again));
    }

    [Fact]
    public void An_unknown_provider_is_refused_with_the_known_ones()
    {
        var error = Assert.Throws<ArgumentException>(() => EmbeddingProviders.Create("onnnx"));

        Assert.Contains("'onnnx'", error.Message, StringComparison.Ordinal);
        Assert.Contains("it has: onnx, hash", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hash")]
    [InlineData("hash-384")]
    [InlineData("hash-384-v2")]
    [InlineData("hash-0384-v1")]
    [InlineData("hash-8-v1")]
    [InlineData("hash-99999999999-v1")]
    [InlineData("all-MiniLM-L6-v2")]
    public void An_unknown_model_is_refused_with_what_is_allowed(string model)
    {
        var error = Assert.Throws<ArgumentException>(() => EmbeddingProviders.Create("hash", model));

        Assert.Contains($"'{model}'", error.Message, StringComparison.Ordinal);
        Assert.Contains("hash-384-v1", error.Message, StringComparison.Ordinal);
    }
}
