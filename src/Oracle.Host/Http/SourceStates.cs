namespace Oracle.Host.Http;

/// <summary>Words for the state of the file a document was read from.</summary>
internal static class SourceStates
{
    /// <summary>It cannot be read at present; the document is as it was when it could.</summary>
    public const string Unreadable = "unreadable";
}
