using System.Runtime.InteropServices;

namespace Oracle.Actors.Syncing;

/// <summary>What a vector must be to be sent. Chroma itself takes much that it should not.</summary>
internal static class EmbeddingQuality
{
    // So many different texts with one vector are no coincidence: the provider answers with a constant.
    private const int TooManyAlike = 8;

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

    /// <summary>How many texts that differ, spaces and case aside, share one vector, if they are too many; else null.</summary>
    public static int? SharedVector(IReadOnlyList<EmbeddedRow> rows)
    {
        if (rows.Count < TooManyAlike)
            return null;
        var most = rows
            .GroupBy(row => Convert.ToBase64String(MemoryMarshal.AsBytes(row.Vector.Span)), StringComparer.Ordinal)
            .Where(alike => alike.Count() >= TooManyAlike)
            .Select(alike => alike.Select(row => Normalised(row.Row.Content)).Distinct(StringComparer.Ordinal).Count())
            .DefaultIfEmpty()
            .Max();
        return most >= TooManyAlike ? most : null;
    }

    // Not Unicode's own normal forms: .NET throws at U+FFFE and its like, which a text may hold.
    private static string Normalised(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).ToUpperInvariant();
}
