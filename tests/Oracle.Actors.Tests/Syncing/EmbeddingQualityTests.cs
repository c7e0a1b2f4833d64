using Oracle.Actors.Syncing;
using Oracle.Documents.Syncing;
using Oracle.Embeddings;

namespace Oracle.Actors.Tests.Syncing;

/// <summary>What a vector must be to be sent.</summary>
public sealed class EmbeddingQualityTests
{
    public static TheoryData<float[], bool> Vectors => new()
    {
        { [1, 0, 0], true },
        { [0, 0, float.Epsilon], true },
        { [0, 0, 0], false },
        { [0, -0f, 0], false },
        { [1, float.NaN, 0], false },
        { [1, 0, float.NegativeInfinity], false },
        { [1, 0], false },
        { [1, 0, 0, 0], false },
        { [], false },
    };

    [Theory]
    [MemberData(nameof(Vectors))]
    public void A_vector_has_the_models_length_and_finite_numbers_not_all_zero(float[] vector, bool usable) =>
        Assert.Equal(usable, EmbeddingQuality.IsUsable(vector, dimension: 3));

    [Fact]
    public void Eight_different_texts_with_one_vector_are_too_many_and_seven_are_not()
    {
        Assert.Null(Shared(Rows(7)));
        Assert.Equal(8, Shared(Rows(8)));
        Assert.Equal(20, Shared([.. Rows(20), .. Rows(100, i => [i, 1])]));
    }

    [Fact]
    public void Texts_that_differ_in_spaces_and_case_alone_are_one_text() =>
        Assert.Null(Shared([.. Rows(7), Row("TEXT 1", [1, 1]), Row(" text\n 2 ", [1, 1])]));

    [Fact]
    public void A_text_that_NET_cannot_normalise_is_a_text_like_any_other() =>
        Assert.Equal(8, Shared([.. Rows(7), Row("a\uFFFE\uD800b", [1, 1])]));

    [Fact]
    public void Vectors_that_differ_in_one_bit_are_not_shared() =>
        Assert.Null(Shared([.. Rows(7), Row("another", [1, MathF.BitIncrement(1)])]));

    private static int? Shared(IReadOnlyList<EmbeddedRow> rows) => SharedVector.Of(rows, EmbeddedText.Newest);

    private static IReadOnlyList<EmbeddedRow> Rows(int count, Func<int, float[]>? vector = null) =>
        [.. Enumerable.Range(0, count).Select(i => Row($"text {i}", vector?.Invoke(i) ?? [1, 1]))];

    private static EmbeddedRow Row(string text, float[] vector) =>
        new(new SyncRow(1, text, 1, "hash", 0, Deleted: false, text, "note", "", [], Project: null), vector);
}
