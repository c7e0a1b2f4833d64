using Oracle.Actors.Tests.Worlds;

namespace Oracle.Actors.Tests.Hosting;

public sealed class SchedulerClockTests
{
    [Fact]
    public void Its_time_is_the_schedulers()
    {
        using var world = new ActorWorld();
        var (now, timestamp) = (world.Clock.GetUtcNow(), world.Clock.GetTimestamp());
        world.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(TimeSpan.FromMinutes(5), world.Clock.GetUtcNow() - now);
        Assert.Equal(TimeSpan.FromMinutes(5), world.Clock.GetElapsedTime(timestamp));
    }

    [Fact]
    public void Setting_the_wall_clock_back_does_not_turn_its_timestamps_back()
    {
        using var world = new ActorWorld();
        var timestamp = world.Clock.GetTimestamp();
        world.Time.Skew = TimeSpan.FromHours(-1);
        world.Time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(TimeSpan.FromSeconds(3), world.Clock.GetElapsedTime(timestamp));
    }

    [Fact]
    public async Task A_timers_work_is_not_done_on_the_schedulers_own_thread()
    {
        using var world = new ActorWorld();
        var done = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var timer = world.Clock.CreateTimer(
            _ => done.SetResult(Environment.CurrentManagedThreadId), state: null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        // Here this thread is the scheduler's; in a host, work that blocks it would hold up every timer there is.
        var schedulers = new Thread(() => world.Time.Advance(TimeSpan.FromSeconds(1)));
        schedulers.Start();
        schedulers.Join();
        Assert.NotEqual(schedulers.ManagedThreadId, await done.Task.WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task Its_timers_go_by_the_scheduler_too()
    {
        using var world = new ActorWorld();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(5), world.Clock);
        world.Time.Advance(TimeSpan.FromMinutes(4));
        Assert.False(limit.IsCancellationRequested);
        world.Time.Advance(TimeSpan.FromMinutes(1));
        await Oracle.Testing.Eventually.True(() => limit.IsCancellationRequested, TimeSpan.FromSeconds(2));
    }
}
