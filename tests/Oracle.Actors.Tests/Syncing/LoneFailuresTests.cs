using Oracle.Actors.Syncing;
using Oracle.Documents.Syncing;

namespace Oracle.Actors.Tests.Syncing;

/// <summary>Whom to blame when nobody knows whether Chroma took a document.</summary>
public sealed class LoneFailuresTests
{
    private static readonly SyncRow Culprit = Row(1);
    private static readonly SyncRow Other = Row(2);

    private readonly LoneFailures _failures = new();

    [Fact]
    public void Failures_with_others_successes_between_them_are_counted()
    {
        Assert.Equal(1, _failures.Failed(Culprit));
        _failures.Confirmed([Other]);
        Assert.Equal(2, _failures.Failed(Culprit));
        _failures.Confirmed([Other]);
        _failures.Confirmed([Other]);
        Assert.Equal(3, _failures.Failed(Culprit));
    }

    [Fact]
    public void Failures_with_nothing_between_them_count_once()
    {
        for (var i = 0; i < 20; i++)
            Assert.Equal(1, _failures.Failed(Culprit));
        Assert.Equal(1, _failures.Failed(Other));
    }

    [Fact]
    public void Its_own_success_a_change_and_a_verdict_begin_anew()
    {
        Count(3);
        _failures.Confirmed([Culprit]);
        Assert.Equal(1, _failures.Failed(Culprit));
        Count(3);
        Assert.Equal(1, _failures.Failed(Culprit with { Revision = 2 }));
        Count(3);
        _failures.Forget(Culprit);
        Assert.Equal(1, _failures.Failed(Culprit));
    }

    private void Count(int times)
    {
        for (var i = 0; i < times; i++)
        {
            _failures.Failed(Culprit);
            _failures.Confirmed([Other]);
        }
    }

    private static SyncRow Row(long n) => new(n, $"id{n}", 1, "hash", 1, Deleted: false, "text", "note", "", [], Project: null);
}
