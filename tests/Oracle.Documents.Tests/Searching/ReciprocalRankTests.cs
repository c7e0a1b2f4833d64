using Oracle.Documents.Searching;

namespace Oracle.Documents.Tests.Searching;

public sealed class ReciprocalRankTests
{
    [Fact]
    public void The_score_is_the_sum_of_weight_over_sixty_and_rank()
    {
        var fused = ReciprocalRank.Fuse((["a", "b"], 1), (["b"], 0.5));
        Assert.Equal([("b", (1.0 / 62) + (0.5 / 61)), ("a", 1.0 / 61)], fused);
    }

    [Fact]
    public void What_two_lists_agree_on_comes_before_what_one_has_first() =>
        Assert.Equal(["both", "first", "other"], Ids((["first", "both"], 1), (["other", "both"], 1)));

    [Fact]
    public void Ties_stand_in_the_order_of_first_appearance() =>
        Assert.Equal(["a", "x", "b", "y"], Ids((["a", "b"], 1), (["x", "y"], 1)));

    [Fact]
    public void A_heavier_list_goes_first() => Assert.Equal(["x", "a"], Ids((["a"], 1), (["x"], 2)));

    [Fact]
    public void Ids_differ_by_case() => Assert.Equal(["a", "A"], Ids((["a"], 1), (["A"], 1)));

    [Fact]
    public void Nothing_fuses_to_nothing()
    {
        Assert.Empty(ReciprocalRank.Fuse());
        Assert.Empty(ReciprocalRank.Fuse(([], 1), ([], 1)));
    }

    private static IEnumerable<string> Ids(params IReadOnlyList<(IReadOnlyList<string> Ids, double Weight)> lists) =>
        ReciprocalRank.Fuse(lists).Select(entry => entry.Id);
}
