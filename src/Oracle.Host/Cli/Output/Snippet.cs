using System.Globalization;
using System.Text;
using Spectre.Console;

namespace Oracle.Host.Cli.Output;

/// <summary>
/// A document in one line. Width is counted in terminal cells: a Chinese character takes two, a Thai vowel above its
/// consonant none; and what a reader sees as one character is never split.
/// </summary>
internal static class Snippet
{
    private const char Gap = '…';
    private const int GapWidth = 1;

    // Enough for any line. A document may have 8 MiB.
    private const int Looked = 64 * 1024;

    /// <summary>At most <paramref name="width"/> cells, beginning near the first word of the query where that is further in.</summary>
    public static string Of(string content, string query, int width)
    {
        var line = OneLine.Of(content.Length > Looked ? content[..Looked] : content);
        if (line.GetCellWidth() <= width)
        {
            return line;
        }
        var start = Begin(line, query, width);
        return start == 0 ? Cut(line, width) : Gap + Cut(line[start..], width - GapWidth);
    }

    /// <summary>The longest beginning of at most so many cells, with an ellipsis where something is left out.</summary>
    public static string Cut(string line, int width)
    {
        if (line.GetCellWidth() <= width)
        {
            return line;
        }
        var room = width - GapWidth;
        var cut = new StringBuilder();
        foreach (var character in Characters(line))
        {
            room -= character.GetCellWidth();
            if (room < 0)
            {
                break;
            }
            cut.Append(character);
        }
        return cut.Append(Gap).ToString();
    }

    // A third of the line is what comes before the word.
    private static int Begin(string line, string query, int width)
    {
        var at = query.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Select(word => line.IndexOf(word, StringComparison.OrdinalIgnoreCase))
            .Where(index => index >= 0)
            .DefaultIfEmpty(0)
            .Min();
        if (line[..at].GetCellWidth() < width / 2)
        {
            return 0;
        }
        var before = width / 3;
        var start = 0;
        var cells = line[..at].GetCellWidth();
        foreach (var character in Characters(line))
        {
            if (cells <= before || start >= at)
            {
                break;
            }
            start += character.Length;
            cells -= character.GetCellWidth();
        }
        return start;
    }

    private static IEnumerable<string> Characters(string text)
    {
        var elements = StringInfo.GetTextElementEnumerator(text);
        while (elements.MoveNext())
        {
            yield return elements.GetTextElement();
        }
    }
}
