using Oracle.Documents;

namespace Oracle.Actors.Indexing;

/// <summary>What DocumentIndexer understands. Each request is answered once, when its change is on disk.</summary>
public static class Indexer
{
    /// <summary>Store these documents in one transaction. Answered by <see cref="AcceptResult"/> or <see cref="Refused"/>.</summary>
    public sealed record IndexDocuments(IReadOnlyList<DocumentDraft> Drafts);

    /// <summary>Store what a file yields and delete what it no longer yields. Answered by <see cref="AcceptResult"/> or <see cref="Refused"/>.</summary>
    /// <param name="SourceFile">The file.</param>
    /// <param name="Drafts">What it yields; nothing where it is gone.</param>
    /// <param name="File">What is kept of the file itself; null where it is gone.</param>
    public sealed record ReplaceFile(string SourceFile, IReadOnlyList<DocumentDraft> Drafts, FileRecord? File = null);

    /// <summary>Store what a file yields at its new place, and delete what it yielded at its old one. Answered as <see cref="ReplaceFile"/>.</summary>
    public sealed record MoveFile(string From, IReadOnlyList<DocumentDraft> Drafts, FileRecord File);

    /// <summary>Delete these documents. Answered by <see cref="Deleted"/> or <see cref="Refused"/>.</summary>
    public sealed record DeleteDocuments(IReadOnlyList<string> Ids);

    /// <summary>The revision of each deletion; ids that were not there are missing.</summary>
    public sealed record Deleted(IReadOnlyDictionary<string, long> Revisions);

    /// <summary>Published on the event stream when documents were deleted, at whosever wish.</summary>
    public sealed record DocumentsDeleted(IReadOnlyCollection<string> Ids);

    /// <summary>The store could not take it; nothing of it was acknowledged.</summary>
    public sealed record Refused(string Reason);
}
