namespace Oracle.Actors.Sweeping;

/// <summary>When a sweep runs, and over how many rows (contract, section 3).</summary>
public sealed record SweepSchedule
{
    /// <summary>The pause between runs.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The most rows of one run.</summary>
    public int BatchSize { get; init; } = 50;

    /// <summary>Rows tried more recently than this are left to the engine.</summary>
    public TimeSpan MinAge { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>A run that has not ended after this long is recorded as failed.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long to wait for the next run when a run has just ended.</summary>
    /// <param name="run">The run.</param>
    /// <param name="sweepable">Rows that another run would take now.</param>
    public TimeSpan After(Sweeper.SweepFinished run, long sweepable) =>
        // As long as everything goes through, the rest need not wait.
        run.Attempted > 0 && run.Synced == run.Attempted && sweepable > 0 ? TimeSpan.Zero : Interval;

    /// <summary>How long to wait for the first run after a start.</summary>
    public TimeSpan AfterStart(DateTimeOffset? lastRun, DateTimeOffset now)
    {
        var due = (lastRun ?? now) + Interval - now;
        return due < TimeSpan.Zero ? TimeSpan.Zero : due > Interval ? Interval : due;
    }
}
