using Oracle.Embeddings.Onnx;
using Oracle.Testing;

namespace Oracle.Embeddings.Tests.Onnx;

public sealed class OnnxModelsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public void A_model_that_can_be_had_and_is_not_here_is_refused_with_the_command_that_restores_it()
    {
        var missing = Assert.Throws<ModelNotInstalledException>(() => OnnxModels.Find(OnnxModels.MiniLm, new EmbedderOptions(_folder.Path)));

        Assert.Equal(OnnxModels.MiniLm, missing.Model);
        Assert.Contains("./oracle reindex --model all-MiniLM-L6-v2", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_name_is_refused_with_the_known_ones() =>
        Assert.Contains("snowflake-arctic-embed-xs, all-MiniLM-L6-v2", Assert.Throws<ArgumentException>(() => OnnxModels.Find("bert", EmbedderOptions.None)).Message, StringComparison.Ordinal);

    [SkippableFact]
    public void Weights_that_are_not_those_that_were_measured_are_refused()
    {
        InstalledModels.SkipWithout(OnnxModels.MiniLm);
        // The other model's package under this one's name.
        var wrong = Directory.CreateDirectory(_folder[OnnxModels.Default]).FullName;
        File.CreateSymbolicLink(Path.Combine(wrong, "package.dll"), Path.Combine(InstalledModels.Folder, OnnxModels.MiniLm, "package.dll"));

        Assert.Contains("SHA-256", Assert.Throws<ArgumentException>(() => OnnxModels.Find(OnnxModels.Default, new EmbedderOptions(_folder.Path))).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(wrong, "model.onnx")));
    }

    [SkippableFact]
    public void A_folder_says_what_it_is_by_the_files_beside_the_weights_and_the_settings_say_the_rest()
    {
        var folder = Folder();
        Write(folder, "config.json", """{"hidden_size": 384, "max_position_embeddings": 512}""");
        var options = new EmbedderOptions(Pooling: Pooling.First, QueryPrefix: "ask: ");

        var plain = OnnxModels.Find(folder, options);
        Assert.Equal((384, Pooling.First, 512, "ask: ", ""), (plain.Dimension, plain.Pooling, plain.Window, plain.QueryPrefix, plain.DocumentPrefix));

        Directory.CreateDirectory(Path.Combine(folder, "1_Pooling"));
        Write(folder, "1_Pooling/config.json", """{"pooling_mode_cls_token": false, "pooling_mode_mean_tokens": true}""");
        Write(folder, "sentence_bert_config.json", """{"max_seq_length": 128}""");
        Write(folder, "config_sentence_transformers.json", """{"prompts": {"query": "query: ", "document": "passage: "}}""");
        var told = OnnxModels.Find(folder, options);
        Assert.Equal((Pooling.Mean, 128, "query: ", "passage: "), (told.Pooling, told.Window, told.QueryPrefix, told.DocumentPrefix));

        // What makes other vectors is another model; a collection that was filled by the former one is not searched with it.
        Assert.NotEqual(plain.Name, told.Name);
        Assert.Equal(told, OnnxModels.Find(told.Name, options));
        Assert.Contains("not the one that the collection was filled with", Assert.Throws<ArgumentException>(() => OnnxModels.Find(plain.Name, options)).Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_folder_without_a_configuration_is_asked_for_its_dimension() => Assert.Equal(384, OnnxModels.Find(Folder(), EmbedderOptions.None).Dimension);

    [SkippableFact]
    public async Task Weights_that_could_not_be_read_are_read_with_the_next_text()
    {
        var folder = Folder();
        Write(folder, "config.json", """{"hidden_size": 384}""");
        var weights = File.ResolveLinkTarget(Path.Combine(folder, "model.onnx"), returnFinalTarget: true)!.FullName;
        File.Delete(Path.Combine(folder, "model.onnx"));
        Write(folder, "model.onnx", "no weights");
        using var model = new OnnxEmbeddingGenerator(OnnxModels.Find(folder, EmbedderOptions.None), threads: 1);
        await Assert.ThrowsAsync<ArgumentException>(() => model.GenerateAsync(["text"]));

        File.Delete(Path.Combine(folder, "model.onnx"));
        File.CreateSymbolicLink(Path.Combine(folder, "model.onnx"), weights);

        Assert.Single(await model.GenerateAsync(["text"]));
    }

    [SkippableTheory]
    [InlineData("model.onnx")]
    [InlineData("vocab.txt")]
    public void A_folder_that_is_not_whole_is_refused_with_the_missing_file(string file)
    {
        var folder = Folder();
        File.Delete(Path.Combine(folder, file));

        Assert.Contains(Path.Combine(folder, file) + " is missing", Assert.Throws<ArgumentException>(() => OnnxModels.Find(folder, EmbedderOptions.None)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private string Folder()
    {
        InstalledModels.SkipWithout(OnnxModels.MiniLm);
        var installed = OnnxModels.Find(OnnxModels.MiniLm, LoadedModels.Options);
        var folder = Directory.CreateDirectory(_folder["own"]).FullName;
        File.CreateSymbolicLink(Path.Combine(folder, "model.onnx"), installed.Weights);
        File.CreateSymbolicLink(Path.Combine(folder, "vocab.txt"), installed.Vocabulary);
        return folder;
    }

    private static void Write(string folder, string file, string text) => File.WriteAllText(Path.Combine(folder, file), text);
}
