namespace Oracle.Documents;

/// <summary>Live documents in lists, without a query.</summary>
public interface IDocumentLists
{
    /// <summary>A page of documents, the one that was accepted last first.</summary>
    /// <param name="type">Only of this type, whatever its case; null: of any.</param>
    /// <param name="byFile">Whether a file counts once, by its first document. A document of no file counts by itself.</param>
    /// <param name="limit">Of the page, at least 1.</param>
    /// <param name="offset">How many are passed over.</param>
    Task<DocumentPage> ListAsync(string? type, bool byFile, int limit, int offset);

    /// <summary>Any document of one of these types that nothing supersedes; null: there is none.</summary>
    Task<ListedDocument?> AnyAsync(IReadOnlyList<string> types);

    /// <summary>The concepts that most documents have, and how many different ones there are.</summary>
    /// <param name="type">Of documents of this type, whatever its case; null: of any.</param>
    /// <param name="limit">How many at most.</param>
    Task<(IReadOnlyList<ConceptCount> Top, long All)> ConceptsAsync(string? type, int limit);

    /// <summary>How many different files live documents of each type have. It goes through all documents.</summary>
    Task<IReadOnlyDictionary<string, long>> FilesByTypeAsync();

    /// <summary>The live documents of a file, in the order in which it has them.</summary>
    Task<IReadOnlyList<ListedDocument>> OfFileAsync(string sourceFile);

    /// <summary>Of which root a file is, by the root's name; null: it is of none.</summary>
    Task<string?> RootOfAsync(string sourceFile);
}

/// <summary>A page of documents.</summary>
/// <param name="Documents">The page.</param>
/// <param name="Total">How many could be paged through.</param>
public sealed record DocumentPage(IReadOnlyList<ListedDocument> Documents, long Total);

/// <summary>A document as it is listed.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Type">Its type.</param>
/// <param name="Content">Its text.</param>
/// <param name="SourceFile">Its file; empty where it has none.</param>
/// <param name="Concepts">What it is about.</param>
/// <param name="Project">Its project.</param>
/// <param name="IndexedAt">When it was last accepted.</param>
/// <param name="Title">Its title.</param>
public sealed record ListedDocument(
    string Id, string Type, string Content, string SourceFile, IReadOnlyList<string> Concepts, string? Project, DateTimeOffset IndexedAt, string? Title);
