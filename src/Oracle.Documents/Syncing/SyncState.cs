namespace Oracle.Documents.Syncing;

/// <summary>Where a document stands with the answering Chroma collection.</summary>
public enum SyncStatus
{
    /// <summary>Chroma does not have this revision yet; it is on its way.</summary>
    Pending,

    /// <summary>Chroma confirmed this very revision.</summary>
    Synced,

    /// <summary>A round of tries ended without success. It is tried again unless it is quarantined.</summary>
    Failed,
}

/// <summary>Why a document is not synced.</summary>
public enum SyncFailure
{
    /// <summary>Chroma could not be reached, or would not take any document.</summary>
    Unavailable,

    /// <summary>Chroma refused this document.</summary>
    Rejected,

    /// <summary>The embedder gave no usable vector.</summary>
    Embedding,
}

/// <summary>The sync columns of one document.</summary>
/// <param name="Status">Where it stands.</param>
/// <param name="SyncedRevision">The revision the answering collection last confirmed.</param>
/// <param name="Attempts">Tries since the last change or the last confirmation.</param>
/// <param name="LastAttempt">When it was last tried; null: never.</param>
/// <param name="NextAttempt">Not before this moment; null: as soon as Chroma answers.</param>
/// <param name="Error">What went wrong, for a person.</param>
/// <param name="Failure">What kind of trouble it was.</param>
/// <param name="QuarantinedAt">Since when it is set aside until its content changes or somebody retries it.</param>
public sealed record SyncState(
    SyncStatus Status,
    long? SyncedRevision,
    int Attempts,
    DateTimeOffset? LastAttempt,
    DateTimeOffset? NextAttempt,
    string? Error,
    SyncFailure? Failure,
    DateTimeOffset? QuarantinedAt);
