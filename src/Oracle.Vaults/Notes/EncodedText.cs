using System.Text;
using System.Text.RegularExpressions;

namespace Oracle.Vaults.Notes;

/// <summary>
/// Takes out of a text what a machine wrote for a machine: blocks of code named <c>compressed-json</c>, and base64 of more than a line.
/// Nobody searches for it, and as it shares pieces with everything it would be found.
/// </summary>
internal static partial class EncodedText
{
    // What may stand around a line in a quote or a list.
    private const string Margin = " \t>";

    /// <summary>The text without it.</summary>
    public static string Without(string text) => WithoutLines(WithoutUnbroken(WithoutBlocks(text)));

    private static string WithoutBlocks(string text)
    {
        if (!text.Contains("compressed-json", StringComparison.Ordinal))
            return text;
        var rest = new StringBuilder(text.Length);
        var kept = 0;
        foreach (var block in Blocks.Code(text).OfType<Markdig.Syntax.FencedCodeBlock>().Where(block => block.Info == "compressed-json"))
        {
            var (from, to) = Blocks.Lines(block, text);
            rest.Append(text, kept, from - kept);
            kept = to;
        }

        return rest.Append(text, kept, text.Length - kept).ToString();
    }

    private static string WithoutUnbroken(string text) =>
        Unbroken().Replace(text, match => IsMixed(match.Value) ? "" : match.Value);

    private static string WithoutLines(string text)
    {
        if (!FullLine().IsMatch(text))
            return text;
        var lines = text.Split('\n');
        var isDropped = new bool[lines.Length];
        for (var i = 0; i < lines.Length; i++)
        {
            var first = i;
            while (i < lines.Length && FullLine().IsMatch(lines[i]))
                i++;
            // The last line of a block may be of any length.
            if (i > first && i < lines.Length && IsRest(lines[i].AsSpan().Trim(Margin)))
                i++;
            if (i - first > 1 && IsMixed(string.Concat(lines[first..i])))
                isDropped.AsSpan(first, i - first).Fill(true);
            i = Math.Max(first, i - 1);
        }

        return string.Join('\n', lines.Where((_, i) => !isDropped[i]));
    }

    // A word of a person's below a block is none.
    private static bool IsRest(ReadOnlySpan<char> text) =>
        text.Length > 0 && !text.ContainsAnyExcept(Alphabet) && (text[^1] == '=' || IsMixed(text.ToString()));

    // Of 64 signs 26 are capitals, 26 small letters and 10 digits. A person's text has fewer of one of them.
    private static bool IsMixed(string text) =>
        text.Count(char.IsAsciiLetterUpper) * 10 >= text.Length && text.Count(char.IsAsciiLetterLower) * 10 >= text.Length && text.Count(char.IsAsciiDigit) * 40 >= text.Length;

    private static readonly System.Buffers.SearchValues<char> Alphabet =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=");

    // No word of a person's is so long.
    [GeneratedRegex("(?:data:[a-zA-Z0-9.+/;=-]{0,100};base64,[A-Za-z0-9+/=]{76,})|[A-Za-z0-9+/=]{400,}", RegexOptions.None, Timeout.Infinite)]
    private static partial Regex Unbroken();

    // 76 characters in mail (RFC 2045, 6.8), 64 in PEM (RFC 7468, 2).
    [GeneratedRegex("^[ \\t>]*[A-Za-z0-9+/=]{60,}[ \\t]*$", RegexOptions.Multiline, Timeout.Infinite)]
    private static partial Regex FullLine();
}
