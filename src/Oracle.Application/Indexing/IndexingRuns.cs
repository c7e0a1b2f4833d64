namespace Oracle.Application.Indexing;

/// <summary>The index runs that are under way, and when the last one ended.</summary>
public sealed class IndexingRuns(TimeProvider clock)
{
    private readonly TimeProvider _clock = clock;
    private readonly Lock _sync = new();
    private readonly HashSet<Run> _running = [];

    /// <summary>Files that are dealt with and files that were found, of all runs together; null: none is under way.</summary>
    public (long Done, long Total)? Progress
    {
        get
        {
            lock (_sync)
                return _running.Count == 0 ? null : (_running.Sum(run => (long)run.Totals.Files), _running.Sum(run => (long)run.Totals.Found));
        }
    }

    /// <summary>When the last one ended; null: none since the host started.</summary>
    public DateTimeOffset? FinishedAt { get; private set; }

    /// <summary>One more begins. It ends when it is disposed.</summary>
    internal Run Begin()
    {
        var run = new Run(this);
        lock (_sync)
            _running.Add(run);
        return run;
    }

    /// <summary>A run.</summary>
    internal sealed class Run(IndexingRuns runs) : IDisposable
    {
        public IndexTotals Totals { get; private set; } = IndexTotals.None;

        public void Count(IndexTotals more)
        {
            lock (runs._sync)
                Totals += more;
        }

        public void Dispose()
        {
            lock (runs._sync)
            {
                runs._running.Remove(this);
                runs.FinishedAt = runs._clock.GetUtcNow();
            }
        }
    }
}
