namespace Oracle.Documents.Syncing;

/// <summary>
/// The text whose vector stands for a document. Sending, the vector cache, re-index and audit all ask here; which version a
/// collection's vectors were made by is recorded with it.
/// </summary>
public static class EmbeddedText
{
    /// <summary>The version that new collections are filled by. 1: the content alone. 2: title and heading path before it.</summary>
    public const int Newest = 2;

    private const char Line = '\n';

    /// <summary>Title, heading path and content, one below the other, each once: what says the same as a line above it is left out.</summary>
    /// <param name="row">The document.</param>
    /// <param name="version">1 to <see cref="Newest"/>.</param>
    public static string Of(SyncRow row, int version) => version < 2 ? row.Content : Of(row.Title, row.HeadingPath, row.Content);

    /// <summary>The same of a document that is no row, in the newest version.</summary>
    public static string Of(string? title, string? headingPath, string content)
    {
        var above = string.IsNullOrEmpty(headingPath) || headingPath == title ? title : string.IsNullOrEmpty(title) ? headingPath : title + Line + headingPath;
        return string.IsNullOrEmpty(above) || above == content ? content : above + Line + content;
    }
}
