namespace Oracle.Cli.Output;

/// <summary>A text of many lines, fit for a terminal: line feeds and tabs stay, what else a terminal would obey is gone.</summary>
internal static class Harmless
{
    public static string Of(string text) =>
        string.Concat(text.Where(static letter => letter is '\n' or '\t' || !Unprintable.Characters.Contains(letter)));
}
