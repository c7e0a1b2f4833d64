namespace Oracle.Documents.Searching;

/// <summary>Names as people write them: without case, and a tag finds the tags below it.</summary>
internal static class Names
{
    private const char Below = '/';

    /// <summary>Whether two names are one: case, accents and the brackets of a link (<c>[[Apollo]]</c>) are no part of a name.</summary>
    public static bool AreSame(string? one, string? other) =>
        string.Equals(one, other, StringComparison.Ordinal) || (one is not null && other is not null && Plain(one) == Plain(other));

    /// <summary>Whether one of the tags is the wanted one or stands below it: <c>project</c> finds <c>project/alpha</c>.</summary>
    public static bool HasTag(IEnumerable<string> tags, string wanted)
    {
        var plain = Plain(wanted);
        return tags.Select(Plain).Any(tag => tag == plain || (tag.StartsWith(plain, StringComparison.Ordinal) && tag.Length > plain.Length && tag[plain.Length] == Below));
    }

    private static string Plain(string name) => Folding.Of(name).Trim().TrimStart('#').Replace("[[", "", StringComparison.Ordinal).Replace("]]", "", StringComparison.Ordinal).TrimEnd(Below);
}
