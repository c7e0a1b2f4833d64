using Oracle.Actors.Auditing;
using Oracle.Actors.Tests.Fakes;
using Oracle.Documents.Syncing;

namespace Oracle.Actors.Tests.Auditing;

public sealed class AuditJobTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(999)]
    public void As_many_as_wanted_are_asked_for_whatever_the_slices_and_spread_over_all(int wanted)
    {
        const int Total = 1_000;
        var job = Job(wanted, Total);
        var asked = new List<int>();
        foreach (var slice in Enumerable.Range(0, Total).Chunk(170))
        {
            asked.AddRange(job.Probe([.. slice.Select(Document)])!.Select(int.Parse).Order());
            job = job with { Checked = job.Checked + slice.Length };
        }

        Assert.Equal(wanted, asked.Count);
        if (wanted > 1)
            Assert.InRange(asked.Zip(asked.Skip(1), (one, next) => next - one).Max(), 1, (Total / wanted) + 1);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(1_000)]
    [InlineData(int.MaxValue)]
    public void All_are_asked_for_when_no_fewer_are_wanted(int? wanted) => Assert.Null(Job(wanted, 1_000).Probe([Document(1)]));

    [Fact]
    public void A_hundred_ids_of_each_kind_are_kept_and_all_are_counted()
    {
        var job = Job(null, 1_000)
            .Found(Audit.Drift.Missing, [.. Enumerable.Range(0, 70).Select(i => $"m-{i}")])
            .Found(Audit.Drift.Missing, [.. Enumerable.Range(70, 70).Select(i => $"m-{i}")])
            .Found(Audit.Drift.Orphan, ["o"]);
        var result = job.Result(Audit.State.Done);
        Assert.Equal((140, 100, 1, 141), (result.Missing, result.Samples[Audit.Drift.Missing].Count, result.Orphans, result.Found));
        Assert.Empty(result.Samples[Audit.Drift.Stale]);
    }

    [Theory]
    [InlineData(100, 50, false)]
    [InlineData(100, 51, true)]
    [InlineData(10_000, 500, false)]
    [InlineData(10_000, 501, true)]
    public void An_index_is_broken_when_more_than_fifty_and_a_twentieth_of_those_asked_for_are_not_found(int probed, int lost, bool broken) =>
        Assert.Equal(broken, (Job(null, 10_000) with { Probed = probed })
            .Found(Audit.Drift.Unretrievable, [.. Enumerable.Range(0, lost).Select(i => $"{i}")]).IsIndexBroken);

    private static AuditJob Job(int? probe, long total) =>
        new AuditJob(new Audit.Run(Probe: probe), IsScheduled: false, DateTimeOffset.UnixEpoch).In(FakeChroma.Collection("c"), new Census(total, total));

    private static SyncRow Document(int i) => new(i, $"{i}", 1, "hash", Attempts: 0, Deleted: false, "text", "note", "", [], Project: null);
}
