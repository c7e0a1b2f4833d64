using System.Text;

namespace Oracle.Vaults.Notes;

/// <summary>
/// Takes comments out of a text: Obsidian's <c>%% … %%</c> and HTML's <c>&lt;!-- … --&gt;</c>, outside code. One that nothing closes is text:
/// a note is not cut off by a slip.
/// </summary>
internal static class Comments
{
    private const string Percent = "%%";
    private const string HtmlStart = "<!--";
    private const string HtmlEnd = "-->";

    /// <summary>The text without them. Where a comment takes whole lines, they go.</summary>
    public static string Without(string text)
    {
        if (!text.Contains(Percent, StringComparison.Ordinal) && !text.Contains(HtmlStart, StringComparison.Ordinal))
            return text;
        var prose = new Prose(text);
        var rest = new StringBuilder(text.Length);
        var kept = 0;
        var htmlEnd = -1;
        for (var at = Next(text, 0); at < text.Length;)
        {
            if (prose.EndOfCode(at) is { } code)
            {
                at = Next(text, code);
            }
            else if (EndOf(text, at, prose, ref htmlEnd) is { } end)
            {
                var (from, to) = WholeLines(text, at, end);
                // Two comments on one line: what the first one took is not there any more.
                rest.Append(text, kept, Math.Max(from, kept) - kept);
                (kept, at) = (to, Next(text, to));
            }
            else
            {
                at = Next(text, Math.Max(prose.EndOfRun(at), at + 1));
            }
        }

        return rest.Append(text, kept, text.Length - kept).ToString();
    }

    private static int Next(string text, int from)
    {
        for (var at = from; at < text.Length; at++)
        {
            at = text.AsSpan(at).IndexOfAny('%', '<', '`') is >= 0 and var next ? at + next : text.Length;
            if (at == text.Length || text[at] == '`' || Is(text, at, Percent) || Is(text, at, HtmlStart))
                return at;
        }

        return text.Length;
    }

    private static bool Is(string text, int at, string mark) => string.CompareOrdinal(text, at, mark, 0, mark.Length) == 0 && (at == 0 || text[at - 1] != '\\');

    private static int? EndOf(string text, int at, Prose prose, ref int htmlEnd)
    {
        if (Is(text, at, HtmlStart))
        {
            // The next end is the same for every beginning before it.
            if (htmlEnd < at + HtmlStart.Length)
                htmlEnd = Mark(text, at + HtmlStart.Length, HtmlEnd, prose);
            // Within a line it is as often a slip: it may not reach over a blank line.
            return htmlEnd == text.Length || (!BeginsLine(text, at) && HasBlankLine(text.AsSpan(at, htmlEnd - at))) ? null : htmlEnd + HtmlEnd.Length;
        }

        if (!Is(text, at, Percent))
            return null;
        var inner = at + Percent.Length;
        var end = Mark(text, inner, Percent, prose);
        if (end == text.Length)
            return null;
        // "%%timeit" opens nothing that reaches over a blank line, as nobody sees what it would take away.
        var isBlock = inner >= text.Length || char.IsWhiteSpace(text[inner]);
        return isBlock || !HasBlankLine(text.AsSpan(inner, end - inner)) ? end + Percent.Length : null;
    }

    // The next mark outside blocks of code, or the text's end where there is none.
    private static int Mark(string text, int from, string mark, Prose prose)
    {
        for (var at = text.IndexOf(mark, from, StringComparison.Ordinal); at >= 0; at = text.IndexOf(mark, at + mark.Length, StringComparison.Ordinal))
        {
            if (prose.EndOfBlock(at) is null)
                return at;
        }

        return text.Length;
    }

    private static bool BeginsLine(string text, int at)
    {
        while (at > 0 && text[at - 1] is ' ' or '\t')
            at--;
        return at == 0 || text[at - 1] == '\n';
    }

    private static bool HasBlankLine(ReadOnlySpan<char> text)
    {
        var isFirst = true;
        foreach (var line in text.EnumerateLines())
        {
            if (!isFirst && line.IsWhiteSpace())
                return true;
            isFirst = false;
        }

        return false;
    }

    // Looks no further than to what stands beside it: a line may have megabytes, and a comment in each of its words.
    private static (int From, int To) WholeLines(string text, int from, int to)
    {
        var end = to;
        while (end < text.Length && text[end] != '\n' && char.IsWhiteSpace(text[end]))
            end++;
        if (end < text.Length && text[end] != '\n')
            return (from, to);
        var start = from;
        while (start > 0 && text[start - 1] != '\n' && char.IsWhiteSpace(text[start - 1]))
            start--;
        return start > 0 && text[start - 1] != '\n' ? (from, to) : (start, Math.Min(end + 1, text.Length));
    }
}
