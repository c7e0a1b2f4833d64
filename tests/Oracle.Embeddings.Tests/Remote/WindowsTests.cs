using CsCheck;
using Oracle.Embeddings.Remote;

namespace Oracle.Embeddings.Tests.Remote;

/// <summary>What holds for the windows of any text.</summary>
public sealed class WindowsTests
{
    private static readonly string[] Pieces = ["a", "word ", "𝄞", "ข้อมูล", "\n", "数据"];
    private static readonly Gen<string> Text = Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i]).Array[0, 60].Select(string.Concat);

    [Fact]
    public void In_a_row_they_are_the_text_and_none_is_too_long_and_no_character_is_halved() => Gen.Select(Text, Gen.Int[2, 30]).Sample((text, size) =>
    {
        var windows = Windows.Of(text, size).ToList();
        Assert.Equal(text, string.Concat(windows));
        Assert.All(windows, window => Assert.InRange(window.Length, text.Length == 0 ? 0 : 1, size));
        Assert.All(windows.Where(window => window.Length > 0), window => Assert.False(char.IsLowSurrogate(window[0])));
    }, iter: 2_000);

    [Fact]
    public void They_end_between_words_where_one_ends_in_the_last_quarter() =>
        Assert.Equal(["one two three ", "four five"], Windows.Of("one two three four five", 16));
}
