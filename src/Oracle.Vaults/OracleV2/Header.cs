using System.Text.Json;
using System.Text.RegularExpressions;
using Oracle.Vaults.Notes;
using Oracle.Vaults.Reading;

namespace Oracle.Vaults.OracleV2;

/// <summary>
/// Tags and project of a file, line by line and not as YAML: Oracle V2 reads them so, and its own tools write lines
/// that are no YAML (<c>source: rrr: owner/repo</c>, titles with a colon). No header is ever an error.
/// Two things are read better than by Oracle V2, neither touches an id: tags one to a line, and quotes around a tag.
/// </summary>
internal sealed partial record Header(IReadOnlyList<string> Tags, string? Project)
{
    /// <summary>Where the text behind the header begins; 0 where there is none.</summary>
    public int End { get; private init; }

    /// <summary>Whether it is the header of a note that was learned: it says when and where from.</summary>
    public bool IsLearned { get; private init; }

    /// <summary>The title that it gives, without quotes; null where it gives none.</summary>
    public string? Title { get; private init; }

    public static Header Of(string text)
    {
        var block = Block().Match(text);
        var lines = block.Groups["lines"].Value;
        return new Header([.. TagsIn(lines).Distinct(StringComparer.Ordinal)], ProjectIn(lines))
        {
            IsLearned = Value("created", lines) is not null && Value("source", lines) is not null,
            Title = Value("title", lines) is { } title ? Said(title) : null,
            // A text between two rules is none.
            End = string.IsNullOrWhiteSpace(lines) || FrontmatterLines.Read(lines, firstLine: 2, []) is not null ? block.Length : 0,
        };
    }

    private static IEnumerable<string> TagsIn(string lines)
    {
        var tags = Tag().Match(lines);
        var inline = tags.Groups["list"].Value;
        return (string.IsNullOrWhiteSpace(inline) ? tags.Groups["item"].Captures.Select(item => item.Value) : inline.Split(','))
            .Select(tag => Nfc.Of(Unquoted(tag.Trim()).Trim().ToLowerInvariant()))
            .Where(tag => tag.Length > 0);
    }

    private static string? ProjectIn(string lines)
    {
        if (Value("project", lines) is { } project)
            return Said(project);

        // Written by Oracle's retrospective command: "source: rrr: owner/repository".
        return Value("source", lines) is { } given && Said(given) is { } source && source.StartsWith("rrr:", StringComparison.Ordinal) && source.Contains('/', StringComparison.Ordinal)
            ? $"github.com/{source["rrr:".Length..].Trim()}"
            : null;
    }

    private static string? Value(string key, string lines) =>
        KeyValue().Matches(lines).FirstOrDefault(match => match.Groups["key"].Value == key)?.Groups["value"].Value.Trim() is { Length: > 0 } value
            ? value
            : null;

    // What Oracle puts in quotes is written as JSON.
    private static string Said(string value)
    {
        try
        {
            return value.StartsWith('"') && JsonSerializer.Deserialize<string>(value) is { } text ? text : Unquoted(value);
        }
        catch (JsonException)
        {
            return Unquoted(value);
        }
    }

    private static string Unquoted(string value) =>
        value.Length > 1 && value[0] is '"' or '\'' && value[^1] == value[0] ? value[1..^1] : value;

    // The closing line only has to begin with "---".
    [GeneratedRegex(@"\A---\n(?<lines>.*?)\n---[- \t]*", RegexOptions.ExplicitCapture | RegexOptions.Singleline, Timeout.Infinite)]
    private static partial Regex Block();

    [GeneratedRegex($@"{EcmaScript.LineStart}tags:[ \t]*\[?(?<list>[^\]{EcmaScript.LineEnd}]*)[^\n]*(\n[ \t]*-[ \t]+(?<item>[^\n]*))*", RegexOptions.ExplicitCapture, Timeout.Infinite)]
    private static partial Regex Tag();

    [GeneratedRegex($"{EcmaScript.LineStart}(?<key>project|source|created|title):[ \t]*(?<value>[^{EcmaScript.LineEnd}]*)", RegexOptions.ExplicitCapture, Timeout.Infinite)]
    private static partial Regex KeyValue();
}
