namespace Oracle.Embeddings;

/// <summary>What an embedder's answers must be to be kept and sent. Chroma itself takes much that it should not.</summary>
public static class EmbeddingQuality
{
    /// <summary>Of the right length, all numbers finite, and not all zero.</summary>
    public static bool IsUsable(ReadOnlySpan<float> vector, int dimension)
    {
        if (vector.Length != dimension)
            return false;
        foreach (var x in vector)
        {
            if (!float.IsFinite(x))
                return false;
        }

        return vector.ContainsAnyExcept(0f);
    }

    /// <summary>
    /// The text without what a model may not see: one that knows no case or spaces rightly gives "Foo" and "foo" one vector.
    /// Not Unicode's own normal forms: .NET throws at U+FFFE and its like, which a text may hold.
    /// </summary>
    public static string Bare(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).ToUpperInvariant();
    }
}
