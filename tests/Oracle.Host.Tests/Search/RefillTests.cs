using Oracle.Actors.Syncing;
using Oracle.Application.Searching;

namespace Oracle.Host.Tests.Search;

/// <summary>When hits were masked and a page is not full, Chroma is asked for more; never in vain.</summary>
public sealed class RefillTests
{
    [Theory]
    [InlineData(50, 150)]
    [InlineData(666, 1_998)]
    [InlineData(667, 2_000)]
    [InlineData(1_999, 2_000)]
    public void A_page_that_is_not_full_is_looked_for_three_times_as_deep_up_to_a_limit(int asked, int next) =>
        Assert.Equal(next, Refill.Next(asked, Hits(asked), current: 9, wanted: 10));

    [Fact]
    public void A_full_page_needs_no_more() => Assert.Null(Refill.Next(50, Hits(50), current: 10, wanted: 10));

    [Fact]
    public void Where_Chroma_has_no_more_it_is_not_asked_for_more() => Assert.Null(Refill.Next(50, Hits(49), current: 9, wanted: 10));

    [Fact]
    public void Where_further_ones_have_nothing_in_common_with_the_question_they_are_not_asked_for() =>
        Assert.Null(Refill.Next(50, [.. Hits(49), new VectorHit("far", 1, 1)], current: 9, wanted: 10));

    [Fact]
    public void Nobody_looks_deeper_than_the_limit()
    {
        Assert.Null(Refill.Next(2_000, Hits(2_000), current: 9, wanted: 10));
        Assert.Null(Refill.Next(3_000, Hits(3_000), current: 9, wanted: 10));
    }

    private static IReadOnlyList<VectorHit> Hits(int count) => [.. Enumerable.Range(0, count).Select(i => new VectorHit($"doc-{i}", 0.5, 1))];
}
