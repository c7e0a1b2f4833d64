using Oracle.Embeddings.Onnx;

namespace Oracle.Embeddings;

/// <summary>What embedders need beside the name of a model.</summary>
/// <param name="ModelsFolder">Where models are installed; null: nowhere.</param>
/// <param name="Threads">How many a batch may use, 1 or more.</param>
/// <param name="Url">Of a server that embeds; null: the provider's own.</param>
/// <param name="ApiKey">For that server; it is in no message and no log.</param>
/// <param name="Pooling">Of a model in a folder whose files do not say.</param>
/// <param name="Window">The most pieces that are embedded as one, of a model in a folder whose files do not say; the most characters, of one behind a server.</param>
/// <param name="QueryPrefix">Before a query, of a model behind a server, or in a folder whose files do not say.</param>
/// <param name="DocumentPrefix">Before a document, of a model behind a server, or in a folder whose files do not say.</param>
public sealed record EmbedderOptions(
    string? ModelsFolder = null, int Threads = 1, Uri? Url = null, string? ApiKey = null,
    Pooling? Pooling = null, int? Window = null, string? QueryPrefix = null, string? DocumentPrefix = null)
{
    /// <summary>Nothing but what a model brings along.</summary>
    public static readonly EmbedderOptions None = new();
}
