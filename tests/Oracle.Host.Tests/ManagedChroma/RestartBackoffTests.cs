using Oracle.ManagedChroma;

namespace Oracle.Host.Tests.ManagedChroma;

public sealed class RestartBackoffTests
{
    [Fact]
    public void The_wait_doubles_from_half_a_second_to_half_a_minute_and_stays_there()
    {
        var backoff = new RestartBackoff();
        Assert.Equal([0.5, 1, 2, 4, 8, 16, 30, 30, 30], Enumerable.Range(0, 9).Select(_ => backoff.After(TimeSpan.FromSeconds(59)).TotalSeconds));
    }

    [Fact]
    public void A_server_that_answered_for_a_minute_is_started_again_at_once()
    {
        var backoff = new RestartBackoff();
        for (var end = 0; end < 9; end++)
        {
            backoff.After(TimeSpan.Zero);
        }

        Assert.Equal(TimeSpan.FromSeconds(0.5), backoff.After(TimeSpan.FromMinutes(1)));
        Assert.Equal(TimeSpan.FromSeconds(1), backoff.After(TimeSpan.Zero));
    }
}
