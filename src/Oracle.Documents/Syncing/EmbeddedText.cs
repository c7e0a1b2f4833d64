namespace Oracle.Documents.Syncing;

/// <summary>
/// The text whose vector stands for a document. Sending, the vector cache, re-index and audit all ask here; which version a
/// collection's vectors were made by is recorded with it.
/// </summary>
public static class EmbeddedText
{
    /// <summary>The version that new collections are filled by. 1: the content alone. 2: title and heading path before it.</summary>
    public const int Newest = 2;

    /// <summary>
    /// Title, heading path and content, one below the other, each once: what says the same as a line above it, or as the line
    /// or heading that the content begins with, is left out.
    /// </summary>
    /// <param name="row">The document.</param>
    /// <param name="version">1 to <see cref="Newest"/>.</param>
    public static string Of(SyncRow row, int version) => version < 2 ? row.Content : Of(row.Title, row.HeadingPath, row.Content);

    /// <summary>The same of a document that is no row, in the newest version.</summary>
    public static string Of(string? title, string? headingPath, string content)
    {
        var first = FirstLine(content);
        var above = new[] { title, headingPath }.Where(line => !string.IsNullOrEmpty(line) && line != first).Distinct(StringComparer.Ordinal);
        return string.Join('\n', above.Append(content));
    }

    // Without the marks of a Markdown heading.
    private static string FirstLine(string content)
    {
        var text = content.AsSpan().TrimStart();
        var end = text.IndexOf('\n');
        var line = (end < 0 ? text : text[..end]).Trim();
        if (!line.StartsWith('#'))
            return line.ToString();
        // A closing run of '#' stands behind a blank: that of "## C#" is part of the name.
        var heading = line.TrimStart('#').Trim();
        var open = heading.TrimEnd('#');
        return (open.Length > 0 && char.IsWhiteSpace(open[^1]) ? open.TrimEnd() : heading).ToString();
    }
}
