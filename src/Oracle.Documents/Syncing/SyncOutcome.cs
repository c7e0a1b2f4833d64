namespace Oracle.Documents.Syncing;

/// <summary>What is known after a batch was sent to Chroma, or could not be.</summary>
public enum SyncOutcomeKind
{
    /// <summary>A 200 with a valid body: every record of the batch is there.</summary>
    Confirmed,

    /// <summary>Chroma does not answer, or asks to be left alone. No document is to blame.</summary>
    Unavailable,

    /// <summary>Chroma answers, but will not take anything until a setting is mended. No document is to blame.</summary>
    Misconfigured,

    /// <summary>The collection is gone.</summary>
    CollectionLost,

    /// <summary>Chroma refused the request for something in it.</summary>
    Rejected,

    /// <summary>Nobody knows whether it was applied: a time-out, a reset after sending, a 500, a foreign body.</summary>
    Ambiguous,

    /// <summary>The embedder failed, or gave a vector that may not be sent.</summary>
    EmbeddingFailed,
}

/// <summary>The outcome of one batch, with words for a person unless it is confirmed.</summary>
public sealed record SyncOutcome(SyncOutcomeKind Kind, string Reason = "")
{
    /// <summary>Every record of the batch is confirmed.</summary>
    public static readonly SyncOutcome Confirmed = new(SyncOutcomeKind.Confirmed);
}
