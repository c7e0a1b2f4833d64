using System.Text;
using CsCheck;
using Oracle.Documents.Searching;

namespace Oracle.Documents.Tests.Searching;

/// <summary>From what a person types to what FTS5 reads.</summary>
public sealed class FtsQueryTests
{
    [Fact]
    public void Words_are_quoted_and_any_of_them_will_do() =>
        Assert.Equal("\"extract\" OR \"a\" OR \"tar\" OR \"archive\"", Words("extract a tar-archive!"));

    [Fact]
    public void Operators_of_FTS5_are_words_like_others() =>
        Assert.Equal("\"NOT\" OR \"a\" OR \"NEAR\" OR \"b\" OR \"AND\" OR \"c\"", Words("NOT a* NEAR(b) AND -^c"));

    [Theory]
    [InlineData("")]
    [InlineData("  \t\n ")]
    [InlineData("\"'*()^:-+{}[]")]
    public void A_query_without_a_word_has_no_expression(string query)
    {
        Assert.Null(Words(query));
        Assert.Null(Substrings(query));
    }

    [Fact]
    public void What_has_no_UTF_8_and_what_would_end_the_expression_is_left_out()
    {
        Assert.Equal("\"ab\"", Words("a\0b"));
        Assert.Equal("\"ab\"", Words("a\uD800b"));
        Assert.Equal("\"ab\"", Words("a\uDC00b"));
        Assert.Equal("\"a\" OR \"b\"", Words("a\tb"));
    }

    [Fact]
    public void Thai_marks_belong_to_their_word() => Assert.Equal("\"ข้อมูล\" OR \"น้ำ\"", Words("ข้อมูล น้ำ"));

    [Fact]
    public void Substrings_are_whole_words_where_words_have_spaces() =>
        Assert.Equal("\"sync\" OR \"store\"", Substrings("sync my store"));

    [Fact]
    public void Substrings_are_all_trigrams_where_the_script_has_no_spaces()
    {
        Assert.Equal("\"ข้อ\" OR \"้อม\" OR \"อมู\" OR \"มูล\"", Substrings("ข้อมูล"));
        Assert.Equal("\"数据库\" OR \"据库同\" OR \"库同步\"", Substrings("数据库同步"));
        Assert.Equal("\"データ\" OR \"ータベ\"", Substrings("データベ"));
    }

    [Fact]
    public void A_trigram_is_asked_for_once() => Assert.Equal("\"ขขข\"", Substrings("ขขขขขข ขขข"));

    [Fact]
    public void A_supplementary_character_counts_as_one() => Assert.Equal("\"𠮷野家\"", Substrings("𠮷野家"));

    [Fact]
    public void A_query_that_is_a_book_is_cut_short()
    {
        var book = string.Join(' ', Enumerable.Range(0, 10_000).Select(i => $"word{i}"));
        Assert.Equal(64, Pieces(Words(book)));
        Assert.Equal(64, Pieces(Substrings(book)));
        Assert.Equal(192, Pieces(Substrings(string.Concat(Enumerable.Range(0x4E00, 5_000).Select(i => (char)i)))));
    }

    [Fact]
    public void A_word_that_is_a_book_is_cut_short_too()
    {
        // FTS5 opens one list of places for each trigram of a phrase: they take seconds and hundreds of megabytes.
        var book = new string('x', 300_000);
        Assert.InRange(Words(book)!.Length, 1, 100_000);
        Assert.InRange(Substrings(book)!.Length, 1, 100_000);
    }

    [Theory]
    [InlineData("ab", "%ab%")]
    [InlineData(" ก ", "%ก%")]
    [InlineData("数据", "%数据%")]
    [InlineData("%", @"%\%%")]
    [InlineData("_", @"%\_%")]
    [InlineData(@"\", @"%\\%")]
    [InlineData("%_", @"%\%\_%")]
    public void One_or_two_characters_are_a_pattern_that_means_them_literally(string query, string pattern) =>
        Assert.Equal(pattern, FtsQuery.ShortPattern(query));

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("abc")]
    [InlineData("a b")]
    public void Nothing_and_three_characters_are_no_short_query(string query) => Assert.Null(FtsQuery.ShortPattern(query));

    [Fact]
    public void A_query_of_short_words_has_a_pattern_for_each()
    {
        Assert.Equal(["%数据%", "%同步%"], FtsQuery.ShortPatterns("数据 同步 数据"));
        Assert.Equal([@"%a\_%"], FtsQuery.ShortPatterns("a_"));
        Assert.Empty(FtsQuery.ShortPatterns(" "));
    }

    [Fact]
    public void Two_supplementary_characters_are_a_short_query() => Assert.Equal("%😀😀%", FtsQuery.ShortPattern("😀😀"));

    [Fact]
    public void Whatever_is_typed_each_piece_is_quoted_and_has_UTF_8() =>
        Queries.Any.Sample(query =>
        {
            var text = SearchText.Of(query);
            var phrases = text.Phrases.Concat(text.Excluded).Select(FtsQuery.Quoted);
            Assert.All(FtsQuery.Words(text).Concat(FtsQuery.Substrings(text)).Concat(phrases), piece =>
            {
                DocumentRules.StrictUtf8.GetByteCount(piece);
                Assert.Matches("^\"([^\"\0]|\"\")*\"( [*])?$", piece);
                Assert.DoesNotContain(piece.EnumerateRunes(), rune => Rune.IsControl(rune) && !Rune.IsWhiteSpace(rune));
            });
        }, iter: 20_000);

    private static string? Words(string query) => FtsQuery.Expression(FtsQuery.Words(SearchText.Of(query)), SearchText.Of(query));

    private static string? Substrings(string query) => FtsQuery.Expression(FtsQuery.Substrings(SearchText.Of(query)), SearchText.Of(query));

    private static int Pieces(string? expression) => expression!.Split(" OR ").Length;
}
