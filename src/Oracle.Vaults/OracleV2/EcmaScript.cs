namespace Oracle.Vaults.OracleV2;

/// <summary>
/// White space and line ends as ECMAScript's regular expressions see them. Oracle V2 is written in TypeScript, and
/// its section numbers, which are part of ids, depend on them; .NET differs in U+0085, U+FEFF, U+2028 and U+2029.
/// Source: ECMA-262, "White Space" and "Line Terminators".
/// The patterns built on it, here and in this folder, take time linear to the text, so none has a time-out:
/// on a busy machine that would skip files at random.
/// </summary>
internal static class EcmaScript
{
    public const string LineEnd = "\n\u2028\u2029";

    public const string Space =
        "\t\v\f \u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000\uFEFF\r" + LineEnd;

    /// <summary>Pattern: the start of a line.</summary>
    public const string LineStart = $"(?<![^{LineEnd}])";

    private static readonly char[] Spaces = [.. Space];

    public static string Trim(string text) => text.Trim(Spaces);
}
