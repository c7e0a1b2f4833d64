using System.Text.RegularExpressions;

namespace Oracle.Vaults.Notes;

/// <summary>
/// Reads front matter that is no YAML as the person meant it who typed it: each key with what stands behind and below it is read by
/// itself, and where that is no YAML either, as text. What belongs to no key is left out.
/// </summary>
internal static partial class FrontmatterLines
{
    /// <summary>Whether the first line that says anything is a key.</summary>
    public static bool BeginsWithKey(string text) =>
        text.Split('\n').FirstOrDefault(line => !string.IsNullOrWhiteSpace(line)) is { } line && Key().IsMatch(line.TrimStart());

    /// <returns>
    /// Null for a text between two rules: less than half of its lines are keys or belong to one, or a paragraph stands in it behind a blank line.
    /// </returns>
    public static IReadOnlyList<FrontmatterValue>? Read(string text, int firstLine, List<VaultWarning> warnings)
    {
        var (entries, others) = Entries(text, firstLine);
        if (entries.Count == 0 || others.Exists(line => line.IsParagraph) || others.Count > entries.Sum(entry => 1 + entry.Below.Count(line => !string.IsNullOrWhiteSpace(line))))
            return null;
        warnings.AddRange(others.Select(line => new VaultWarning(VaultWarningKind.FrontMatter, line.Number, Key: null, "belongs to no key of the front matter and is left out")));
        return [.. entries.Select(entry => Value(entry, warnings))];
    }

    /// <summary>To YAML <c>tags: #one #two</c> is an empty value and a comment. It is meant as tags.</summary>
    public static IReadOnlyList<FrontmatterValue> WithCommentedTags(IReadOnlyList<FrontmatterValue> values, string text, int firstLine)
    {
        if (!values.Any(IsWithoutTags))
            return values;
        var lines = text.Split('\n');
        return [.. values.Select(value => IsWithoutTags(value) && Key().Match(lines.ElementAtOrDefault(value.Line - firstLine) ?? "") is { Success: true } match && match.Groups["rest"].Value.Trim() is ['#', ..] and var tags
            ? value with { Items = [tags], IsLine = true }
            : value)];

        static bool IsWithoutTags(FrontmatterValue value) => value.Items.Count == 0 && value.Key.ToLowerInvariant() is "tags" or "tag";
    }

    private static (List<Entry> Entries, List<(int Number, bool IsParagraph)> Others) Entries(string text, int firstLine)
    {
        var (entries, others) = (new List<Entry>(), new List<(int, bool)>());
        var isBehindBlank = false;
        foreach (var (number, line) in text.Split('\n').Index())
        {
            var bare = line.TrimStart();
            var last = entries.LastOrDefault();
            // An indented key belongs to the one above it, unless that one has its value already.
            if (Key().Match(bare) is { Success: true } match && (bare.Length == line.Length || last is null || (last.Rest.Length > 0 && last.Below.Count == 0)))
                entries.Add(new Entry(match.Groups["key"].Value.Trim('"', '\'', ' '), match.Groups["rest"].Value.Trim(), bare, number + firstLine, []));
            else if (last is not null && (bare.Length < line.Length || bare.Length == 0 || Item().IsMatch(bare) || bare[0] is ']' or '}'))
                last.Below.Add(line);
            else if (bare.Length > 0 && bare[0] != '#')
                others.Add((number + firstLine, isBehindBlank));
            isBehindBlank = bare.Length == 0;
        }

        return (entries, others);
    }

    private static FrontmatterValue Value(Entry entry, List<VaultWarning> warnings)
    {
        try
        {
            // A tab in front of a line is no indentation to YAML.
            if (FrontmatterYaml.Read(string.Join('\n', entry.Below.Select(line => line.Replace("\t", "  ", StringComparison.Ordinal)).Prepend(entry.Text)), entry.Line) is [var value])
                return value;
        }
        catch (NotYamlException)
        {
            // Read as text below.
        }

        warnings.Add(new VaultWarning(VaultWarningKind.FrontMatter, entry.Line, entry.Key, "is no YAML and is read as plain text; put the value in quotes if it was meant otherwise"));
        return AsText(entry);
    }

    private static FrontmatterValue AsText(Entry entry)
    {
        var below = entry.Below.Select(line => line.Trim()).Where(line => line.Length > 0).ToList();
        var isBlock = entry.Rest is "|" or ">" or "|-" or ">-";
        if (entry.Rest.Length > 0 && !isBlock && entry.Rest[0] != '[')
            return new FrontmatterValue(entry.Key, [Unquoted(entry.Rest)], IsLine: true, entry.Line);
        if (entry.Rest is ['[', ..])
        {
            var list = string.Join(' ', below.Prepend(entry.Rest));
            // "[draft] Budget" is a text that begins with a bracket.
            return list.IndexOf(']', StringComparison.Ordinal) is var end && end >= 0 && end < list.TrimEnd().Length - 1 && !list.TrimEnd().EndsWith(']')
                ? new FrontmatterValue(entry.Key, [list], IsLine: true, entry.Line)
                : new FrontmatterValue(entry.Key, [.. list.Trim('[', ']', ' ').Split(',').Select(item => Unquoted(item.Trim()))], IsLine: false, entry.Line);
        }

        return below.Count > 0 && below.TrueForAll(line => Item().IsMatch(line))
            ? new FrontmatterValue(entry.Key, [.. below.Select(line => Unquoted(line[1..].Trim()))], IsLine: false, entry.Line)
            : new FrontmatterValue(entry.Key, [string.Join(' ', below)], IsLine: true, entry.Line);
    }

    // A quote that is opened and not closed is no part of the text; one within the text is.
    private static string Unquoted(string text) => text switch
    {
        ['"' or '\'', .. var inner, var end] when end == text[0] && !inner.Contains(text[0], StringComparison.Ordinal) => inner,
        ['"' or '\'', .. var inner] when !inner.Contains(text[0], StringComparison.Ordinal) => inner,
        _ => text,
    };

    // Behind the colon of a key that means something here the blank may be missing: "title:Yard".
    [GeneratedRegex("""^(?<key>"[^"]+"|'[^']+'|[\p{L}_][^:#\[\]{},\s]*(?:[ ][^:#\[\]{},\s]+)?)[ \t]*:(?:[ \t]+(?<rest>.*)|(?<rest>)$)|^(?<key>(?i:title|tags?|alias(?:es)?|type|project)):(?<rest>.*)""", RegexOptions.ExplicitCapture, Timeout.Infinite)]
    private static partial Regex Key();

    [GeneratedRegex(@"^-([ \t]|$)", RegexOptions.ExplicitCapture, Timeout.Infinite)]
    private static partial Regex Item();

    /// <param name="Key">The key.</param>
    /// <param name="Rest">What stands behind its colon.</param>
    /// <param name="Text">The whole line, not indented.</param>
    /// <param name="Line">Its number in the file.</param>
    /// <param name="Below">The lines that belong to it.</param>
    private sealed record Entry(string Key, string Rest, string Text, int Line, List<string> Below);
}
