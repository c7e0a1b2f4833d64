using System.Text;
using System.Text.RegularExpressions;
using MAB.DotIgnore;

namespace Oracle.Vaults.Walking;

/// <summary>A line in the form of <c>.gitignore</c>, as the library wants it.</summary>
internal static class IgnorePattern
{
    private static readonly TimeSpan EscapeWithin = TimeSpan.FromMilliseconds(100);

    /// <summary>Whether the library can read it. Where git takes a bracket that nothing closes for one that matches nothing, the library throws.</summary>
    public static bool IsReadable(string pattern)
    {
        try
        {
            // Some of it is found out only when a path is held against it.
            _ = new IgnoreList([pattern]).IsIgnored("a/b", pathIsDirectory: false);
            return true;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return false;
        }
    }

    /// <summary>In the library a mark "!" in the middle of a pattern matches nothing. The range around it does; a quote or a blank in its place would too.</summary>
    public static string WithMarks(string line)
    {
        var pattern = line.StartsWith(@"\!", StringComparison.Ordinal) ? line[1..] : line;
        var (rest, isInBrackets) = (new StringBuilder(), false);
        foreach (var (i, c) in pattern.Index())
        {
            isInBrackets = c == '[' || (isInBrackets && c != ']');
            rest.Append(c == '!' && !isInBrackets && (i > 0 || pattern != line) ? "[ -\"]" : c.ToString());
        }

        return rest.ToString();
    }

    /// <summary>A pattern of a folder below the root. One with a '/' in it is relative to its folder, one without holds at any depth below.</summary>
    public static string Under(string folder, string pattern)
    {
        if (folder.Length == 0)
            return pattern;
        var (not, rest) = pattern[0] == '!' ? ("!", pattern[1..]) : ("", pattern);
        var escaped = WithMarks("/" + Regex.Replace(folder, @"[\\*?\[\]]", @"\$0", RegexOptions.None, EscapeWithin));
        return rest.TrimEnd().TrimEnd('/').Contains('/', StringComparison.Ordinal)
            ? $"{not}{escaped}/{rest.TrimStart('/')}"
            : $"{not}{escaped}/**/{rest}";
    }
}
