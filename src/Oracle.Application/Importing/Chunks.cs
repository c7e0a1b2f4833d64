using System.Globalization;
using System.Text.RegularExpressions;

namespace Oracle.Application.Importing;

/// <summary>
/// From July 2026 on Oracle V2's indexer cuts a text of more than 800 characters into rows <c>ID__chunk_0</c>, <c>ID__chunk_1</c>, …, and stores
/// none under <c>ID</c> itself. They are put together again. Where a row <c>ID</c> is left from before, the later of the two counts.
/// </summary>
internal static partial class Chunks
{
    private const int Longest = 800;

    public static (IReadOnlyList<V2Document> Documents, IReadOnlyList<Merged> Merged) Join(IReadOnlyList<V2Document> rows)
    {
        var whole = rows.Where(row => !Name().IsMatch(row.Id)).ToDictionary(row => row.Id, StringComparer.Ordinal);
        var merged = new List<Merged>();
        foreach (var all in rows.Where(row => Name().IsMatch(row.Id)).GroupBy(row => Name().Match(row.Id).Groups["id"].Value, StringComparer.Ordinal))
        {
            var id = all.Key;
            if (whole.TryGetValue(id, out var before) && !(all.Max(row => row.IndexedAt) > before.IndexedAt))
            {
                merged.AddRange(all.Select(chunk => new Merged(chunk.Id, id, "is a part of a document that is there as a whole")));
                continue;
            }

            var chunks = OfLastRun([.. all.OrderBy(Number)]);
            whole[id] = chunks[0] with { Id = id, Texts = [.. chunks.SelectMany(chunk => chunk.Texts)] };
            if (before is not null)
                merged.Add(new Merged(id, id, "is an older text of a document that was cut into parts since"));
            merged.AddRange(all.Except(chunks).Select(chunk => new Merged(chunk.Id, id, "is a part of an older text of its document")));
            merged.AddRange(chunks.Skip(1).Select(chunk => new Merged(chunk.Id, id, "is a part of a document, and was put together with the others")));
        }

        return ([.. whole.Values], merged);
    }

    /// <summary>
    /// The parts in order as one text. They were cut between paragraphs, and the empty lines there were dropped; only a line of more than 800
    /// characters was cut within, and all its parts but the last have just so many.
    /// </summary>
    public static string Text(IReadOnlyList<string> parts) =>
        string.Concat(parts.Select((part, i) => i == 0 || parts[i - 1].Length == Longest ? part : "\n\n" + part));

    // A document that became shorter leaves the last of its old chunks behind; one run writes all of its chunks at one moment.
    private static IReadOnlyList<V2Document> OfLastRun(IReadOnlyList<V2Document> chunks)
    {
        var last = chunks.Max(chunk => chunk.IndexedAt);
        IReadOnlyList<V2Document> latest = [.. chunks.Where(chunk => chunk.IndexedAt == last)];
        return latest.Select(Number).SequenceEqual(Enumerable.Range(0, latest.Count)) ? latest : chunks;
    }

    private static int Number(V2Document row) => int.TryParse(Name().Match(row.Id).Groups["n"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : int.MaxValue;

    [GeneratedRegex("^(?<id>.+)__chunk_(?<n>[0-9]+)$", RegexOptions.ExplicitCapture | RegexOptions.Singleline, Timeout.Infinite)]
    private static partial Regex Name();
}
