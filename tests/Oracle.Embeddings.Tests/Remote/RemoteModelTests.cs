using Microsoft.Extensions.AI;
using Oracle.Embeddings.Hash;
using Oracle.Embeddings.Remote;

namespace Oracle.Embeddings.Tests.Remote;

/// <summary>What a collection's record says of a model behind a server.</summary>
public sealed class RemoteModelTests
{
    private static readonly Uri Server = new("http://embedder.test");

    [Fact]
    public void A_record_tells_the_model_and_the_length_of_its_vectors()
    {
        var asked = RemoteModel.Read("ollama", Server, "nomic-embed-text:v1.5", EmbedderOptions.None);
        Assert.Null(asked.Description());
        var recorded = (asked with { Dimension = 768 }).Description()!;
        Assert.Equal(new EmbeddingModel("ollama", "nomic-embed-text:v1.5#768", 768, IsLexical: false), recorded);
        Assert.Equal(asked with { Dimension = 768 }, RemoteModel.Read("ollama", Server, recorded.Model, EmbedderOptions.None));
    }

    [Theory]
    [InlineData("tiny", "tiny#64", true)]
    [InlineData("tiny", "tiny#64-0123abcd", true)]
    [InlineData("tiny", "tiny", true)]
    [InlineData("tiny", "tinier#64", false)]
    [InlineData("tiny", "tiny#", false)]
    public void A_name_of_the_settings_is_known_in_the_record(string name, string recorded, bool isNamed) =>
        Assert.Equal(isNamed, EmbeddingModel.IsNamed(name, recorded));

    [Fact]
    public async Task A_record_of_other_settings_embeds_queries_and_no_documents_and_says_which()
    {
        var filled = (RemoteModel.Read("openai", Server, "tiny", new EmbedderOptions(DocumentPrefix: "passage: ")) with { Dimension = 16 }).Description()!.Model;
        Assert.Null(RemoteModel.Read("openai", Server, filled, new EmbedderOptions(DocumentPrefix: "passage: ")).Differs);
        foreach (var options in (EmbedderOptions[])[EmbedderOptions.None, new(DocumentPrefix: "doc: "), new(Window: 500, DocumentPrefix: "passage: ")])
        {
            var model = RemoteModel.Read("openai", Server, filled, options);
            Assert.Equal(filled, model.Description()!.Model);
            using var generator = new RemoteEmbeddingGenerator(new HashEmbeddingGenerator(16), Connections.None, model);
            Assert.Contains("DocumentPrefix", (await Assert.ThrowsAsync<EmbedderUnavailableException>(() => generator.GenerateAsync(["a text"]))).Message);
            var queries = (IEmbeddingGenerator<string, Embedding<float>>)generator.GetService(typeof(IEmbeddingGenerator<string, Embedding<float>>), Embedders.QueriesKey)!;
            Assert.Equal(16, (await queries.GenerateAsync(["a query"]))[0].Vector.Length);
        }
    }

    [Fact]
    public void What_a_query_begins_with_changes_no_documents_vector() =>
        Assert.Equal("tiny#8", (RemoteModel.Read("openai", Server, "tiny", new EmbedderOptions(QueryPrefix: "query: ")) with { Dimension = 8 }).Description()!.Model);

    private sealed class Connections : IDisposable
    {
        public static readonly Connections None = new();

        public void Dispose()
        {
        }
    }
}
