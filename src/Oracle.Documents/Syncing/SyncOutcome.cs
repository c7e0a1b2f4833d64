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

    /// <summary>Ambiguous, and the server has not answered since.</summary>
    Interrupted,

    /// <summary>Ambiguous again and again, for this one document alone, while Chroma took others.</summary>
    Hopeless,

    /// <summary>The embedder refused a text, or gave a vector for it that may not be sent.</summary>
    EmbeddingFailed,

    /// <summary>The embedder as a whole gives no usable vectors. No document is to blame.</summary>
    EmbedderDown,
}

/// <summary>The outcome of one batch, with words for a person unless it is confirmed.</summary>
/// <param name="Kind">What is known.</param>
/// <param name="Reason">What happened, for a person.</param>
/// <param name="MaybeApplied">True when Chroma may have applied a write, or may yet, though it did not confirm it.</param>
/// <param name="IsBroken">True when Chroma says that the collection's index is broken.</param>
/// <param name="RetryAfter">How long Chroma asks to be left alone.</param>
public sealed record SyncOutcome(
    SyncOutcomeKind Kind, string Reason = "", bool MaybeApplied = false, bool IsBroken = false, TimeSpan? RetryAfter = null)
{
    /// <summary>Every record of the batch is confirmed.</summary>
    public static readonly SyncOutcome Confirmed = new(SyncOutcomeKind.Confirmed);
}
