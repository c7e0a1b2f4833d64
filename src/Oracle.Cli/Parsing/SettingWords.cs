namespace Oracle.Cli.Parsing;

/// <summary>
/// Settings among the words of a command line, as .NET's own configuration writes them: <c>--Oracle:Key=value</c> or
/// <c>--Oracle:Key value</c>, anywhere before a bare <c>--</c>.
/// </summary>
internal static class SettingWords
{
    private const string Prefix = "--Oracle:";

    // They have an option of their own, which finds the running host, too.
    private static readonly Dictionary<string, string> Options = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Oracle:DataDir"] = "--data-dir",
        ["Oracle:Http:Port"] = "--port",
    };

    /// <summary>The settings by their keys, the last one of a key counting, and the other words. A key without a value stays a word, which is refused as one that nobody knows.</summary>
    public static (IReadOnlyDictionary<string, string?> Settings, IReadOnlyList<string> Words) Split(IReadOnlyList<string> args)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        var words = new List<string>();
        for (var i = 0; i < args.Count; i++)
        {
            if (args[i] == "--")
                return (settings, [.. words, .. args.Skip(i)]);
            var (key, value, isTwo) = args[i].Split('=', 2) is [var k, var v] ? (k, v, false) : (args[i], args.ElementAtOrDefault(i + 1), true);
            if (!args[i].StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) || value is null || (isTwo && value.StartsWith("--", StringComparison.Ordinal)))
            {
                words.Add(args[i]);
                continue;
            }

            if (isTwo)
                i++;
            if (Options.TryGetValue(key[2..], out var option))
                words.AddRange([option, value]);
            else
                settings[key[2..]] = value;
        }

        return (settings, words);
    }
}
