using System.Globalization;
using System.Text;
using Oracle.Cli.Output;

namespace Oracle.Host.Startup;

/// <summary>Text in which whatever a terminal would obey is written out, as <c>\u001b</c>.</summary>
internal static class Escaped
{
    public static string Of(string text)
    {
        if (!text.AsSpan().ContainsAny(Unprintable.Characters))
            return text;
        var line = new StringBuilder(text.Length + 16);
        foreach (var character in text)
        {
            if (Unprintable.Characters.Contains(character))
                line.Append("\\u").Append(((int)character).ToString("x4", CultureInfo.InvariantCulture));
            else
                line.Append(character);
        }

        return line.ToString();
    }
}
