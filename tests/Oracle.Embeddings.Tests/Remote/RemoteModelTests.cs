using Oracle.Embeddings.Remote;

namespace Oracle.Embeddings.Tests.Remote;

/// <summary>What a collection's record says of a model behind a server.</summary>
public sealed class RemoteModelTests
{
    [Fact]
    public void A_record_tells_the_model_and_the_length_of_its_vectors()
    {
        var asked = RemoteModel.Read("ollama", "nomic-embed-text:v1.5", EmbedderOptions.None);
        Assert.Null(asked.Description());
        var recorded = (asked with { Dimension = 768 }).Description()!;
        Assert.Equal(new EmbeddingModel("ollama", "nomic-embed-text:v1.5#768", 768, IsLexical: false), recorded);
        Assert.Equal(asked with { Dimension = 768 }, RemoteModel.Read("ollama", recorded.Model, EmbedderOptions.None));
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
    public void A_record_of_other_settings_is_refused_and_says_which()
    {
        var filled = (RemoteModel.Read("openai", "tiny", new EmbedderOptions(DocumentPrefix: "passage: ")) with { Dimension = 8 }).Description()!.Model;
        Assert.Equal("passage: ", RemoteModel.Read("openai", filled, new EmbedderOptions(DocumentPrefix: "passage: ")).DocumentPrefix);
        foreach (var options in (EmbedderOptions[])[EmbedderOptions.None, new(DocumentPrefix: "doc: "), new(Window: 500, DocumentPrefix: "passage: ")])
            Assert.Contains("DocumentPrefix", Assert.Throws<ArgumentException>(() => RemoteModel.Read("openai", filled, options)).Message);
    }

    [Fact]
    public void What_a_query_begins_with_changes_no_documents_vector() =>
        Assert.Equal("tiny#8", (RemoteModel.Read("openai", "tiny", new EmbedderOptions(QueryPrefix: "query: ")) with { Dimension = 8 }).Description()!.Model);
}
