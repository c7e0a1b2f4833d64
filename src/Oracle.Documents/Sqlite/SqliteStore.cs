using Oracle.Documents.Reindexing;
using Oracle.Documents.Searching;
using Oracle.Documents.Syncing;

namespace Oracle.Documents.Sqlite;

/// <summary>The store on SQLite: one object for each seam, all over the same sessions.</summary>
public sealed class SqliteStore(ISqliteSessions sessions)
{
    // Columns are in snake_case, the properties they are read into are not.
    static SqliteStore() => Dapper.DefaultTypeMap.MatchNamesWithUnderscores = true;

    /// <summary>Documents as callers see them.</summary>
    public IDocumentStore Documents { get; } = new SqliteDocuments(sessions);

    /// <summary>Documents in lists.</summary>
    public IDocumentLists Lists { get; } = new SqliteDocumentLists(sessions);

    /// <summary>Notes that are being learned.</summary>
    public ILearnings Learnings { get; } = new SqliteLearnings(sessions);

    /// <summary>What Chroma does not have yet.</summary>
    public IOutbox Outbox { get; } = new SqliteOutbox(sessions);

    /// <summary>What must be compared with Chroma itself.</summary>
    public IReconciliation Reconciliation { get; } = new SqliteReconciliation(sessions);

    /// <summary>What Chroma should hold.</summary>
    public IAuditing Auditing { get; } = new SqliteAuditing(sessions);

    /// <summary>What is known of collections.</summary>
    public ICollections Collections { get; } = new SqliteCollections(sessions);

    /// <summary>Re-indexes.</summary>
    public IReindexing Reindexing { get; } = new SqliteReindexing(sessions);

    /// <summary>Full-text search.</summary>
    public IKeywordSearch Search { get; } = new SqliteKeywordSearch(sessions);

    /// <summary>The full-text tables of an earlier Oracle's database.</summary>
    public ITextIndexing TextIndexing { get; } = new SqliteTextIndexing(sessions);

    /// <summary>Counts.</summary>
    public IStatistics Statistics { get; } = new SqliteStatistics(sessions);

    /// <summary>The files of indexed folders.</summary>
    public IFiles Files { get; } = new SqliteFiles(sessions);

    /// <summary>Indexed folders.</summary>
    public IRoots Roots { get; } = new SqliteRoots(sessions);
}
