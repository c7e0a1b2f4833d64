namespace Oracle.Application;

/// <summary>The state of the file that a document was read from.</summary>
internal static class SourceStates
{
    /// <summary><c>unreadable</c>: it cannot be read at present, and the document is as it was when it could; null where it can.</summary>
    public static string? Of(DateTimeOffset? unreadableSince) => unreadableSince is null ? null : "unreadable";
}
