namespace Oracle.Embeddings.Remote;

/// <summary>Cuts a text into windows, one behind the other.</summary>
internal static class Windows
{
    /// <summary>Each of at most <paramref name="size"/> characters (UTF-16 units, 2 or more), cut between words where one ends in the last quarter; one, maybe empty, of a text that fits.</summary>
    public static IEnumerable<string> Of(string text, int size)
    {
        var from = 0;
        while (text.Length - from > size)
        {
            var to = End(text, from, size);
            yield return text[from..to];
            from = to;
        }

        yield return text[from..];
    }

    private static int End(string text, int from, int size)
    {
        for (var at = from + size; at > from + (size * 3 / 4); at--)
        {
            if (char.IsWhiteSpace(text[at - 1]))
                return at;
        }

        return char.IsHighSurrogate(text[from + size - 1]) ? from + size - 1 : from + size;
    }
}
