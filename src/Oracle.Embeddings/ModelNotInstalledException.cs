namespace Oracle.Embeddings;

/// <summary>A model that Oracle knows how to get is not on this machine.</summary>
/// <param name="model">Its name.</param>
public sealed class ModelNotInstalledException(string model)
    : ArgumentException($"Embedding model '{model}' is not installed here: ./oracle reindex --model {model} restores it, and changes to it.")
{
    /// <summary>Its name.</summary>
    public string Model => model;
}
