using System.Text.Json;
using System.Text.RegularExpressions;

namespace Oracle.Vaults.Walking;

/// <summary>What Obsidian is told to leave out: each filter is the beginning of a path, or a regular expression between two slashes.</summary>
internal static class ObsidianFilters
{
    private const string Key = "userIgnoreFilters";
    private static readonly TimeSpan PatternWithin = TimeSpan.FromMilliseconds(100);

    /// <summary>Those of a root; none where the settings are not there or cannot be read. What is no filter is told.</summary>
    public static (IReadOnlyList<Func<string, bool>> Filters, IReadOnlyList<IgnoreFault> Faults) Of(string root)
    {
        var path = Path.Combine(root, ".obsidian", "app.json");
        var (filters, faults) = (new List<Func<string, bool>>(), new List<IgnoreFault>());
        foreach (var text in Texts(path).Where(text => text.Length > 0))
        {
            if (Filter(text) is { } filter)
                filters.Add(filter);
            else
                faults.Add(new IgnoreFault(path, Line: null, Key, text));
        }

        return (filters, faults);
    }

    private static List<string> Texts(string path)
    {
        try
        {
            using var settings = JsonDocument.Parse(File.ReadAllText(path));
            return settings.RootElement.ValueKind != JsonValueKind.Object || !settings.RootElement.TryGetProperty(Key, out var filters) || filters.ValueKind != JsonValueKind.Array
                ? []
                : [.. filters.EnumerateArray().Where(filter => filter.ValueKind == JsonValueKind.String).Select(filter => filter.GetString()!)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            return [];
        }
    }

    private static Func<string, bool>? Filter(string filter)
    {
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
