namespace Oracle.Embeddings.Caching;

/// <summary>Which answers of an embedder may be given again. A bad one that is kept would be bad for ever.</summary>
internal static class WorthKeeping
{
    /// <summary>
    /// Those of the right length, all numbers finite and not all zero; and of a model that knows meaning, those that no
    /// different text of the same answer has too: such an embedder answers with a constant.
    /// </summary>
    public static IEnumerable<(string Text, byte[] Vector)> Of(EmbeddingModel model, IEnumerable<KeyValuePair<string, ReadOnlyMemory<float>>> vectors)
    {
        var usable = vectors
            .Where(pair => EmbeddingQuality.IsUsable(pair.Value.Span, model.Dimension))
            .Select(pair => (Text: pair.Key, Vector: CachedVector.ToBytes(pair.Value.Span)));
        return model.IsLexical
            ? usable
            : usable
                .GroupBy(pair => Convert.ToBase64String(pair.Vector), StringComparer.Ordinal)
                .Where(alike => alike.Select(pair => EmbeddingQuality.Bare(pair.Text)).Distinct(StringComparer.Ordinal).Count() == 1)
                .SelectMany(alike => alike);
    }
}
