using Akka.Actor;

namespace Oracle.Actors.Hosting;

/// <summary>The actor system's scheduler as the one clock: a test that moves the scheduler moves all time.</summary>
public sealed class SchedulerClock(IScheduler scheduler) : TimeProvider
{
    /// <inheritdoc />
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow() => scheduler.Now;

    /// <inheritdoc />
    public override long GetTimestamp() => scheduler.MonotonicClock.Ticks;

    /// <inheritdoc />
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        // What a timer does may take long; the scheduler's thread is everybody's.
        var timer = new SchedulerTimer(scheduler, () => ThreadPool.QueueUserWorkItem(_ => callback(state)));
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class SchedulerTimer(IScheduler scheduler, Action callback) : ITimer
    {
        private ICancelable? _scheduled;
        private bool _disposed;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _scheduled?.Cancel();
            if (_disposed)
                return false;
            var once = period == Timeout.InfiniteTimeSpan || period == TimeSpan.Zero;
            _scheduled = dueTime == Timeout.InfiniteTimeSpan ? null
                : once ? scheduler.Advanced.ScheduleOnceCancelable(dueTime, callback)
                : scheduler.Advanced.ScheduleRepeatedlyCancelable(dueTime, period, callback);
            return true;
        }

        public void Dispose()
        {
            _disposed = true;
            _scheduled?.Cancel();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
