using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.TestKit;

namespace Oracle.Actors.Tests.Worlds;

/// <summary>
/// Akka's test scheduler, with two things it lacks: its monotonic clock moves with the rest, and its wall clock can be
/// set, as people and time servers do.
/// </summary>
public sealed class VirtualTime(Config config, ILoggingAdapter log) : TestScheduler(config, log), IScheduler
{
    private readonly DateTimeOffset _start = DateTimeOffset.UtcNow;

    /// <summary>How far the wall clock was set ahead, or back when it is negative.</summary>
    public TimeSpan Skew { get; set; }

    DateTimeOffset ITimeProvider.Now => Now + Skew;

    TimeSpan ITimeProvider.MonotonicClock => Elapsed;

    TimeSpan ITimeProvider.HighResMonotonicClock => Elapsed;

    // Beginning at zero would hide a clock that was never read.
    private TimeSpan Elapsed => Now - _start + TimeSpan.FromDays(1);
}
