using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using MAB.DotIgnore;

namespace Oracle.Vaults.Walking;

/// <summary>
/// What is left out of a walk: by <c>.oracleignore</c> in the root or any folder below it, in the form of <c>.gitignore</c>, by the user's own
/// patterns, and by what Obsidian is told to leave out (<c>userIgnoreFilters</c> in <c>.obsidian/app.json</c>). What stands in a deeper folder
/// counts more, and of one file the last line.
/// </summary>
/// <remarks>Source of the form: gitignore(5). As there, nothing below a folder that is left out can be taken in again.</remarks>
internal sealed class IgnoreRules
{
    private const string FileName = ".oracleignore";
    private static readonly TimeSpan PatternWithin = TimeSpan.FromMilliseconds(100);

    private readonly IReadOnlyList<string> _lines;
    private readonly IReadOnlyList<Func<string, bool>> _filters;
    private readonly IgnoreList? _list;

    private IgnoreRules(IReadOnlyList<string> lines, IReadOnlyList<Func<string, bool>> filters)
    {
        (_lines, _filters) = (lines, filters);
        _list = lines.Count == 0 ? null : new IgnoreList(lines);
    }

    /// <summary>Those that hold in the folder in which a walk begins, which are those of every folder above it as well.</summary>
    public static IgnoreRules At(Scope scope, string folder)
    {
        var rules = new IgnoreRules([.. LinesOf(scope.Root, ""), .. scope.Excluded.Select(WithMarks)], Obsidian(scope.Root));
        var relative = scope.Relative(folder);
        var at = scope.Root;
        foreach (var name in relative.Length == 0 ? [] : Path.GetRelativePath(scope.Root, folder).Split(Path.DirectorySeparatorChar))
        {
            at = Path.Combine(at, name);
            rules = rules.Within(scope, at);
        }

        return rules;
    }

    /// <summary>Those that hold in a folder below.</summary>
    public IgnoreRules Within(Scope scope, string folder) =>
        LinesOf(folder, scope.Relative(folder)) is { Count: > 0 } own ? new IgnoreRules([.. _lines, .. own], _filters) : this;

    /// <param name="relative">Relative to the root.</param>
    /// <param name="isFolder">Whether it is a folder.</param>
    public bool Leaves(string relative, bool isFolder) =>
        (_list is not null && _list.IsIgnored(relative, isFolder)) || _filters.Any(filter => filter(isFolder ? relative + '/' : relative));

    /// <summary>Whether the path or a folder above it is left out.</summary>
    public static bool LeavesPath(Scope scope, string path)
    {
        var parts = scope.Relative(path).Split('/');
        var rules = At(scope, scope.Root);
        for (var i = 0; i < parts.Length; i++)
        {
            if (rules.Leaves(string.Join('/', parts[..(i + 1)]), isFolder: i < parts.Length - 1))
                return true;
            if (i < parts.Length - 1)
                rules = rules.Within(scope, Path.Combine([scope.Root, .. parts[..(i + 1)]]));
        }

        return false;
    }

    // A pattern with a '/' in it is relative to its folder, one without holds at any depth below.
    private static List<string> LinesOf(string folder, string relative)
    {
        try
        {
            return [.. File.ReadAllLines(Path.Combine(folder, FileName))
                .Where(line => !string.IsNullOrWhiteSpace(line) && line[0] != '#')
                .Select(WithMarks).Select(line => relative.Length == 0 ? line : Under(relative, line))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    // In the library a mark "!" in the middle of a pattern matches nothing. The range around it does; a quote or a blank in its place would too.
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

    private static string Under(string folder, string line)
    {
        var (not, pattern) = line[0] == '!' ? ("!", line[1..]) : ("", line);
        var escaped = WithMarks("/" + Regex.Replace(folder, @"[\\*?\[\]]", @"\$0", RegexOptions.None, PatternWithin));
        return pattern.TrimEnd().TrimEnd('/').Contains('/', StringComparison.Ordinal)
            ? $"{not}{escaped}/{pattern.TrimStart('/')}"
            : $"{not}{escaped}/**/{pattern}";
    }

    // A filter is the beginning of a path, or a regular expression between two slashes.
    private static List<Func<string, bool>> Obsidian(string root)
    {
        try
        {
            using var settings = JsonDocument.Parse(File.ReadAllText(Path.Combine(root, ".obsidian", "app.json")));
            return settings.RootElement.ValueKind != JsonValueKind.Object || !settings.RootElement.TryGetProperty("userIgnoreFilters", out var filters) || filters.ValueKind != JsonValueKind.Array
                ? []
                : [.. filters.EnumerateArray().Where(filter => filter.ValueKind == JsonValueKind.String).Select(filter => Filter(filter.GetString()!)).OfType<Func<string, bool>>()];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            return [];
        }
    }

    private static Func<string, bool>? Filter(string filter)
    {
        if (filter.Length == 0)
            return null;
        if (filter is not ['/', .. var pattern, '/'])
            return path => path.StartsWith(filter, StringComparison.Ordinal);
        try
        {
            var regex = new Regex(pattern, RegexOptions.ECMAScript, PatternWithin);
            return path => Matches(regex, path);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    // A pattern that takes too long leaves nothing out.
    private static bool Matches(Regex regex, string path)
    {
        try
        {
            return regex.IsMatch(path);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }
}
