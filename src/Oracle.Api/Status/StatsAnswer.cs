using System.Text.Json.Serialization;

namespace Oracle.Api.Status;

/// <summary><c>GET /api/stats</c>: where every document stands. The fields in <c>snake_case</c> are Oracle V2's.</summary>
/// <param name="Total">Live documents.</param>
/// <param name="ByType">Live documents by type.</param>
/// <param name="ByTypeFiles">Different files of these, by type.</param>
/// <param name="Concepts">What they are about.</param>
/// <param name="LastIndexed">When a document was last accepted, UTC; null: never.</param>
/// <param name="IndexAgeHours">Hours since then, with one decimal; null: never.</param>
/// <param name="IsStale">Whether that was more than 24 hours ago, or never.</param>
/// <param name="IsIndexing">Whether files are being indexed, or the keyword index of an earlier Oracle is being filled.</param>
/// <param name="IndexingProgress">How far; null where nothing is indexed.</param>
/// <param name="IndexingCompletedAt">When files were last indexed, in Unix ms; null: not since the host started.</param>
/// <param name="FtsStatus"><c>healthy</c>, or how far the keyword index is filled.</param>
/// <param name="ChromaStatus"><c>connected</c> or <c>unavailable</c>.</param>
/// <param name="Database">Path of the SQLite file.</param>
/// <param name="Vector">What Chroma holds.</param>
/// <param name="Vectors">The same for each model; one here.</param>
/// <param name="VaultRepo">The first root's folder; null: there is none.</param>
/// <param name="Sync">How far Chroma has followed SQLite.</param>
/// <param name="Roots">How many folders are known.</param>
/// <param name="Audit">The last audit; null: there was none.</param>
public sealed record StatsAnswer(
    long Total,
    [property: JsonPropertyName("by_type")] IReadOnlyDictionary<string, long> ByType,
    [property: JsonPropertyName("by_type_files")] IReadOnlyDictionary<string, long> ByTypeFiles,
    ConceptsBlock Concepts,
    [property: JsonPropertyName("last_indexed"), JsonConverter(typeof(V2Time))] DateTimeOffset? LastIndexed,
    [property: JsonPropertyName("index_age_hours")] double? IndexAgeHours,
    [property: JsonPropertyName("is_stale")] bool IsStale,
    [property: JsonPropertyName("is_indexing")] bool IsIndexing,
    [property: JsonPropertyName("indexing_progress")] IndexingBlock? IndexingProgress,
    [property: JsonPropertyName("indexing_completed_at")] long? IndexingCompletedAt,
    [property: JsonPropertyName("fts_status")] string FtsStatus,
    [property: JsonPropertyName("chroma_status")] string ChromaStatus,
    string Database,
    VectorBlock Vector,
    IReadOnlyList<ModelBlock> Vectors,
    [property: JsonPropertyName("vault_repo")] string? VaultRepo,
    SyncBlock Sync,
    RootsBlock Roots,
    AuditBlock? Audit = null)
{
    /// <summary>Whether Chroma answers. No field of the answer.</summary>
    [JsonIgnore]
    public bool ChromaAnswers => ChromaStatus == "connected";
}

/// <summary>What documents are about.</summary>
/// <param name="Total">How many different concepts there are.</param>
/// <param name="Top">The most used.</param>
public sealed record ConceptsBlock(long Total, IReadOnlyList<ConceptBlock> Top);

/// <summary>A concept.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Count">How many live documents carry it.</param>
public sealed record ConceptBlock(string Name, long Count);

/// <summary>How far something is indexed.</summary>
/// <param name="Current">Done.</param>
/// <param name="Total">To do in all.</param>
/// <param name="Percent">0 to 100.</param>
public sealed record IndexingBlock(long Current, long Total, int Percent);

/// <summary>What the answering collection holds.</summary>
/// <param name="Enabled">Always true.</param>
/// <param name="Count">Records, counted by Chroma itself; 0 where it does not answer, which <c>chroma_status</c> says.</param>
/// <param name="Collection">Its name; null: there is none yet.</param>
/// <param name="Unretrievable">Records that no query finds; null: nobody knows.</param>
public sealed record VectorBlock(bool Enabled, long Count, string? Collection, long? Unretrievable);

/// <summary>A model's vectors, as Oracle V2 lists them.</summary>
/// <param name="Key">The provider.</param>
/// <param name="Model">The model.</param>
/// <param name="Collection">Where its vectors are.</param>
/// <param name="Count">How many.</param>
/// <param name="Enabled">Always true.</param>
public sealed record ModelBlock(string Key, string Model, string Collection, long Count, bool Enabled);

/// <summary>How far Chroma has followed SQLite. <c>synced + pending + failed</c> are all live documents.</summary>
/// <param name="Synced">Confirmed by Chroma in their current revision.</param>
/// <param name="Pending">Due, or on their way.</param>
/// <param name="Failed">Tried without success; the quarantined ones are among them.</param>
/// <param name="LastSyncRun">End of the sweeper's last run, UTC; null: none yet.</param>
/// <param name="Quarantined">Not tried again until they change or somebody retries them.</param>
/// <param name="Deleting">Deleted here, and not yet in Chroma.</param>
/// <param name="OldestPendingSeconds">How long the oldest has been waiting.</param>
/// <param name="Generation">Of the answering collection.</param>
public sealed record SyncBlock(
    long Synced, long Pending, long Failed, DateTimeOffset? LastSyncRun, long Quarantined, long Deleting, double OldestPendingSeconds, long Generation)
{
    /// <summary>Live documents that Chroma has not confirmed. No field of the answer.</summary>
    [JsonIgnore]
    public long NotSynced => Pending + Failed;
}

/// <summary>How many folders are known.</summary>
/// <param name="Total">All.</param>
/// <param name="Missing">Of these, not there.</param>
/// <param name="Held">Of these, with deletions that wait for somebody to confirm them.</param>
public sealed record RootsBlock(int Total, int Missing, int Held);

/// <summary>The last audit in short.</summary>
/// <param name="State">As <c>GET /api/audit</c> says it.</param>
/// <param name="FinishedAt">UTC.</param>
/// <param name="Missing">Documents without their record.</param>
/// <param name="Stale">Records of an older revision.</param>
/// <param name="Orphans">Records without a document.</param>
/// <param name="Unretrievable">Records that their own vector does not find.</param>
/// <param name="Repaired">How many of these were mended.</param>
public sealed record AuditBlock(string State, DateTimeOffset? FinishedAt, long Missing, long Stale, long Orphans, long Unretrievable, long Repaired);
