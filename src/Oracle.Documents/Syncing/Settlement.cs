namespace Oracle.Documents.Syncing;

/// <summary>
/// What to write about one row after a try. It is written only where the row still has the
/// <paramref name="Revision"/> that was tried: a change made meanwhile wins and goes next.
/// </summary>
/// <param name="N">The row's key.</param>
/// <param name="Id">The document's id.</param>
/// <param name="Revision">The revision that was tried.</param>
/// <param name="Deleted">True when the try was to delete the record.</param>
/// <param name="Status">The status to write. <see cref="SyncStatus.Synced"/> removes the row of a tombstone.</param>
/// <param name="Attempts">Tries since the last change.</param>
/// <param name="NextAttempt">Not before; null: as soon as Chroma answers.</param>
/// <param name="Failure">What kind of trouble.</param>
/// <param name="Error">What went wrong, for a person.</param>
/// <param name="Quarantine">True: not tried again until its content changes or somebody retries it.</param>
/// <param name="ChecksAt">When the record is to be read back, whatever has become of the row by then; null: never.</param>
public sealed record Settlement(
    long N,
    string Id,
    long Revision,
    bool Deleted,
    SyncStatus Status,
    int Attempts,
    DateTimeOffset? NextAttempt,
    SyncFailure? Failure,
    string? Error,
    bool Quarantine,
    IReadOnlyList<DateTimeOffset>? ChecksAt = null);

/// <summary>What a settlement did.</summary>
/// <param name="N">The row's key.</param>
/// <param name="Id">The document's id.</param>
/// <param name="Revision">The revision that was tried.</param>
/// <param name="Status">The status settled.</param>
/// <param name="Written">False when the row had changed meanwhile, so that nothing was written.</param>
public sealed record Settled(long N, string Id, long Revision, SyncStatus Status, bool Written);
