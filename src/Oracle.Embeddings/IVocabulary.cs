namespace Oracle.Embeddings;

/// <summary>
/// What a generator answers to <c>GetService</c> whose model reads pieces of words. In a language that it was trained on a word is
/// one piece or two; in another it falls into many, and its vectors mean little.
/// </summary>
public interface IVocabulary
{
    /// <summary>How many pieces a word of this text falls into on average, 1 or more; a word without any is as many as it has characters.</summary>
    Task<double> PiecesPerWordAsync(string text, CancellationToken cancellation = default);
}
