using Oracle.Testing;
using Xunit.Sdk;

namespace Oracle.Chroma.Tests.TestTools;

public sealed class EventuallyTests
{
    [Fact]
    public async Task It_returns_the_first_value_that_is_accepted()
    {
        var reads = 0;

        Assert.Equal(3, await Eventually.Get(() => ++reads, static n => n == 3));
    }

    [Fact]
    public async Task Its_failure_says_what_was_awaited_and_what_was_seen_last()
    {
        var error = await Assert.ThrowsAsync<XunitException>(() => Eventually.Get(() => 41, static n => n == 42, TimeSpan.FromMilliseconds(200)));

        Assert.Contains("n == 42", error.Message);
        Assert.EndsWith("Last seen: 41", error.Message);
    }

    [Fact]
    public async Task A_read_that_fails_counts_as_not_yet()
    {
        var reads = 0;

        await Eventually.True(() => ++reads == 1 ? throw new IOException("not yet") : true);

        Assert.Equal(2, reads);
    }

    [Fact]
    public async Task A_read_that_hangs_does_not_outlast_the_deadline()
    {
        var error = await Assert.ThrowsAsync<XunitException>(
            () => Eventually.True(() => new TaskCompletionSource<bool>().Task, TimeSpan.FromMilliseconds(200)).WaitAsync(TimeSpan.FromSeconds(30)));

        Assert.Contains("Not within 0.2 s", error.Message);
    }
}
