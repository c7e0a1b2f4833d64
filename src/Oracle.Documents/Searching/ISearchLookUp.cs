namespace Oracle.Documents.Searching;

/// <summary>The store at one moment, for what a search found.</summary>
public interface ISearchLookUp
{
    /// <summary>
    /// The revisions of the live, not superseded documents among these ids that pass the filter, by id: what a hit from
    /// elsewhere is checked against, without reading a text. Of <paramref name="query"/> phrases have to be there, and what
    /// it excludes must not.
    /// </summary>
    IReadOnlyDictionary<string, long> Revisions(IReadOnlyCollection<string> ids, SearchFilter filter, string query = "");

    /// <summary>
    /// Those of these ids whose documents went elsewhere with their file and are not confirmed there yet: what a record under the old id is
    /// shown as until then.
    /// </summary>
    IReadOnlyDictionary<string, MovedDocument> Moved(IReadOnlyCollection<string> ids);

    /// <summary>The types of live documents that are this one, as they are written: <c>Note</c> and <c>note</c> are the same.</summary>
    IReadOnlyList<string> Types(string type);

    /// <summary>Of which section each of these ids is a passage; ids of whole documents are left out.</summary>
    IReadOnlyDictionary<string, string> Sections(IReadOnlyCollection<string> ids);

    /// <summary>The live, not superseded documents among these ids that pass the filter, by id.</summary>
    IReadOnlyDictionary<string, SearchDocument> Hydrate(IReadOnlyCollection<string> ids, SearchFilter filter);

    /// <summary>What of a query each of these documents has in its text, as the index matched it: folded words, and pieces of running text.</summary>
    IReadOnlyDictionary<string, IReadOnlyCollection<string>> Found(IReadOnlyCollection<string> ids, string query);

    /// <summary>Live documents, how many of them are synced, and how many are on their way.</summary>
    (long Live, long Synced, long Pending) Counts();
}

/// <summary>Where a document went.</summary>
/// <param name="Id">Its id now.</param>
/// <param name="Revision">Its revision now.</param>
/// <param name="OldRevision">The revision that Chroma last confirmed under the old id; null: none.</param>
public sealed record MovedDocument(string Id, long Revision, long? OldRevision);

/// <summary>A document as search returns it.</summary>
public sealed record SearchDocument(string Id, string Type, string Content, string SourceFile, IReadOnlyList<string> Concepts, string? Project)
{
    /// <summary>What names it.</summary>
    public Labels Labels { get; init; } = Labels.None;

    /// <summary>Since when the file it was read from cannot be read; null where it can, or where there is none.</summary>
    public DateTimeOffset? UnreadableSince { get; init; }
}
