using CsCheck;
using Oracle.Documents.Searching;

namespace Oracle.Documents.Tests.Searching;

/// <summary>What is shown of a text for a query.</summary>
public sealed class SnippetTests
{
    [Fact]
    public void A_short_text_is_shown_whole_with_what_was_found_marked() =>
        Assert.Equal("Two <mark>stores</mark> drift; a Store&#39;s &lt;b&gt; too.", Of("Two stores\n  drift; a Store's <b> too.", "stores").ToHtml());

    [Theory]
    [InlineData("<mark>Über</mark> x", "Über x", "uber")]
    [InlineData("<mark>Straße</mark> x", "Straße x", "strasse")]
    [InlineData("ระบบจัดเก็บ<mark>ข้อมูล</mark>สองแห่ง", "ระบบจัดเก็บข้อมูลสองแห่ง", "ข้อมูล")]
    [InlineData("ดื่ม<mark>น้ำ</mark>เย็น", "ดื่มน้ำเย็น", "น\u0E49\u0E4D\u0E32")]
    [InlineData("保持两个<mark>数据库</mark>同步", "保持两个数据库同步", "数据库")]
    public void What_the_index_folded_is_found_in_the_text_as_it_stands(string html, string text, string found) =>
        Assert.Equal(html, System.Net.WebUtility.HtmlDecode(Of(text, found).ToHtml()));

    [Fact]
    public void A_piece_of_a_word_is_not_marked_where_words_have_spaces() => Assert.DoesNotContain("mark", Of("Über x", "ber").ToHtml(), StringComparison.Ordinal);

    [Fact]
    public void Of_a_long_text_the_stretch_with_most_of_the_words_is_shown()
    {
        var text = string.Concat(Enumerable.Repeat("a heron stood here. ", 60)) + "The heron ate a trout. " + string.Concat(Enumerable.Repeat("nothing more of it. ", 60));
        var html = Of(text, "heron", "trout").ToHtml();

        Assert.Contains("<mark>heron</mark> ate a <mark>trout</mark>", html, StringComparison.Ordinal);
        Assert.StartsWith("…", html);
        Assert.EndsWith("…", html);
    }

    [Fact]
    public void Where_nothing_was_found_the_beginning_is_shown() => Assert.StartsWith("word 0 word 1", Of(string.Join(' ', Enumerable.Range(0, 500).Select(i => $"word {i}"))).ToHtml());

    [Fact]
    public void A_character_longer_than_a_snippet_is_shown_as_far_as_it_goes() =>
        Assert.StartsWith("…", Of(new string('a', 100) + " \u0E35" + new string('\u0E34', 400), "\u0E34\u0E34\u0E34").ToHtml());

    [Fact]
    public void It_is_a_stretch_of_the_text_no_longer_than_allowed_and_splits_no_pair() =>
        Gen.Select(Queries.Any.Array[0, 40].Select(string.Concat), Queries.Any.Array[0, 4]).Sample((text, found) =>
        {
            var snippet = Of(text, found);
            Assert.Contains(snippet.Text, text, StringComparison.Ordinal);
            Assert.InRange(snippet.Text.Length, 0, Snippet.Length + 21);
            Assert.All(snippet.Marks, mark => Assert.InRange(mark.Start + mark.Length, 1, snippet.Text.Length));
            if (snippet.Text.Length > 0 && char.IsLowSurrogate(snippet.Text[0]))
                Assert.False(text.IndexOf(snippet.Text, StringComparison.Ordinal) is > 0 and var at && char.IsHighSurrogate(text[at - 1]));
            _ = snippet.ToHtml();
        }, iter: 3_000);

    private static Snippet Of(string text, params string[] found) => Snippet.Of(text, found);
}
