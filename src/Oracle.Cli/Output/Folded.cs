namespace Oracle.Cli.Output;

/// <summary>Text in lines of bounded width, the second and later ones under the first. What comes from outside is made fit for a terminal.</summary>
internal static class Folded
{
    /// <param name="lead">What stands before the first line; the others begin as far to the right.</param>
    /// <param name="text">Cut between words; a word that is longer than a line stands alone in one.</param>
    /// <param name="width">Columns in all.</param>
    public static IEnumerable<string> Of(string lead, string text, int width)
    {
        var (line, before) = (lead, lead.Length);
        foreach (var word in OneLine.Of(text).Split(' '))
        {
            if (line.Length > before && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = new string(' ', before);
            }
            line += line.Length > before ? " " + word : word;
        }
        yield return line;
    }
}
