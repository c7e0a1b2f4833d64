namespace Oracle.Actors.Auditing;

/// <summary>When an audit runs by itself (contract, section 3).</summary>
public sealed record AuditSchedule
{
    // Time for a start to do what matters more, and for commands that bring a host of their own to be over.
    private static readonly TimeSpan AfterStart = TimeSpan.FromMinutes(1);

    // A host that never runs for a whole interval is audited too, and one that failed is not left for a day.
    private static readonly TimeSpan Soon = TimeSpan.FromHours(1);

    /// <summary>From the end of one to the beginning of the next; zero: none runs by itself.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How long an audit waits for a Chroma that is away before it is given up.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long to wait for the next one, if one runs by itself.</summary>
    /// <param name="last">The last one that was finished.</param>
    /// <param name="now">Now.</param>
    /// <param name="started">When the host started.</param>
    public TimeSpan? Next(Audit.Result? last, DateTimeOffset now, DateTimeOffset started)
    {
        if (Interval == TimeSpan.Zero)
            return null;
        var pause = last is { State: Audit.State.Done } || Interval < Soon ? Interval : Soon;
        var due = (last?.FinishedAt ?? started) + pause;
        if (due < started + AfterStart)
            due = started + AfterStart;
        // A clock set back puts it off no longer than this.
        return due < now ? TimeSpan.Zero : due - now > pause ? pause : due - now;
    }
}
