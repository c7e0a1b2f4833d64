using Oracle.Embeddings.Onnx;
using Oracle.Testing;

namespace Oracle.Embeddings.Tests.Onnx;

/// <summary>Each model once for all tests of this process: they take a second to load.</summary>
public sealed class LoadedModels : IDisposable
{
    private readonly Lazy<OnnxEmbeddingGenerator> _arctic = new(() => Open(OnnxModels.Default));
    private readonly Lazy<OnnxEmbeddingGenerator> _miniLm = new(() => Open(OnnxModels.MiniLm));

    public static EmbedderOptions Options { get; } = new(InstalledModels.Folder, Threads: 2);

    public OnnxEmbeddingGenerator Arctic => _arctic.Value;

    public OnnxEmbeddingGenerator MiniLm => _miniLm.Value;

    public void Dispose()
    {
        foreach (var model in (Lazy<OnnxEmbeddingGenerator>[])[_arctic, _miniLm])
        {
            if (model.IsValueCreated)
                model.Value.Dispose();
        }
    }

    private static OnnxEmbeddingGenerator Open(string name)
    {
        InstalledModels.SkipWithout(name);
        return new OnnxEmbeddingGenerator(OnnxModels.Find(name, Options), Options.Threads);
    }
}
