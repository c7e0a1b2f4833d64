namespace Oracle.Embeddings;

/// <summary>The embedder will not take what it was asked for, however often it is asked: one of the texts is to blame.</summary>
public sealed class TextRefusedException : Exception
{
    /// <summary>Without a reason.</summary>
    public TextRefusedException()
    {
    }

    /// <summary>With the embedder's own reason.</summary>
    public TextRefusedException(string message)
        : base(message)
    {
    }

    /// <summary>With the embedder's own reason, and what it came of.</summary>
    public TextRefusedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Whether a shorter piece of the text may do.</summary>
    public bool IsTooLong { get; init; }
}
