using Oracle.Application.Following;

namespace Oracle.Host.Tests.Following;

public sealed class FollowedRootTests
{
    private static readonly DateTimeOffset Start = new(2026, 12, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(200);

    [Fact]
    public void A_file_that_is_written_to_all_the_time_keeps_no_other_from_being_read()
    {
        // As in Oracle V2's memory, where each change of a file concerns all of them.
        var root = Quiet().Touch("/v/other.md", Start);
        var scans = new List<(DateTimeOffset At, DueScan Scan)>();
        for (var now = Start; now < Start.AddSeconds(12); now += Often)
        {
            (root, var scan) = root.Touch("/v/hot.md", now).TouchAll(now).Next(now);
            if (scan is null)
                continue;
            scans.Add((now, scan));
            root = root.Ended([], listAt: null);
        }

        Assert.Equal(Start + FollowedRoot.Quiet, scans[0].At);
        Assert.All(scans, each => Assert.Equal((true, false), (each.Scan.IsUnsettled("/v/hot.md"), each.Scan.IsUnsettled("/v/other.md"))));
        // All of the root is listed now and then, though it is never quiet.
        Assert.Equal([5, 10], scans.Skip(1).Select(each => (int)(each.At - Start).TotalSeconds));
    }

    [Fact]
    public void Of_more_paths_than_are_kept_those_that_are_written_to_are_still_known()
    {
        var root = Quiet();
        for (var i = 0; i < 5_000; i++)
            root = root.Touch($"/v/n{i}.md", Start);
        root = root.Touch("/v/n0.md", Start + Often);

        var (_, scan) = root.Next(Start + FollowedRoot.Quiet);

        Assert.Equal("/v", scan!.Place);
        Assert.Equal((true, false, false), (scan.IsUnsettled("/v/n0.md"), scan.IsUnsettled("/v/n1.md"), scan.IsUnsettled("/v/n4999.md")));
    }

    [Fact]
    public void What_is_still_written_to_is_looked_at_together_with_what_has_settled()
    {
        var (_, scan) = Quiet().Touch("/v/a/one.md", Start).Touch("/v/b/c/two.md", Start + Often).Next(Start + FollowedRoot.Quiet);

        Assert.Equal("/v", scan!.Place);
    }

    // It was listed just now.
    private static FollowedRoot Quiet() => new("/v", Start.AddDays(1));
}
