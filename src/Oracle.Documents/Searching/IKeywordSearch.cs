namespace Oracle.Documents.Searching;

/// <summary>Full-text search and look-up of live documents. Needs nothing but the store.</summary>
public interface IKeywordSearch
{
    /// <summary>
    /// The best matches by words, and by pieces of words where words have no spaces between them or found too little; at most
    /// <paramref name="depth"/>. Any text is a legal query. Tombstones and superseded documents never match.
    /// </summary>
    Task<KeywordMatches> SearchAsync(string query, SearchFilter filter, int depth);

    /// <summary>Reads what is found, all of it of one moment. Nothing may be waited for meanwhile.</summary>
    Task<T> LookUpAsync<T>(Func<ISearchLookUp, T> read);
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

/// <summary>What the keyword search found.</summary>
/// <param name="Hits">Best first.</param>
/// <param name="Total">How many documents match, counted to 1,000.</param>
/// <param name="Coverage">
/// How much of what was asked stands in the best hit, 0 to 1: each word, or piece of running text, weighs by how few documents have
/// it. 1 where the very string or its words in a row were found.
/// </param>
/// <param name="Sections">Of which section each hit is a passage; those that are whole documents are not in it.</param>
public sealed record KeywordMatches(IReadOnlyList<KeywordHit> Hits, long Total, double Coverage, IReadOnlyDictionary<string, string> Sections)
{
    /// <summary>Nothing.</summary>
    public static readonly KeywordMatches None = new([], 0, 0, new Dictionary<string, string>());
}

/// <summary>A document that has something of the query.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Score">How well, as a share of the best hit's: above 0, at most 1.</param>
public sealed record KeywordHit(string Id, double Score);
