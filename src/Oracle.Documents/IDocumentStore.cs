namespace Oracle.Documents;

/// <summary>
/// Documents as callers see them. Every accepted change gets a revision never used before and makes the
/// document <c>pending</c> in the same transaction; a completed task means it is on disk.
/// </summary>
public interface IDocumentStore
{
    /// <summary>Stores drafts in order, in one transaction. Drafts that break a rule are rejected, the others are taken.</summary>
    /// <exception cref="StoreUnavailableException">Nothing of it was stored.</exception>
    Task<AcceptResult> AcceptAsync(IReadOnlyList<DocumentDraft> drafts, DateTimeOffset now);

    /// <summary>
    /// Stores what one file of a vault yields and deletes, in the same transaction, what it no longer yields:
    /// the indexer's other live documents of the same <paramref name="sourceFile"/>. A passage whose id (<c>…~2</c>) is that of
    /// a document from elsewhere gets the next number that is free.
    /// </summary>
    /// <exception cref="StoreUnavailableException">Nothing of it was stored.</exception>
    /// <param name="sourceFile">The file.</param>
    /// <param name="drafts">What it yields; nothing where it is gone.</param>
    /// <param name="now">The time.</param>
    /// <param name="file">What is kept of the file itself; null: nothing, it is gone or none of a root.</param>
    Task<AcceptResult> ReplaceFileAsync(string sourceFile, IReadOnlyList<DocumentDraft> drafts, DateTimeOffset now, FileRecord? file = null);

    /// <summary>
    /// Stores what a file yields at its new place and deletes what it yielded at its old one, in one transaction. Until Chroma has confirmed
    /// a document under its new id, its record under the old one stays and is shown as the new document.
    /// </summary>
    /// <exception cref="StoreUnavailableException">Nothing of it was stored.</exception>
    Task<AcceptResult> MoveFileAsync(string from, IReadOnlyList<DocumentDraft> drafts, DateTimeOffset now, FileRecord file);

    /// <summary>
    /// Makes a live document a tombstone that no search returns, and gives the revision of its deletion;
    /// null when there is no such live document. The id of a section takes all its passages; the revision is then the last.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The deletion was not stored.</exception>
    Task<long?> DeleteAsync(string id, DateTimeOffset now);

    /// <summary>The live document of this id, or null. The id of a section gives the whole of it.</summary>
    Task<Document?> FindAsync(string id);

    /// <summary>The files of notes that have documents without a title: an earlier Oracle indexed them, which kept none.</summary>
    /// <param name="root">Of the root of this name.</param>
    Task<IReadOnlyList<string>> UntitledFilesAsync(string root);
}
