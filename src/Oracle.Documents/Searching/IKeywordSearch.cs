namespace Oracle.Documents.Searching;

/// <summary>Full-text search and look-up of live documents. Needs nothing but the store.</summary>
public interface IKeywordSearch
{
    /// <summary>
    /// The best matches by words and by substrings, each leg best first, each at most <paramref name="depth"/>
    /// deep. Any text is a legal query. Tombstones and superseded documents never match.
    /// </summary>
    Task<KeywordMatches> SearchAsync(string query, SearchFilter filter, int depth);

    /// <summary>
    /// The revisions of the live, not superseded documents among these ids that pass the filter, by id: what a hit from
    /// elsewhere is checked against, without reading a text.
    /// </summary>
    Task<IReadOnlyDictionary<string, long>> RevisionsAsync(IReadOnlyCollection<string> ids, SearchFilter filter);

    /// <summary>Of which section each of these ids is a passage; ids of whole documents are left out.</summary>
    Task<IReadOnlyDictionary<string, string>> SectionsAsync(IReadOnlyCollection<string> ids);

    /// <summary>The live, not superseded documents among these ids that pass the filter, by id.</summary>
    Task<IReadOnlyDictionary<string, SearchDocument>> HydrateAsync(IReadOnlyCollection<string> ids, SearchFilter filter);
}

/// <summary>What results must fulfil.</summary>
/// <param name="Type">Only this type; null: all.</param>
/// <param name="Project">Only this project's documents and those of no project; null: all, as in Oracle V2.</param>
/// <param name="Tag">Only documents with this tag or concept, or one below it (<c>project</c> finds <c>project/alpha</c>); null: all.</param>
/// <remarks>Case and accents are no part of a name, nor are the brackets of a link.</remarks>
public sealed record SearchFilter(string? Type = null, string? Project = null, string? Tag = null);

/// <summary>The two legs of the keyword search: ids, best first.</summary>
/// <param name="Words">By stemmed words (BM25).</param>
/// <param name="Substrings">By trigrams (BM25), or for queries under three characters by LIKE over the newest rows.</param>
/// <param name="Total">How many documents matched in the leg that found more.</param>
public sealed record KeywordMatches(IReadOnlyList<string> Words, IReadOnlyList<string> Substrings, long Total);

/// <summary>A document as search returns it.</summary>
public sealed record SearchDocument(string Id, string Type, string Content, string SourceFile, IReadOnlyList<string> Concepts, string? Project)
{
    /// <summary>What names it.</summary>
    public Labels Labels { get; init; } = Labels.None;
}
