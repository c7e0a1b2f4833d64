using System.Text;
using CsCheck;
using Oracle.Vaults.Notes;

namespace Oracle.Vaults.Tests.Notes;

/// <summary>What holds for the passages of any section. CsCheck prints the seed of a failure; CsCheck_Seed repeats it.</summary>
public sealed class PassagesTests
{
    private static readonly Gen<string> Word = Gen.OneOf(
        Gen.Char['a', 'z'].Array[1, 9].Select(letters => new string(letters)), OneOf("ข้อมูล", "ระบบ", "数据", "同期", "naïve", "x²"));

    private static readonly Gen<string> Sentence = Word.Array[3, 20].Select(OneOf(". ", "! ", "? ", "。", " ")).Select((words, end) => string.Join(' ', words) + end);

    private static readonly Gen<string> Block = Gen.Frequency(
        (6, Sentence.Array[1, 9].Select(string.Concat).Select(text => text + "\n\n")),
        (2, Sentence.Select(text => text + "\n").Array[2, 6].Select(items => string.Concat(items.Select(item => "- " + item)) + "\n")),
        (1, Word.Select(word => $"### {word}\n\n")),
        (1, Word.Array[5, 60].Select(words => $"```js it. Then {words[0]} title=x\n{string.Join('\n', words)}\n```\n\n")),
        (1, Word.Select(word => $"```{word}``` is inline. And not a block.\n\n")));

    private static readonly Gen<string> Section = Block.Array[1, 30].Select(string.Concat);

    private static readonly Gen<string> Paragraph = Sentence.Array[4, 9].Select(string.Concat).Where(text => text.Length < Passages.Limit).Select(text => text + "\n\n");

