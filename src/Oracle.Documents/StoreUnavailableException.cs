namespace Oracle.Documents;

/// <summary>The store could not do what it was asked, and did none of it. The message says why and what to do.</summary>
public sealed class StoreUnavailableException : Exception
{
    /// <summary>Creates it with a message for a person.</summary>
    public StoreUnavailableException(string message, Exception? inner = null) : base(message, inner)
    {
    }

    /// <summary>Creates it without a message.</summary>
    public StoreUnavailableException() : this("The store is not available.")
    {
    }

    /// <summary>Creates it with a message for a person.</summary>
    public StoreUnavailableException(string message) : this(message, inner: null)
    {
    }
}
