using Oracle.Documents.Syncing;

namespace Oracle.Documents.Reindexing;

/// <summary>What a re-index does.</summary>
public enum ReindexKind
{
    /// <summary>Writes every record of the answering collection again, in place, under a new generation.</summary>
    Renew,

    /// <summary>Fills another collection with the vectors of another model while the first answers.</summary>
    Move,

    /// <summary>Brings the collection that answered before up to date and lets it answer again.</summary>
    Rollback,
}

/// <summary>Where a re-index stands.</summary>
public enum ReindexState
{
    /// <summary>There was none.</summary>
    Idle,

    /// <summary>Documents are written.</summary>
    Running,

    /// <summary>Everything was written and is compared with SQLite.</summary>
    Verifying,

    /// <summary>The last one came to its end.</summary>
    Done,

    /// <summary>The last one was given up. What answered before still answers.</summary>
    Failed,

    /// <summary>Somebody ended the last one. What answered before still answers.</summary>
    Cancelled,
}

/// <summary>The re-index under way, or the last one, as the tables say.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Target">The collection it writes; the answering one where it works in place.</param>
/// <param name="Done">Live documents that the target holds as they are now.</param>
/// <param name="Total">Live documents.</param>
/// <param name="StartedAt">When it was asked for.</param>
/// <param name="FinishedAt">When it was over; null: it is not.</param>
/// <param name="Error">Why it was given up, or why it makes no headway at this moment; for a person.</param>
public sealed record ReindexRun(
    ReindexKind Kind, ReindexState State, CollectionRecord Target, long Done, long Total, DateTimeOffset StartedAt, DateTimeOffset? FinishedAt = null, string? Error = null)
{
    /// <summary>True while it is under way.</summary>
    public bool IsActive => State is ReindexState.Running or ReindexState.Verifying;
}
