namespace Oracle.Testing.Faults;

/// <summary>A fault to come.</summary>
/// <param name="Endpoint">Where; null is everywhere.</param>
/// <param name="Kind">What.</param>
/// <param name="Times">How many requests it meets; see <paramref name="For"/>.</param>
/// <param name="For">
/// Instead of a number: every request from the first it meets until this time is over. For <see cref="FaultKind.Refuse"/>
/// how long nobody listens, half a second unless given.
/// </param>
public sealed record Fault(Endpoint? Endpoint, FaultKind Kind, int Times = 1, TimeSpan? For = null)
{
    /// <summary>Meets only requests for which this holds, say those with a certain id in their body.</summary>
    public Func<ProxiedRequest, bool>? If { get; init; }

    /// <summary>When a <see cref="FaultKind.HeldBack"/> request is delivered by itself; null: only when released.</summary>
    public TimeSpan? ReleaseAfter { get; init; }

    public override string ToString() => $"{Kind} at {Endpoint?.ToString() ?? "every endpoint"}";
}
