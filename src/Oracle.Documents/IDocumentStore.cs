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
    Task<AcceptResult> ReplaceFileAsync(string sourceFile, IReadOnlyList<DocumentDraft> drafts, DateTimeOffset now);

    /// <summary>
    /// Makes a live document a tombstone that no search returns, and gives the revision of its deletion;
    /// null when there is no such live document. The id of a section takes all its passages; the revision is then the last.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The deletion was not stored.</exception>
    Task<long?> DeleteAsync(string id, DateTimeOffset now);

    /// <summary>The live document of this id, or null. The id of a section gives the whole of it.</summary>
    Task<Document?> FindAsync(string id);

    /// <summary>The source files at or below <paramref name="folder"/> that the indexer has live documents of; empty folder: all.</summary>
    Task<IReadOnlyList<string>> SourceFilesAsync(string folder);

    /// <summary>The files of notes that have documents without a title: an earlier Oracle indexed them, which kept none.</summary>
    /// <param name="folder">As with <see cref="SourceFilesAsync"/>.</param>
    Task<IReadOnlyList<string>> UntitledFilesAsync(string folder);
}
