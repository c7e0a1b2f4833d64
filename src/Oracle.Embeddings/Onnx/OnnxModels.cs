namespace Oracle.Embeddings.Onnx;

/// <summary>From a name, or a folder, to a model that can be opened.</summary>
public static class OnnxModels
{
    /// <summary>The better retriever of the two (Snowflake, Apache-2.0), and the one that is installed with the build.</summary>
    public const string Default = "snowflake-arctic-embed-xs";

    /// <summary>Another of the same size (sentence-transformers, Apache-2.0); restored when it is first named.</summary>
    public const string MiniLm = "all-MiniLM-L6-v2";

    private const string Folder = "folder";

    // What their makers say of them: https://huggingface.co/Snowflake/snowflake-arctic-embed-xs and
    // https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2, the latter's window as its sentence_bert_config.json has it.
    private static readonly IReadOnlyDictionary<string, Packaged> Known = new Dictionary<string, Packaged>(StringComparer.OrdinalIgnoreCase)
    {
        [Default] = new(
            new BertModel(Default, Folder, 384, Pooling.First, Window: 512, QueryPrefix: "Represent this sentence for searching relevant passages: "),
            "cf2698d30ff05da02c70a088313bad56e5c2f401d734cb24a8390d446111936c"),
        [MiniLm] = new(new BertModel(MiniLm, Folder, 384, Pooling.Mean, Window: 256), "4a64cee3d4134bbdc86eed96e1a660efec58975417204ecfcf134140edb6e0e2"),
    };

    /// <summary>The models that have a name.</summary>
    public static IReadOnlyCollection<string> Names { get; } = [.. Known.Keys];

    /// <summary>The model of a name, or that of a folder.</summary>
    /// <param name="name">One of <see cref="Names"/>; the path of a folder with <c>model.onnx</c> and <c>vocab.txt</c>, as it is or as a collection's record has it; null or empty: <see cref="Default"/>.</param>
    /// <param name="options">Where installed models are, and what a folder's files may leave open.</param>
    /// <exception cref="ModelNotInstalledException">It is one of the names, and is not installed here.</exception>
    /// <exception cref="ArgumentException">There is no such model.</exception>
    public static BertModel Find(string? name, EmbedderOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var wanted = string.IsNullOrEmpty(name) ? Default : name;
        if (Known.TryGetValue(wanted, out var packaged))
            return Installed(packaged, options.ModelsFolder);
        if (wanted.Contains(Path.DirectorySeparatorChar) || Directory.Exists(wanted))
            return ModelFolder.Read(wanted, options);
        throw new ArgumentException(
            $"Embedding model '{wanted}' is unknown to provider onnx; it has {string.Join(", ", Names)}, and any folder with a BERT-style model.onnx and vocab.txt.", nameof(name));
    }

    private static BertModel Installed(Packaged packaged, string? models)
    {
        var (name, folder) = (packaged.Model.Name, models is null ? null : Path.Combine(models, packaged.Model.Name));
        if (folder is null || !ModelPackage.IsUnpacked(folder, packaged.Digest))
        {
            throw new ModelNotInstalledException(name);
        }

        return packaged.Model with { Folder = folder };
    }

    /// <param name="Model">What it is; its folder is where it is installed.</param>
    /// <param name="Digest">SHA-256 of the weights.</param>
    private sealed record Packaged(BertModel Model, string Digest);
}
