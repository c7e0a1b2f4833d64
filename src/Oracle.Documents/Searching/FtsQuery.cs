using System.Globalization;
using System.Text;

namespace Oracle.Documents.Searching;

/// <summary>
/// Turns what a person typed into FTS5 match expressions. Every token is quoted, so that no input is a syntax
/// error (https://www.sqlite.org/fts5.html, "FTS5 Strings").
/// </summary>
internal static class FtsQuery
{
    // Far more than anybody types; bounds the work of a query that is a whole book.
    private const int MaxTokens = 64;
    private const int MaxTrigrams = 192;
    private const int MaxTokenLength = 1_000;
    private const int TrigramLength = 3;

    /// <summary>Any of the words; null when the query has none.</summary>
    public static string? Words(string query) => AnyOf(Tokens(query).Take(MaxTokens));

    /// <summary>
    /// Substrings: each token as a whole where words have spaces between them, all its trigrams where the script
    /// has none. Null when no token has three characters.
    /// </summary>
    public static string? Substrings(string query) =>
        AnyOf(Tokens(query).Take(MaxTokens)
            .SelectMany(token => HasUnspacedScript(token) ? Trigrams(token) : [token])
            .Where(piece => piece.EnumerateRunes().Count() >= TrigramLength)
            .Distinct(StringComparer.Ordinal)
            .Take(MaxTrigrams));

    /// <summary>A LIKE pattern (escape character <c>\</c>) for a text of one or two characters; null for longer or empty ones.</summary>
    public static string? ShortPattern(string query)
    {
        var text = Clean(query).Trim();
        return text.Length > 0 && text.EnumerateRunes().Count() < TrigramLength
            ? $"%{text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal)}%"
            : null;
    }

    /// <summary>LIKE patterns for a query without a piece of three characters: the whole of it, or each of its tokens.</summary>
    public static IReadOnlyList<string> ShortPatterns(string query) =>
        ShortPattern(query) is { } whole ? [whole] : [.. Tokens(query).Take(MaxTokens).Select(ShortPattern).OfType<string>().Distinct(StringComparer.Ordinal)];

    /// <summary>Letters, digits and marks that stand together. Marks belong to Thai and Indic words.</summary>
    internal static IEnumerable<string> Tokens(string query)
    {
        var token = new StringBuilder();
        foreach (var rune in Clean(query).EnumerateRunes())
        {
            if (IsTokenPart(rune))
            {
                // Of a word that is a whole book its beginning must do.
                if (token.Length < MaxTokenLength)
                    token.Append(rune.ToString());
                continue;
            }

            if (token.Length > 0)
                yield return token.ToString();
            token.Clear();
        }

        if (token.Length > 0)
            yield return token.ToString();
    }

    // A NUL would end the expression early, in the middle of a quoted string; lone surrogates have no UTF-8.
    private static string Clean(string query) =>
        string.Concat(query.EnumerateRunes().Where(r => r != Rune.ReplacementChar && !Rune.IsControl(r) || Rune.IsWhiteSpace(r)));

    private static bool IsTokenPart(Rune rune) =>
        Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark
            or UnicodeCategory.OtherSymbol or UnicodeCategory.PrivateUse or UnicodeCategory.LetterNumber
            or UnicodeCategory.OtherNumber;

    private static IEnumerable<string> Trigrams(string token)
    {
        var runes = token.EnumerateRunes().ToArray();
        return Enumerable.Range(0, Math.Max(0, runes.Length - TrigramLength + 1))
            .Select(i => string.Concat(runes.AsSpan(i, TrigramLength).ToArray()));
    }

    // Thai to Burmese, Khmer, kana, CJK: Unicode blocks whose scripts put no spaces between words.
    private static bool HasUnspacedScript(string token) => token.EnumerateRunes().Any(r => r.Value
        is >= 0x0E00 and <= 0x0EFF or >= 0x1000 and <= 0x109F or >= 0x1780 and <= 0x17FF
        or >= 0x3040 and <= 0x30FF or >= 0x3400 and <= 0x9FFF or >= 0xF900 and <= 0xFAFF or >= 0x20000 and <= 0x3FFFF);

    private static string? AnyOf(IEnumerable<string> pieces)
    {
        var expression = string.Join(" OR ", pieces.Select(p => $"\"{p.Replace("\"", "\"\"", StringComparison.Ordinal)}\""));
        return expression.Length == 0 ? null : expression;
    }
}
