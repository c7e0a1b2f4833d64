using System.Text;

namespace Oracle.Cli.Output;

/// <summary>
/// Text from files, documents and servers, made fit for one line of a terminal: white space is one blank, and what a terminal
/// would obey is gone, because an escape sequence in a file name must not reach the terminal.
/// </summary>
internal static class OneLine
{
    public static string Of(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune))
            {
                if (line.Length > 0 && line[^1] != ' ')
                {
                    line.Append(' ');
                }
            }
            else if (!(rune.IsBmp && Unprintable.Characters.Contains((char)rune.Value)))
            {
                line.Append(rune);
            }
        }
        return line.ToString().TrimEnd(' ');
    }
}
