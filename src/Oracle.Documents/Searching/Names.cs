namespace Oracle.Documents.Searching;

/// <summary>Names as people write them: without case, and a tag finds the tags below it.</summary>
internal static class Names
{
    private const char Below = '/';
    private const string Opening = "[[";

    /// <summary>
    /// Whether two names are one: case, accents and the brackets of a link are no part of a name. A link as Obsidian writes it
    /// (<c>[[Projects/Apollo|The moon]]</c>, https://help.obsidian.md/links) is named by its target, the last part of that, and
    /// the text it shows.
    /// </summary>
    public static bool AreSame(string? one, string? other) =>
        string.Equals(one, other, StringComparison.Ordinal)
        || (one is not null && other is not null && (Plain(one) == Plain(other) || Linked(one).Intersect(Linked(other), StringComparer.Ordinal).Any()));

    /// <summary>Whether one of the tags is the wanted one or stands below it: <c>project</c> finds <c>project/alpha</c>.</summary>
    public static bool HasTag(IEnumerable<string> tags, string wanted)
    {
        var plain = Plain(wanted);
        return tags.Select(Plain).Any(tag => tag == plain || (tag.StartsWith(plain, StringComparison.Ordinal) && tag.Length > plain.Length && tag[plain.Length] == Below));
    }

    private static IReadOnlyList<string> Linked(string name)
    {
        var plain = Plain(name);
        if (!name.Contains(Opening, StringComparison.Ordinal) || plain.Split('|') is not [var target, .. var shown])
            return [plain];
        target = target.Split('#')[0];
        return [target.Trim(), target.Split(Below)[^1].Trim(), .. shown.Select(text => text.Trim())];
    }

    private static string Plain(string name) => Folding.Of(name).Trim().TrimStart('#').Replace(Opening, "", StringComparison.Ordinal).Replace("]]", "", StringComparison.Ordinal).TrimEnd(Below);
}
