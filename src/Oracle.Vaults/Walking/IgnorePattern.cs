using System.Text;
using MAB.DotIgnore;

namespace Oracle.Vaults.Walking;

/// <summary>A line in the form of <c>.gitignore</c>, as the library wants it.</summary>
internal static class IgnorePattern
{
    /// <summary>Null where the library cannot read it. Where git takes a bracket that nothing closes for one that matches nothing, the library throws.</summary>
    public static IgnoreRule? Read(string line)
    {
        try
        {
            // Blanks at the end are no part of it, as in git.
            var rule = new IgnoreRule(WithMarks(line.TrimEnd()));
            // Some of it is found out only when a path is held against it.
            _ = rule.IsMatch("a/b", pathIsDirectory: false);
            return rule;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return null;
        }
    }

    /// <summary>In the library a mark "!" in the middle of a pattern matches nothing. The range around it does; a quote or a blank in its place would too.</summary>
    private static string WithMarks(string line)
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
}
