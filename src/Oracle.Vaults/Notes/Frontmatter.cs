using Oracle.Vaults.Reading;

namespace Oracle.Vaults.Notes;

/// <summary>
/// What a note says about itself between a first line <c>---</c> and the next line <c>---</c> or <c>...</c>.
/// Without a closing line, or if what stands between is no list of keys, the first line is a rule and all is content.
/// </summary>
internal sealed record Frontmatter(string? Title, IReadOnlyList<string> Tags, IReadOnlyList<string> Aliases, string? Type, string? Project)
{
    // More is a document between two rules, not a header.
    private const int MaxLength = 64 << 10;

    private static readonly Frontmatter None = new(null, [], [], null, null);

    /// <exception cref="SkipFileException">It is not valid YAML; the message names the line of the file.</exception>
    public static Frontmatter Of(string text, out int bodyStart)
    {
        bodyStart = 0;
        var yamlStart = LineEnd(text, 0);
        if (text[..yamlStart].TrimEnd() != "---" || Close(text, yamlStart) is not { } close)
            return None;
        if (FrontmatterYaml.Read(text[yamlStart..close]) is not { } values)
            return None;

        bodyStart = LineEnd(text, close);
        return new Frontmatter(
            Single(values, "title"), TagsIn(values), AliasesIn(values), Single(values, "type"), Single(values, "project"));
    }

    private static int? Close(string text, int start)
    {
        for (var line = start; line < text.Length && line - start <= MaxLength; line = LineEnd(text, line))
        {
            if (text.AsSpan(line, LineEnd(text, line) - line).TrimEnd() is "---" or "...")
                return line;
        }

        return null;
    }

    private static int LineEnd(string text, int from) =>
        text.IndexOf('\n', from) is >= 0 and var end ? end + 1 : text.Length;

    private static string? Single(Dictionary<string, List<FrontmatterValue>> values, string key) =>
        Of(values, key).Select(value => Clean(string.Join(", ", value.Items))).FirstOrDefault(value => value.Length > 0);

    // As Obsidian: in one line "a, b" and "a b" mean two tags, and '#' is no part of the name.
    private static string[] TagsIn(Dictionary<string, List<FrontmatterValue>> values) =>
        Names(values, tag => Clean(tag).Split([',', ' ']), item => item.Split(','), tag => tag.TrimStart('#'), "tags", "tag");

    // A name may hold blanks, and in a list of its own commas too; in one line commas stand between names.
    private static string[] AliasesIn(Dictionary<string, List<FrontmatterValue>> values) =>
        Names(values, line => line.Split(','), item => [item], alias => alias, "aliases", "alias");

    private static string[] Names(
        Dictionary<string, List<FrontmatterValue>> values, Func<string, string[]> ofLine, Func<string, string[]> ofItem, Func<string, string> name, params string[] keys) =>
        [.. keys.SelectMany(key => Of(values, key))
            .SelectMany(value => value.Items.SelectMany(value.IsLine ? ofLine : ofItem))
            .Select(each => name(Clean(each)))
            .Where(each => each.Length > 0)
            .Distinct(StringComparer.Ordinal)];

    private static List<FrontmatterValue> Of(Dictionary<string, List<FrontmatterValue>> values, string key) => values.GetValueOrDefault(key) ?? [];

    private static string Clean(string value)
    {
        var plain = string.Concat(Nfc.Of(value).Select(c => char.IsControl(c) ? ' ' : c));
        return string.Join(' ', plain.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }
}
