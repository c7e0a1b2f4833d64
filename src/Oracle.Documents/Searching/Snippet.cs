using System.Globalization;
using System.Net;
using System.Text;

namespace Oracle.Documents.Searching;

/// <summary>A stretch of a text around what was found in it.</summary>
/// <param name="Text">The stretch as it stands in the text, cut between words where there are any.</param>
/// <param name="Marks">What was found: places in <paramref name="Text"/>, in order, none within another.</param>
/// <param name="IsCutBefore">Whether there is text before it.</param>
/// <param name="IsCutAfter">Whether there is text behind it.</param>
public sealed record Snippet(string Text, IReadOnlyList<(int Start, int Length)> Marks, bool IsCutBefore, bool IsCutAfter)
{
    /// <summary>The most characters (UTF-16 units) of a snippet, but for the rest of a word.</summary>
    public const int Length = 200;

    private const int Lead = 60;
    private const int RestOfAWord = 20;

    /// <summary>The stretch with the most different of the words that were found; the beginning where none was.</summary>
    /// <param name="content">The text.</param>
    /// <param name="found">Words and pieces of words as the index matched them, folded.</param>
    public static Snippet Of(string content, IReadOnlyCollection<string> found)
    {
        var places = Places(content, found);
        var first = places.Count == 0 ? 0 : places[Densest(places)].Start;
        var from = first <= Lead ? 0 : Boundary(content, first - Lead, first);
        var to = content.Length - from <= Length ? content.Length : Boundary(content, from + Length, Math.Min(content.Length, from + Length + RestOfAWord), least: from);
        return new Snippet(
            content[from..to],
            [.. places.Where(place => place.Start >= from && place.Start + place.Length <= to).Select(place => (place.Start - from, place.Length))],
            !string.IsNullOrWhiteSpace(content[..from]), !content.AsSpan(to).IsWhiteSpace());
    }

    /// <summary>As HTML: what was found within <c>&lt;mark&gt;</c>, all else as text, in one line.</summary>
    public string ToHtml()
    {
        var html = new StringBuilder(IsCutBefore ? "…" : "");
        var at = 0;
        foreach (var (start, length) in Marks)
        {
            html.Append(Plain(Text[at..start])).Append("<mark>").Append(Plain(Text.Substring(start, length))).Append("</mark>");
            at = start + length;
        }

        return html.Append(Plain(Text[at..])).Append(IsCutAfter ? "…" : "").ToString().Trim();
    }

    private static string Plain(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (!char.IsWhiteSpace(c) && !char.IsControl(c))
                line.Append(c);
            else if (line.Length == 0 || line[^1] != ' ')
                line.Append(' ');
        }

        return WebUtility.HtmlEncode(line.ToString());
    }

    private static List<(int Start, int Length, string Word)> Places(string content, IReadOnlyCollection<string> found)
    {
        var places = new List<(int Start, int Length, string Word)>();
        if (found.Count == 0)
            return places;
        var words = found.ToHashSet(StringComparer.OrdinalIgnoreCase);
        var spans = words.GetAlternateLookup<ReadOnlySpan<char>>();
        var pieces = found.SelectMany(Spellings).Where(piece => piece.Length > 0).Distinct(StringComparer.Ordinal).OrderByDescending(piece => piece.Length).ToList();
        var beginnings = pieces.Select(piece => char.ToLowerInvariant(piece[0])).ToHashSet();
        foreach (var (start, length) in FtsQuery.TokenPlaces(content))
        {
            var token = content.AsSpan(start, length);
            if (spans.TryGetValue(token, out var word))
                places.Add((start, length, word));
            else if (Ascii.IsValid(token))
                continue;
            else if (Folding.Of(token.ToString()) is var folded && words.TryGetValue(folded, out word))
                places.Add((start, length, word));
            else if (FtsQuery.IsUnspaced(folded))
                AddPieces(places, folded.Length == length ? folded : token.ToString(), start, pieces, beginnings);
        }

        return places;
    }

    // Folding parts Thai am, and the text has it as it was typed.
    private static IEnumerable<string> Spellings(string piece) => [piece, piece.Replace("\u0E4D\u0E32", "\u0E33", StringComparison.Ordinal)];

    // Where words have no spaces between them a token is a whole sentence, and what was found is a piece of it.
    private static void AddPieces(List<(int Start, int Length, string Word)> places, string token, int start, List<string> pieces, HashSet<char> beginnings)
    {
        for (var at = 0; at < token.Length;)
        {
            var piece = beginnings.Contains(char.ToLowerInvariant(token[at]))
                ? pieces.Find(piece => string.Compare(token, at, piece, 0, piece.Length, StringComparison.OrdinalIgnoreCase) == 0)
                : null;
            if (piece is not null)
                places.Add((start + at, piece.Length, piece));
            at += piece?.Length ?? 1;
        }
    }

    // Where to begin, so that most of the words, and then most places, follow within one snippet.
    private static int Densest(List<(int Start, int Length, string Word)> places)
    {
        var (best, most) = (0, (Words: 0, Places: 0));
        var inside = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        for (var (first, behind) = (0, 0); first < places.Count; first++)
        {
            for (; behind < places.Count && (behind == first || places[behind].Start + places[behind].Length - places[first].Start <= Length - Lead); behind++)
                inside[places[behind].Word] = inside.GetValueOrDefault(places[behind].Word) + 1;
            if ((inside.Count, behind - first).CompareTo(most) > 0)
                (best, most) = (first, (inside.Count, behind - first));
            if (--inside[places[first].Word] == 0)
                inside.Remove(places[first].Word);
        }

        return best;
    }

    // The first beginning of a word from there on; where there is none, no character is split.
    private static int Boundary(string content, int from, int to, int least = 0)
    {
        for (var at = from; at < to; at++)
        {
            if (char.IsWhiteSpace(content[at - 1]) && !char.IsWhiteSpace(content[at]))
                return at;
        }

        var whole = from;
        while (whole > 0 && (char.IsLowSurrogate(content[whole]) || CharUnicodeInfo.GetUnicodeCategory(content, whole)
            is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark))
        {
            whole--;
        }

        return Math.Max(whole, least);
    }
}
