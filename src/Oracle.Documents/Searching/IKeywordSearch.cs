namespace Oracle.Documents.Searching;

/// <summary>Full-text search and look-up of live documents. Needs nothing but the store.</summary>
public interface IKeywordSearch
{
    /// <summary>
    /// The best matches by words and by substrings, each leg best first, each at most <paramref name="depth"/>
    /// deep. Any text is a legal query. Tombstones and superseded documents never match.
    /// </summary>
    Task<KeywordMatches> SearchAsync(string query, SearchFilter filter, int depth);

    /// <summary>Reads what is found, all of it of one moment. Nothing may be waited for meanwhile.</summary>
    Task<T> LookUpAsync<T>(Func<ISearchLookUp, T> read);
}

/// <summary>The store at one moment, for what a search found.</summary>
public interface ISearchLookUp
{
    /// <summary>
    /// The revisions of the live, not superseded documents among these ids that pass the filter, by id: what a hit from
    /// elsewhere is checked against, without reading a text. Of <paramref name="query"/> phrases have to be there, and what
    /// it excludes must not.
    /// </summary>
    IReadOnlyDictionary<string, long> Revisions(IReadOnlyCollection<string> ids, SearchFilter filter, string query = "");

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

/// <summary>What results must fulfil.</summary>
/// <param name="Type">Only this type; null: all.</param>
/// <param name="Project">Only this project's documents and those of no project; null: all, as in Oracle V2.</param>
/// <param name="Tag">Only documents with this tag or concept, or one below it (<c>project</c> finds <c>project/alpha</c>); null: all.</param>
/// <remarks>Case and accents are no part of a name, nor are the brackets of a link.</remarks>
public sealed record SearchFilter(string? Type = null, string? Project = null, string? Tag = null)
{
    /// <summary>All documents.</summary>
    public static readonly SearchFilter None = new();
}

/// <summary>The two legs of the keyword search: ids, best first.</summary>
/// <param name="Words">By stemmed words (BM25).</param>
/// <param name="Substrings">By trigrams (BM25), or for queries under three characters by LIKE over the newest rows.</param>
/// <param name="Total">How many documents matched in the leg that found more.</param>
/// <param name="AskedSubstrings">Whether substrings were looked for.</param>
public sealed record KeywordMatches(IReadOnlyList<string> Words, IReadOnlyList<string> Substrings, long Total, bool AskedSubstrings = true);

/// <summary>A document as search returns it.</summary>
public sealed record SearchDocument(string Id, string Type, string Content, string SourceFile, IReadOnlyList<string> Concepts, string? Project)
{
    /// <summary>What names it.</summary>
    public Labels Labels { get; init; } = Labels.None;
}
