using Oracle.Actors.Auditing;

namespace Oracle.Actors.Tests.Auditing;

public sealed class AuditScheduleTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly AuditSchedule Daily = new();

    [Fact]
    public void The_next_one_comes_a_day_after_the_last_one_that_ended_well() =>
        Assert.Equal(TimeSpan.FromHours(20), Daily.Next(Finished(Start.AddHours(-4)), Start, Start));

    [Fact]
    public void After_one_that_was_given_up_it_comes_within_an_hour() =>
        Assert.Equal(TimeSpan.FromMinutes(50), Daily.Next(Finished(Start.AddMinutes(-10), Audit.State.Failed), Start, Start));

    [Fact]
    public void The_first_one_comes_an_hour_after_the_start_for_a_host_may_never_run_a_day() =>
        Assert.Equal(TimeSpan.FromHours(1), Daily.Next(null, Start, Start));

    [Fact]
    public void What_was_due_long_ago_waits_a_minute_after_the_start()
    {
        Assert.Equal(TimeSpan.FromMinutes(1), Daily.Next(Finished(Start.AddDays(-9)), Start, Start));
        Assert.Equal(TimeSpan.Zero, Daily.Next(Finished(Start.AddDays(-9)), Start.AddMinutes(2), Start));
    }

    [Fact]
    public void A_clock_set_back_puts_it_off_for_no_longer_than_a_day() =>
        Assert.Equal(TimeSpan.FromDays(1), Daily.Next(Finished(Start.AddDays(400)), Start, Start));

    [Fact]
    public void Zero_means_never() => Assert.Null(new AuditSchedule { Interval = TimeSpan.Zero }.Next(null, Start, Start));

    private static Audit.Result Finished(DateTimeOffset at, Audit.State state = Audit.State.Done) =>
        new AuditJob(new Audit.Run(), IsScheduled: true, at).Result(state, at);
}
