using System.Globalization;
using CsCheck;
using Oracle.Host.Cli.Output;
using Spectre.Console;

namespace Oracle.Host.Tests.Cli;

public sealed class SnippetTests
{
    private static readonly Gen<string> Text =
        Gen.String[Gen.OneOf(
            Gen.Char["abc \n\t\e\u0085\u2028"],
            Gen.Char["ก้ำปีเ\u0E31\u0E33\u0E48"],
            Gen.Char["漢字仮名"],
            Gen.Char['\u0300', '\u0310'],
            Gen.Char['\uD800', '\uDFFF']), 0, 80];

    [Fact]
    public void Text_that_fits_stays_whole() => Assert.Equal("Extract an archive", Snippet.Of(" Extract\n\tan  archive\n", "x", 40));

    [Fact]
    public void Text_that_does_not_fit_ends_in_an_ellipsis() => Assert.Equal("abcd…", Snippet.Of("abcdefgh", "x", 5));

    [Fact]
    public void A_Chinese_character_takes_two_cells() => Assert.Equal("漢字…", Snippet.Of("漢字仮名交じり文", "x", 6));

    [Fact]
    public void A_Thai_character_is_not_parted_from_its_vowel_and_tone() => Assert.Equal("ที่นี่…", Snippet.Of("ที่นี่มีแมว", "x", 3));

    [Fact]
    public void A_word_of_the_query_further_in_is_in_sight()
    {
        var snippet = Snippet.Of(new string('a', 500) + " needle " + new string('b', 500), "no Needle", 40);

        Assert.Contains("needle", snippet);
        Assert.StartsWith("…", snippet);
    }

    [Fact]
    public void Escape_sequences_do_not_get_through() => Assert.Equal("a[2Jb", Snippet.Of("a\e[2Jb", "x", 40));

    [Fact]
    public void A_snippet_is_one_line_of_whole_characters_within_its_width() =>
        Gen.Select(Text, Text, Gen.Int[4, 60]).Sample((content, query, width) =>
        {
            var snippet = Snippet.Of(content, query, width);
            var line = OneLine.Of(content);
            var kept = snippet.TrimStart('…').TrimEnd('…');
            return snippet.GetCellWidth() <= width
                && !snippet.Any(char.IsControl)
                && line.Contains(kept, StringComparison.Ordinal)
                && Whole(line).IsSupersetOf(Whole(kept));
        });

    // The characters as a reader sees them, of which none may have been split.
    private static HashSet<string> Whole(string text)
    {
        var characters = new HashSet<string>(StringComparer.Ordinal);
        var elements = StringInfo.GetTextElementEnumerator(text);
        while (elements.MoveNext())
        {
            characters.Add(elements.GetTextElement());
        }
        return characters;
    }
}
