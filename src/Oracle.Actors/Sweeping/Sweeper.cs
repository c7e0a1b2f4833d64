using Oracle.Actors.Hosting;

namespace Oracle.Actors.Sweeping;

/// <summary>What SyncSweeper understands and says.</summary>
public static class Sweeper
{
    /// <summary>Run now. Answered by <see cref="SweepFinished"/> when the run is over, or <see cref="AlreadyRunning"/>.</summary>
    public sealed record RunSweep
    {
        /// <summary>The one there is.</summary>
        public static readonly RunSweep Instance = new();
    }

    /// <summary>A run is under way since then.</summary>
    public sealed record AlreadyRunning(DateTimeOffset StartedAt);

    /// <summary>The run could not be made or recorded.</summary>
    public sealed record SweepFailed(string Reason);

    /// <summary>One run, as it is written to the journal and published on the event stream.</summary>
    /// <param name="StartedAt">When it began.</param>
    /// <param name="FinishedAt">When it was over.</param>
    /// <param name="Attempted">Rows it took; at most the batch size.</param>
    /// <param name="Synced">Rows of these that Chroma has now.</param>
    /// <param name="Failed">Rows of these that it has not.</param>
    /// <param name="Remaining">Rows that still wait for Chroma, quarantined ones apart.</param>
    public sealed record SweepFinished(
        DateTimeOffset StartedAt, DateTimeOffset FinishedAt, int Attempted, int Synced, int Failed, long Remaining) : IJournaled;

    /// <summary>Asks for <see cref="SweepHistory"/>.</summary>
    public sealed record GetHistory
    {
        /// <summary>The one there is.</summary>
        public static readonly GetHistory Instance = new();
    }
}

/// <summary>The newest runs, newest first. Also what a snapshot holds.</summary>
public sealed record SweepHistory(IReadOnlyList<Sweeper.SweepFinished> Runs) : IJournaled
{
    private const int Kept = 20;

    /// <summary>No run yet.</summary>
    public static readonly SweepHistory Empty = new([]);

    /// <summary>The end of the last run, or null before the first.</summary>
    public DateTimeOffset? LastRun => Runs.Count > 0 ? Runs[0].FinishedAt : null;

    /// <summary>The history with one more run; the oldest beyond 20 are forgotten.</summary>
    public SweepHistory With(Sweeper.SweepFinished run) => new([run, .. Runs.Take(Kept - 1)]);
}
