using CsCheck;
using Oracle.Actors.Sweeping;

namespace Oracle.Actors.Tests.Sweeping;

public sealed class SweepScheduleTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly SweepSchedule Schedule = new();

    [Fact]
    public void Defaults_are_those_of_the_contract() => Assert.Equal(
        (TimeSpan.FromMinutes(5), 50, TimeSpan.FromMinutes(1)), (Schedule.Interval, Schedule.BatchSize, Schedule.MinAge));

    [Theory]
    [InlineData(50, 50, 70, 0)]
    [InlineData(50, 50, 0, 5)]
    [InlineData(50, 49, 70, 5)]
    [InlineData(50, 0, 70, 5)]
    [InlineData(0, 0, 70, 5)]
    public void The_next_run_starts_at_once_only_if_all_of_a_run_were_synced_and_more_are_due(
        int attempted, int synced, long sweepable, int minutes) => Assert.Equal(
        TimeSpan.FromMinutes(minutes),
        Schedule.After(new Sweeper.SweepFinished(Now, Now, attempted, synced, attempted - synced, 0), sweepable));

    [Fact]
    public void The_first_run_ever_comes_after_a_whole_pause() => Assert.Equal(Schedule.Interval, Schedule.AfterStart(lastRun: null, Now));

    [Theory]
    [InlineData(2, 3)]
    [InlineData(5, 0)]
    [InlineData(600, 0)]
    // The clock was set back: the last run seems to lie ahead.
    [InlineData(-60, 5)]
    public void After_a_start_the_schedule_goes_on_from_the_last_run(int minutesAgo, int minutes) => Assert.Equal(
        TimeSpan.FromMinutes(minutes), Schedule.AfterStart(Now - TimeSpan.FromMinutes(minutesAgo), Now));

    [Fact]
    public void No_start_waits_longer_than_a_pause_whatever_the_clocks_say() =>
        Gen.Select(Gen.DateTimeOffset, Gen.DateTimeOffset).Sample(
            (lastRun, now) => Schedule.AfterStart(lastRun, now) is var wait && wait >= TimeSpan.Zero && wait <= Schedule.Interval);
}
