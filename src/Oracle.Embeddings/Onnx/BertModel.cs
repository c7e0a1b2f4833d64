namespace Oracle.Embeddings.Onnx;

/// <summary>How the vectors of a text's pieces become one vector of the text.</summary>
public enum Pooling
{
    /// <summary>The vector of the first piece, which stands for the whole.</summary>
    First,

    /// <summary>The mean over all pieces.</summary>
    Mean,
}

/// <summary>Everything that decides which vector a BERT-style model gives a text.</summary>
/// <param name="Name">What a collection's record calls it.</param>
/// <param name="Folder">Where <c>model.onnx</c> and <c>vocab.txt</c> are.</param>
/// <param name="Dimension">Components of a vector.</param>
/// <param name="Pooling">How pieces become a text.</param>
/// <param name="Window">The most pieces of a text that it reads, the two marks around them included; what is behind is not seen.</param>
/// <param name="IsUncased">Whether upper and lower case are one to it.</param>
/// <param name="QueryPrefix">Stands before what is asked.</param>
/// <param name="DocumentPrefix">Stands before what is stored.</param>
public sealed record BertModel(
    string Name, string Folder, int Dimension, Pooling Pooling, int Window, bool IsUncased = true, string QueryPrefix = "", string DocumentPrefix = "")
{
    /// <summary>The file of the weights.</summary>
    public string Weights => Path.Combine(Folder, "model.onnx");

    /// <summary>The file of the pieces that it knows.</summary>
    public string Vocabulary => Path.Combine(Folder, "vocab.txt");
}
