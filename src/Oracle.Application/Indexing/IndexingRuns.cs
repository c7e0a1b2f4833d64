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

    /// <summary>The runs that are under way, the oldest before the others.</summary>
    public IReadOnlyList<RunUnderWay> UnderWay
    {
        get
        {
            lock (_sync)
                return [.. _running.Select(run => new RunUnderWay(run.Paths, run.Began, run.Totals)).OrderBy(run => run.Began)];
        }
    }

    /// <summary>When the last one ended; null: none since the host started.</summary>
    public DateTimeOffset? FinishedAt { get; private set; }

    /// <summary>One more begins. It ends when it is disposed.</summary>
    /// <param name="paths">What is indexed.</param>
    internal Run Begin(IReadOnlyList<string> paths)
    {
        var run = new Run(this, paths);
        lock (_sync)
            _running.Add(run);
        return run;
    }

    /// <summary>A run.</summary>
    internal sealed class Run(IndexingRuns runs, IReadOnlyList<string> paths) : IDisposable
    {
        public IReadOnlyList<string> Paths => paths;

        public DateTimeOffset Began { get; } = runs._clock.GetUtcNow();

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

/// <summary>An index run that is under way.</summary>
/// <param name="Paths">What is indexed.</param>
/// <param name="Began">When it began.</param>
/// <param name="Totals">How far it is.</param>
public sealed record RunUnderWay(IReadOnlyList<string> Paths, DateTimeOffset Began, IndexTotals Totals);
