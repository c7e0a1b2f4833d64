using CsCheck;
using Oracle.Documents.Syncing;

namespace Oracle.Documents.Tests.Syncing;

/// <summary>Exponential backoff with full jitter.</summary>
public sealed class BackoffTests
{
    private const double AlmostOne = 0.999_999;

    private static readonly Gen<SyncPolicy> Policies =
        Gen.Select(Gen.Int[0, 60_000], Gen.Int[0, 600_000], (min, max) => new SyncPolicy
        {
            BackoffMin = TimeSpan.FromMilliseconds(min),
            BackoffMax = TimeSpan.FromMilliseconds(max),
        });

    [Theory]
    [InlineData(1, 100)]
    [InlineData(2, 200)]
    [InlineData(3, 400)]
    [InlineData(8, 12_800)]
    [InlineData(9, 15_000)]
    [InlineData(1_000_000, 15_000)]
    public void The_ceiling_doubles_with_each_try_up_to_the_longest_pause(int attempts, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), SyncProtocol.Backoff(attempts, new SyncPolicy(), jitter: 0.5));

    [Fact]
    public void Jitter_takes_it_down_to_nothing() => Assert.Equal(TimeSpan.Zero, SyncProtocol.Backoff(5, new SyncPolicy(), jitter: 0));

    [Fact]
    public void It_is_never_negative_and_never_over_the_longest_pause() =>
        Gen.Select(Policies, Gen.Int[1, int.MaxValue], Gen.Double[0, AlmostOne]).Sample((policy, attempts, jitter) =>
            Assert.InRange(SyncProtocol.Backoff(attempts, policy, jitter), TimeSpan.Zero, policy.BackoffMax));

    [Fact]
    public void Its_ceiling_never_shrinks_from_one_try_to_the_next() =>
        Gen.Select(Policies, Gen.Int[1, 100]).Sample((policy, attempts) =>
            Assert.True(SyncProtocol.Backoff(attempts + 1, policy, AlmostOne) >= SyncProtocol.Backoff(attempts, policy, AlmostOne)));
}
