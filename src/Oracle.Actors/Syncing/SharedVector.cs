using System.Runtime.InteropServices;
using Oracle.Documents.Syncing;
using Oracle.Embeddings;

namespace Oracle.Actors.Syncing;

/// <summary>Different texts with one vector.</summary>
internal static class SharedVector
{
    // So many are no coincidence: the provider answers with a constant.
    private const int TooManyAlike = 8;

    /// <summary>How many texts that differ, spaces and case aside, share one vector, if they are too many; else null.</summary>
    public static int? Of(IReadOnlyList<EmbeddedRow> rows, int textVersion)
    {
        if (rows.Count < TooManyAlike)
            return null;
        var most = rows
            .GroupBy(row => Convert.ToBase64String(MemoryMarshal.AsBytes(row.Vector.Span)), StringComparer.Ordinal)
            .Where(alike => alike.Count() >= TooManyAlike)
            .Select(alike => alike.Select(row => EmbeddingQuality.Bare(EmbeddedText.Of(row.Row, textVersion))).Distinct(StringComparer.Ordinal).Count())
            .DefaultIfEmpty()
            .Max();
        return most >= TooManyAlike ? most : null;
    }
}
