namespace Oracle.Documents.Syncing;

/// <summary>How hard and how often a document is tried (contract, section 3).</summary>
public sealed record SyncPolicy
{
    /// <summary>Tries of one round, 1 to 100, before a document is <c>failed</c>.</summary>
    public int MaxAttempts { get; init; } = 3;

    /// <summary>The backoff's base: the ceiling of the pause after the first failed try.</summary>
    public TimeSpan BackoffMin { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest pause, and the pause between rounds: nothing waits longer while Chroma answers.</summary>
    public TimeSpan BackoffMax { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The most documents of a batch.</summary>
    public int BatchSize { get; init; } = 250;

    /// <summary>The most bytes of text of a batch, unless one document alone is larger.</summary>
    public long BatchBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>The most documents of the batch that tries a Chroma that has just come back.</summary>
    public int HalfOpenBatchSize { get; init; } = 10;

    /// <summary>
    /// When a write of unknown fate is first read back: the request's time-out and 5 s. Most late writes have landed by then.
    /// </summary>
    public TimeSpan FirstCheck { get; init; } = TimeSpan.FromSeconds(35);

    /// <summary>When it is read back for the last time. Chroma itself waits up to 1,000 s for a lock.</summary>
    public TimeSpan LastCheck { get; init; } = TimeSpan.FromMinutes(20);

    /// <summary>How often Chroma is compared with SQLite while nothing is due: its collection, its count and what is newest.</summary>
    public TimeSpan CompareEvery { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Failures in a row of one document alone, while Chroma takes others, before it is quarantined.</summary>
    public int MaxLoneFailures { get; init; } = 10;
}
