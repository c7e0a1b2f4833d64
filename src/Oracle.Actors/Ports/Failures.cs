namespace Oracle.Actors.Ports;

/// <summary>An actor does not answer in time: it is busy, is just starting, or the host shuts down.</summary>
public sealed class NotAnsweringException(string message) : Exception(message);

/// <summary>One of its kind runs already, and there is only ever one.</summary>
/// <param name="message">Says since when.</param>
/// <param name="running">What is known of it.</param>
public sealed class AlreadyRunningException(string message, object? running = null) : Exception(message)
{
    /// <summary>What is known of the one that runs: an <see cref="Auditing.Audit.Result"/> or a run of a re-index; null for a sweep.</summary>
    public object? Running { get; } = running;
}

/// <summary>An actor will not do it.</summary>
/// <param name="message">Why, and what to do.</param>
/// <param name="isInput">Whether what was asked for is wrong; else it cannot be done at this moment.</param>
public sealed class RefusedException(string message, bool isInput) : Exception(message)
{
    /// <summary>Whether what was asked for is wrong; else it cannot be done at this moment.</summary>
    public bool IsInput { get; } = isInput;
}
