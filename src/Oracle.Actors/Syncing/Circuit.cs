namespace Oracle.Actors.Syncing;

/// <summary>Whether Chroma is written to.</summary>
public enum CircuitState
{
    /// <summary>It answers; everything due goes at full speed.</summary>
    Closed,

    /// <summary>It does not answer, or will not take anything; it is only probed.</summary>
    Open,

    /// <summary>It has just come back, or the host has just started: one small batch tries it.</summary>
    HalfOpen,
}

/// <summary>The circuit between Oracle and Chroma. Immutable: each change gives a new one.</summary>
/// <param name="State">What is allowed.</param>
/// <param name="Reason">Why it is open, for a person; empty when it is closed.</param>
/// <param name="IsConfiguration">True when a setting must be mended rather than a server started.</param>
/// <param name="Failures">How often in a row it failed since it was last closed.</param>
/// <param name="RetryAfter">How long Chroma asked to be left alone.</param>
public sealed record Circuit(
    CircuitState State, string Reason = "", bool IsConfiguration = false, int Failures = 0, TimeSpan? RetryAfter = null)
{
    private static readonly TimeSpan ProbeFirst = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan ProbeMax = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ProbeConfiguration = TimeSpan.FromSeconds(30);

    // What a server asks for is heeded up to here: nothing is to wait longer while it answers.
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromSeconds(30);

    /// <summary>Everything may go.</summary>
    public static readonly Circuit Closed = new(CircuitState.Closed);

    /// <summary>How a host begins: it does not know yet whether Chroma is there.</summary>
    public static readonly Circuit Starting = new(CircuitState.HalfOpen);

    /// <summary>Chroma failed as a whole: nothing may go.</summary>
    public Circuit Failed(string reason, bool isConfiguration, TimeSpan? retryAfter = null) =>
        new(CircuitState.Open, reason, isConfiguration, Failures + 1, retryAfter);

    /// <summary>Chroma answered a probe: one small batch may go.</summary>
    public Circuit Answered() => State == CircuitState.Open ? this with { State = CircuitState.HalfOpen } : this;

    /// <summary>How long to wait before the next probe.</summary>
    /// <param name="isLoopback">A server on this machine is asked every half second, one elsewhere less and less often.</param>
    public TimeSpan ProbeDelay(bool isLoopback) =>
        IsConfiguration ? ProbeConfiguration
        : RetryAfter > ProbeFirst ? TimeSpan.FromTicks(Math.Min(RetryAfter.Value.Ticks, LongestRetryAfter.Ticks))
        : isLoopback ? ProbeFirst
        : TimeSpan.FromTicks(Math.Min(ProbeMax.Ticks, ProbeFirst.Ticks << Math.Clamp(Failures - 1, 0, 10)));
}
