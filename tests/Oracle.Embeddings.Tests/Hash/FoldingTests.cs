namespace Oracle.Embeddings.Tests.Hash;

public sealed class FoldingTests
{
    [Theory]
    [InlineData("OUTBOX", "outbox")]
    [InlineData("ÉCOLE", "école")]
    [InlineData("école", "ecole")]
    [InlineData("e\u0301cole", "école")]
    [InlineData("Ệ", "e")]
    [InlineData("ΑΘΉΝΑΣ", "αθήνας")]
    [InlineData("Ёлка", "елка")]
    [InlineData("ｏｕｔｂｏｘ１２", "outbox12")]
    [InlineData("๒๕๖๗", "2567")]
    [InlineData("m²", "m2")]
    [InlineData("out\u00ADbox", "outbox")]
    [InlineData("\uFEFFoutbox", "outbox")]
    [InlineData("out box", "out, box!")]
    [InlineData("𐐀𐐁", "𐐨𐐩")]
    public void Spellings_of_one_word_are_one_word(string one, string other) =>
        Assert.Equal(Vectors.Of(one), Vectors.Of(other));

    [Theory]
    [InlineData("น้ำ", "น้\u0E4D\u0E32")]
    [InlineData("ทำ", "ท\u0E4D\u0E32")]
    [InlineData("ຄຳ", "ຄ\u0ECD\u0EB2")]
    [InlineData("ความ\u200Bรู้", "ความรู้")]
    public void Thai_and_Lao_read_the_same_however_they_are_encoded(string one, string other) =>
        Assert.Equal(Vectors.Of(one), Vectors.Of(other));

    [Theory]
    [InlineData("ใกล้", "ไกล")]
    [InlineData("ปา", "ป่า")]
    [InlineData("ป่า", "ป้า")]
    [InlineData("เขา", "เข่า")]
    public void Thai_marks_make_a_different_word(string one, string other) =>
        Assert.True(Vectors.Similarity(one, other) < 0.99);

    [Theory]
    [InlineData("tomb", "womb")]
    [InlineData("1.0.0", "1.4.4")]
    [InlineData("東京", "京東")]
    [InlineData("かき", "かぎ")]
    [InlineData("가나", "나가")]
    [InlineData("हिन्दी", "हन्द")]
    public void Different_words_stay_different(string one, string other) =>
        Assert.True(Vectors.Similarity(one, other) < 0.99);

    [Fact]
    public void Thai_and_English_in_one_line_are_both_read()
    {
        const string both = "เขียนลง outbox ก่อน";

        Assert.True(Vectors.Similarity(both, "outbox") > 0.3);
        Assert.True(Vectors.Similarity(both, "เขียนลง") > 0.3);
    }
}