    private static Gen<string> OneOf(params string[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    [Fact]
    public void In_a_row_they_are_the_section_and_none_is_too_long() => Section.Sample(section =>
    {
        var passages = Passages.Of(section);
        Assert.Equal(section, string.Concat(passages));
        Assert.All(passages, passage => Assert.InRange(passage.Length, 1, Passages.Limit));
        Assert.Equal(passages, Passages.Of(section));
    }, iter: 3_000);

    [Fact]
    public void What_is_short_stays_whole() => Section.Where(section => section.Length <= Passages.Limit).Sample(section => Passages.Of(section).Count == 1, iter: 500);

    // Told by their first words, as any place is: an edit of those may move a cut as well.
    [Fact]
    public void An_edit_within_a_paragraph_leaves_all_but_two_as_they_were() =>
        Gen.Select(Paragraph.Array[8, 16], Gen.Int[2, 5], Gen.Double[0.2, 0.9], Word).Sample((paragraphs, which, where, word) =>
        {
            var before = Passages.Of(string.Concat(paragraphs));
            var at = paragraphs[which].IndexOf(' ', Passages.Told + (int)((paragraphs[which].Length - Passages.Told) * where * 0.9));
            if (at < 0)
                return;
            paragraphs[which] = paragraphs[which].Insert(at, " " + word);
            var after = Passages.Of(string.Concat(paragraphs));
            Assert.InRange(before.Except(after, StringComparer.Ordinal).Count(), 1, 2);
        }, iter: 2_000);

    // What the first words of a paragraph are told by may come to stand above a cut beside it: then it is three, and seldom.
    [Fact]
    public void An_edit_anywhere_changes_more_than_two_in_less_than_one_of_a_hundred()
    {
        var (edits, more) = (0, 0);
        Gen.Select(Paragraph.Array[8, 16], Gen.Double[0.1, 0.9], Word).Sample((paragraphs, where, word) =>
        {
            var text = string.Concat(paragraphs);
            var changed = text.Insert((int)(text.Length * where), word);
            edits++;
            if (Passages.Of(text).Except(Passages.Of(changed), StringComparer.Ordinal).Count() > 2)
                more++;
        }, iter: 4_000, threads: 1, seed: "0000000000Ab");
        Assert.True(more * 100 < edits, $"{more} of {edits} edits changed more than two passages");
    }

    [Fact]
    public void Nothing_is_cut_within_a_word_or_a_block_of_code_that_fits() => Section.Sample(section =>
    {
        var at = 0;
        foreach (var passage in Passages.Of(section).SkipLast(1))
        {
            at += passage.Length;
            Assert.True(char.IsWhiteSpace(section[at - 1]) || section[at - 1] == '。', $"cut within '{section[(at - 5)..(at + 5)]}'");
            Assert.True(section[..at].Split("```").Length % 2 == 1, "cut within a block of code");
        }
    }, iter: 1_500);

    [Theory]
    [InlineData("> ", "```\n", "```\n")]
    [InlineData("- item\n  ", "~~~\n", "~~~\n")]
    [InlineData("    ", "", "")]
    public void Nothing_is_cut_within_a_block_that_is_quoted_indented_or_in_a_list(string before, string open, string close)
    {
        var line = before.Split('\n')[^1] is "  " ? "  " : before;
        var text = string.Concat(Enumerable.Range(0, 12).Select(i => $"It ends with number {i}. " + string.Concat(Enumerable.Repeat("Words go on. ", 20)) + "\n\n"
            + before + (open.Length > 0 ? open : "first of the block\n")
            + string.Concat(Enumerable.Range(0, 30).Select(j => $"{line}call {i}. Of {j}\n"))
            + (close.Length > 0 ? line + close : "") + "\n"));
        var passages = Passages.Of(text);

        Assert.Equal(text, string.Concat(passages));
        Assert.All(Enumerable.Range(0, 12), i => Assert.Single(passages, passage => passage.Contains($"call {i}.", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("", "```csharp\n", "```\n")]
    [InlineData("> ", "```\n", "```\n")]
    [InlineData("    ", "", "")]
    public void A_block_of_code_that_does_not_fit_is_cut_between_its_lines(string before, string open, string close)
    {
        var text = "Before it.\n\n" + (open.Length > 0 ? before + open : "")
            + string.Concat(Enumerable.Range(0, 300).Select(i => $"{before}call({i}, \"a sentence. Another one\");\n"))
            + (close.Length > 0 ? before + close : "") + "\nBehind it.\n";
        var passages = Passages.Of(text);

        Assert.Equal(text, string.Concat(passages));
        Assert.All(passages, passage => Assert.EndsWith("\n", passage, StringComparison.Ordinal));
        Assert.All(passages.Where(passage => passage.Contains("```", StringComparison.Ordinal)), fence => Assert.Contains("call(", fence, StringComparison.Ordinal));
    }

    [Fact]
    public void No_passage_is_headings_alone()
    {
        var section = "## Setup\n\n### Linux\n\n" + string.Concat(Enumerable.Repeat("Install it. ", 200));

        Assert.Contains("Install", Passages.Of(section)[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Text_without_a_blank_is_cut_between_characters()
    {
        var thai = string.Concat(Enumerable.Repeat("น้ำใจเป็นสิ่งที่ดี", 300));
        var passages = Passages.Of(thai);

        Assert.Equal(thai, string.Concat(passages));
        Assert.All(passages, passage => Assert.False(char.GetUnicodeCategory(passage[0]) == System.Globalization.UnicodeCategory.NonSpacingMark));
        var emoji = string.Concat(Enumerable.Repeat("👩‍👩‍👧‍👦", 400));
        Assert.All(Passages.Of(emoji), passage => Assert.StartsWith("👩", passage));
        Assert.Equal(emoji, string.Concat(Passages.Of(emoji)));
    }

    [Theory]
    [InlineData("ภาษาไทยไม่มีวรรค\u200B")]
    [InlineData("数据库和索引保持同步，")]
    public void A_mark_between_words_is_a_place_to_cut(string words)
    {
        var passages = Passages.Of(string.Concat(Enumerable.Repeat(words, 300)));

        Assert.All(passages, passage => Assert.EndsWith(words, passage, StringComparison.Ordinal));
    }

    [Fact]
    public void One_character_that_alone_is_too_long_is_cut_all_the_same()
    {
        var text = "e" + new string('\u0301', 4_000);

        Assert.Equal(text, string.Concat(Passages.Of(text)));
        Assert.All(Passages.Of(text), passage => Assert.InRange(passage.Length, 1, Passages.Limit));
    }

    [Fact]
    public void Lines_that_are_all_the_same_are_cut_in_the_middle()
    {
        var section = new StringBuilder().Insert(0, "the same line again and again\n", 4_000).ToString();

        Assert.InRange(Passages.Of(section).Count, section.Length / Passages.Limit, 2 * section.Length / Passages.Limit);
    }
}
