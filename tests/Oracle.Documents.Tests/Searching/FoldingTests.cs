using CsCheck;
using Oracle.Documents.Searching;

namespace Oracle.Documents.Tests.Searching;

/// <summary>What is equal for a reader is equal folded.</summary>
public sealed class FoldingTests
{
    public static IEnumerable<object[]> Equal => FoldedPairs.Equal.Select(pair => new object[] { pair.One, pair.Other });

    public static IEnumerable<object[]> Different => FoldedPairs.Different.Select(pair => new object[] { pair.One, pair.Other });

    [Theory, MemberData(nameof(Equal))]
    public void One_word_in_two_forms_is_one(string one, string other) => Assert.Equal(Folding.Of(one), Folding.Of(other));

    [Theory, MemberData(nameof(Different))]
    public void Two_words_stay_two(string one, string other) => Assert.NotEqual(Folding.Of(one), Folding.Of(other));

    [Fact]
    public void Folding_twice_changes_nothing_more() =>
        Gen.String.Where(text => !text.Any(char.IsSurrogate)).Sample(text => Folding.Of(Folding.Of(text)) == Folding.Of(text), iter: 5_000);

    [Theory, InlineData("plain words, and 3 more", null), InlineData("“quoted” — dashed", null), InlineData("Café", "cafe"), InlineData(null, null)]
    public void A_second_copy_is_kept_only_where_the_index_would_see_something_else(string? text, string? copy) =>
        Assert.Equal(copy, Folding.Differing(text));
}
