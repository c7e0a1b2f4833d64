namespace Oracle.Embeddings;

/// <summary>
/// The embedder as a whole gives no vectors now: its server does not answer, wants another key or less haste, or has not the model. No
/// text is to blame, and any may be asked for again later.
/// </summary>
public sealed class EmbedderUnavailableException : Exception
{
    /// <summary>Without a reason.</summary>
    public EmbedderUnavailableException()
    {
    }

    /// <summary>With a reason for a person, free of secrets.</summary>
    public EmbedderUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>With a reason for a person, free of secrets, and what it came of.</summary>
    public EmbedderUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>How long it asked not to be asked again; null: it did not.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
