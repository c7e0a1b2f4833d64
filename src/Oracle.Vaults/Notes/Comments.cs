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
        for (var at = Next(text, 0); at < text.Length;)
        {
            if (prose.EndOfCode(at) is { } code)
            {
                at = Next(text, code);
            }
            else if (EndOf(text, at) is { } end)
            {
                var (from, to) = WholeLines(text, at, end);
                // Two comments on one line: what the first one took is not there any more.
                rest.Append(text, kept, Math.Max(from, kept) - kept);
                (kept, at) = (to, Next(text, to));
            }
            else
            {
                // Of a run of backticks that opens no code, none does.
                var run = at;
                while (run < text.Length && text[run] == text[at] && text[at] == '`')
                    run++;
                at = Next(text, Math.Max(run, at + 1));
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

    private static int? EndOf(string text, int at)
    {
        if (Is(text, at, HtmlStart))
            return text.IndexOf(HtmlEnd, at + HtmlStart.Length, StringComparison.Ordinal) is >= 0 and var html ? html + HtmlEnd.Length : null;
        if (!Is(text, at, Percent))
            return null;
        var inner = at + Percent.Length;
        var end = text.IndexOf(Percent, inner, StringComparison.Ordinal);
        if (end < 0)
            return null;
        // "%%timeit" opens nothing that reaches over a blank line, as nobody sees what it would take away.
        var isBlock = inner >= text.Length || char.IsWhiteSpace(text[inner]);
        return isBlock || !HasBlankLine(text.AsSpan(inner, end - inner)) ? end + Percent.Length : null;
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

    private static (int From, int To) WholeLines(string text, int from, int to)
    {
        var start = from == 0 ? 0 : text.LastIndexOf('\n', from - 1) + 1;
        var end = text.IndexOf('\n', to) is >= 0 and var line ? line + 1 : text.Length;
        return text.AsSpan(start, from - start).IsWhiteSpace() && text.AsSpan(to, end - to).IsWhiteSpace() ? (start, end) : (from, to);
    }
}
