using CsCheck;
using Oracle.Actors.Syncing;

namespace Oracle.Actors.Tests.Syncing;

public sealed class CircuitTests
{
    [Fact]
    public void A_host_begins_by_trying_with_a_small_batch() => Assert.Equal(CircuitState.HalfOpen, Circuit.Starting.State);

    [Fact]
    public void An_answer_lets_one_small_batch_try_an_open_circuit_and_changes_no_other()
    {
        var open = Circuit.Closed.Failed("Down.", isConfiguration: false);
        Assert.Equal(open with { State = CircuitState.HalfOpen }, open.Answered());
        Assert.Same(Circuit.Closed, Circuit.Closed.Answered());
        Assert.Same(Circuit.Starting, Circuit.Starting.Answered());
    }

    [Fact]
    public void Failures_in_a_row_are_counted_through_answers_in_between() => Assert.Equal(
        3, Circuit.Starting.Failed("1", false).Answered().Failed("2", false).Answered().Failed("3", false).Failures);

    [Fact]
    public void The_newest_reason_counts() =>
        Assert.Equal(("403.", true), Reason(Circuit.Closed.Failed("Down.", isConfiguration: false).Failed("403.", isConfiguration: true)));

    [Theory]
    [InlineData(1, 0.5)]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    [InlineData(4, 4)]
    [InlineData(5, 5)]
    [InlineData(1_000_000, 5)]
    public void A_server_elsewhere_is_asked_less_and_less_often_down_to_every_five_seconds(int failures, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), (Circuit.Closed with { Failures = failures }).ProbeDelay(isLoopback: false));

    [Fact]
    public void A_probe_comes_every_half_second_on_this_machine_every_thirty_for_a_setting_and_never_later_than_that() =>
        Gen.Select(Gen.Int[0, int.MaxValue], Gen.Bool, Gen.Bool).Sample((failures, isConfiguration, isLoopback) =>
        {
            var delay = new Circuit(CircuitState.Open, "Why.", isConfiguration, failures).ProbeDelay(isLoopback);
            Assert.InRange(delay, TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(isConfiguration ? 30 : 5));
            if (isConfiguration)
                Assert.Equal(TimeSpan.FromSeconds(30), delay);
            else if (isLoopback)
                Assert.Equal(TimeSpan.FromSeconds(0.5), delay);
        });

    private static (string, bool) Reason(Circuit circuit) => (circuit.Reason, circuit.IsConfiguration);
}
