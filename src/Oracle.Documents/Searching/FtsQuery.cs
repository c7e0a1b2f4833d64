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
    private const int MaxPhrase = 16;
    private const int MaxTokenLength = 1_000;
    private const int TrigramLength = 3;

    /// <summary>The words, each a piece of an expression.</summary>
    public static IReadOnlyList<string> Words(SearchText query) =>
        [.. Tokens(query.Text).Take(MaxTokens).Distinct(StringComparer.Ordinal)
            .Select(token => query.Prefixes.Contains(token, StringComparer.Ordinal) ? Quoted(token) + " *" : Quoted(token))];

    /// <summary>A piece of an expression, in what names a document.</summary>
    public static string InNames(string piece) => $"{{title aliases heading_path tags}} : {piece}";

    /// <summary>All words one behind the other; null for a single one, and for more than a phrase would have.</summary>
    public static string? InOrder(SearchText query) =>
        Tokens(query.Text).Take(MaxPhrase + 1).ToList() is { Count: > 1 and <= MaxPhrase } tokens && query.Prefixes.Count == 0
            ? Quoted(string.Join(' ', tokens))
            : null;

    /// <summary>
    /// Pieces of words: each token as a whole where words have spaces between them, all its trigrams where the script
    /// has none. Those of fewer than three characters are left out.
    /// </summary>
    public static IReadOnlyList<string> Substrings(SearchText query) =>
        [.. Tokens(query.Text).Take(MaxTokens)
            .SelectMany(token => HasUnspacedScript(token) ? Trigrams(token) : [token])
            .Where(piece => !IsShort(piece))
            .Distinct(StringComparer.Ordinal)
            .Take(MaxTrigrams)
            .Select(Quoted)];

    /// <summary>The query as it stands, where it says more than its words do (<c>List&lt;int&gt;</c>, a path, a mail address); else null.</summary>
    public static string? Literal(SearchText query) =>
        query.Text is { Length: > 0 and <= MaxTokenLength } text && Clean(text) == text && text.EnumerateRunes().Any(rune => !IsTokenPart(rune) && !Rune.IsWhiteSpace(rune))
            ? text
            : null;

    /// <summary>Whether a text is too short for the table of trigrams.</summary>
    public static bool IsShort(string text) => text.EnumerateRunes().Count() < TrigramLength;

    /// <summary>Whether something in it is of a script without spaces between words.</summary>
    public static bool IsUnspaced(string text) => Tokens(text).Any(HasUnspacedScript);

    /// <summary>Where the tokens of a text stand in it.</summary>
    public static IEnumerable<(int Start, int Length)> TokenPlaces(string text)
    {
        var start = -1;
        for (var at = 0; at < text.Length;)
        {
            _ = Rune.TryGetRuneAt(text, at, out var rune);
            var isPart = rune != default && IsTokenPart(rune);
            if (isPart && start < 0)
                start = at;
            if (!isPart && start >= 0)
            {
                yield return (start, at - start);
                start = -1;
            }

            at += rune == default ? 1 : rune.Utf16SequenceLength;
        }

        if (start >= 0)
            yield return (start, text.Length - start);
    }

    /// <summary>Any of the pieces, all phrases, nothing that is excluded; null when nothing is asked for.</summary>
    public static string? Expression(IReadOnlyCollection<string> pieces, SearchText query)
    {
        if (pieces.Count == 0)
            return null;
        var any = string.Join(" OR ", pieces);
        var all = query.Phrases.Count == 0 ? any : $"({any}) AND {string.Join(" AND ", query.Phrases.Select(Quoted))}";
        return query.Excluded.Count == 0 ? all : $"({all}) NOT ({string.Join(" OR ", query.Excluded.Select(Quoted))})";
    }

    /// <summary>Whether the table of trigrams, and not that of words, can tell if a phrase is there.</summary>
    public static bool IsOfTrigrams(string phrase) => HasUnspacedScript(phrase) && !IsShort(phrase);

    /// <summary>A text as FTS5 reads a phrase.</summary>
    public static string Quoted(string text) => $"\"{Clean(text).Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>A LIKE pattern (escape character <c>\</c>) for a text of one or two characters; null for longer or empty ones.</summary>
    public static string? ShortPattern(string query)
    {
        var text = Clean(query).Trim();
        return text.Length > 0 && IsShort(text)
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
}
