namespace Oracle.Application;

/// <summary>What kind of failure a request met.</summary>
public enum FailureKind
{
    /// <summary>What was asked for is wrong; the message names the field.</summary>
    BadInput,

    /// <summary>There is no such thing.</summary>
    NotFound,

    /// <summary>It does not go together with what is there or runs.</summary>
    Conflict,

    /// <summary>It is more than is taken.</summary>
    TooLarge,

    /// <summary>Too much is asked for at once; try again in a while.</summary>
    TooMuch,

    /// <summary>It cannot be done at this moment.</summary>
    Unavailable,
}

/// <summary>A request that cannot be done. The message says what is wrong with which field, and what to do, in whole sentences for a person.</summary>
/// <param name="kind">What kind of failure.</param>
/// <param name="message">For a person.</param>
/// <param name="fields">What is told besides, by the names it has in an answer.</param>
public sealed class RequestFailedException(FailureKind kind, string message, IReadOnlyDictionary<string, object?>? fields = null) : Exception(message)
{
    /// <summary>What kind of failure.</summary>
    public FailureKind Kind { get; } = kind;

    /// <summary>What is told besides, by the names it has in an answer.</summary>
    public IReadOnlyDictionary<string, object?> Fields { get; } = fields ?? new Dictionary<string, object?>(StringComparer.Ordinal);

    /// <summary>What was asked for is wrong.</summary>
    public static RequestFailedException BadInput(string message) => new(FailureKind.BadInput, message);

    /// <summary>There is no such thing.</summary>
    public static RequestFailedException NotFound(string message) => new(FailureKind.NotFound, message);
}
