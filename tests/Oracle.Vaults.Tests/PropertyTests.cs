using System.Text;
using CsCheck;

namespace Oracle.Vaults.Tests;

/// <summary>What holds for any text. CsCheck prints the seed of a failure; CsCheck_Seed repeats it.</summary>
public sealed class PropertyTests
{
    // Fragments that mean something to one of the parsers, between arbitrary text.
    private static readonly Gen<string> Fragment = Gen.Frequency(
        (6, OneOf(
            "## ", "##", "### ", "# ", "\n", "\n\n", "```\n", "~~~\n", "---\n", "...\n", "> ", "- ", "* ", "1. ", "    ", "\t", "title: ",
            "tags: [", "]", "type: ", "project: ", "source: rrr: a/b\n", "<div>", "</div>\n", "<!--", "-->", "[a]: b\n", "\r\n", "\r", "\u2028",
            "\uFEFF", "\u0301", "ที่", "日本語", "👩‍👩‍👧‍👦", "e\u0301", "foo", "foo-1", "&amp;", "\\", "`", "|a|b|\n", "\u0000", "\u0007", "\u0085")),
        (2, Gen.String[Gen.Char, 0, 12]),
        (1, Gen.Char['a', 'z'].Array[40, 200].Select(letters => new string(letters))));

    private static readonly Gen<string> Text = Fragment.Array[0, 40].Select(string.Concat);

    private static readonly Gen<string> Place = OneOf(
        "note.md", "sub/ที่.md", "ψ/memory/resonance/a.md", "ψ/memory/learnings/a.md", "ψ/memory/retrospectives/d/a.md", new string('ก', 80) + ".md");

    [Fact]
    public void Any_text_is_read_into_legal_documents_or_skipped_with_a_reason() =>
        Gen.Select(Place, Text).Sample((place, text) =>
        {
            using var vault = new TempVault();
            vault.Write(place, text);
            foreach (var item in vault.Read())
            {
                if (item is SkippedFile skipped)
                    Assert.NotEmpty(skipped.Reason);
                else
                    AssertLegal(Assert.IsType<VaultFile>(item));
            }
        }, iter: 2_000);

    [Fact]
    public void Any_bytes_are_read_or_skipped() =>
        Gen.Byte.Array[0, 200].Sample(bytes =>
        {
            using var vault = new TempVault();
            vault.Write("a.md", bytes);
            Assert.Single(vault.Read());
        }, iter: 1_000);

    [Fact]
    public void Sections_in_a_row_are_the_body() =>
        Text.Sample(text =>
        {
            var body = text.Replace('\r', '\n').Replace('\0', ' ');
            var outline = Oracle.Vaults.Notes.Outline.Of(body);
            Assert.Equal(body, string.Concat(outline.Select(section => section.Text)));
            Assert.All(outline.Skip(1), section => Assert.Matches(@"^ {0,3}##?([^#]|$)|\n {0,3}(=+|-+)[ \t]*(\n|$)", section.Text));
        }, iter: 5_000);

    [Fact]
    public void No_word_of_a_note_is_lost() =>
        Text.Where(text => !text.Contains('\0', StringComparison.Ordinal)).Sample(text =>
        {
            using var vault = new TempVault();
            vault.Write("a.md", "text\n" + text);
            if (vault.Documents() is not { Count: > 0 } documents)
                return;

            var rest = Visible(Oracle.Vaults.Notes.EncodedText.Without(Oracle.Vaults.Notes.Comments.Without(File.ReadAllText(vault["a.md"]).Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n'))));
            foreach (var content in documents.Select(document => Visible(document.Content)))
            {
                Assert.StartsWith(content, rest, StringComparison.Ordinal);
                rest = rest[content.Length..];
            }

            Assert.Equal("", rest);
        }, iter: 2_000);

    [Fact]
    public void No_line_of_Oracle_V2_s_layout_is_lost_without_a_word() =>
        Gen.Select(OneOf("resonance/a.md", "learnings/a.md", "learnings/2026-01-17_a.md", "retrospectives/a.md"), OneOf("", "---\ntags: [git]\n---\n", "---\ncreated: 2026-01-17\nsource: talk\n---\n"),
            OneOf("", "", "\n", "# ", "## ", "### ", "- ", "  ").Array[0, 12]).Sample((place, header, marks) =>
        {
            // Each line has a word that no other has.
            var lines = marks.Select((mark, i) => mark.Trim('\n').Length == mark.Length ? $"{mark}word{(char)('a' + i)}" : "").ToList();
            using var vault = new TempVault();
            vault.Write($"ψ/memory/{place}", header + string.Join('\n', lines));
            var file = Assert.IsType<VaultFile>(Assert.Single(vault.Read()));

            var lost = lines.Where(line => line.Length > 0 && line[0] != '#' && !file.Documents.Any(document => document.Content.Contains(line.Trim(), StringComparison.Ordinal))).ToList();
            Assert.True(lost.Count == 0 || file.Warnings.Any(warning => warning.Kind == VaultWarningKind.TooShort), $"lost: {string.Join(", ", lost)}");
        }, iter: 1_000);

    private static Gen<string> OneOf(params string[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static string Visible(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)));

    private static void AssertLegal(VaultFile file)
    {
        Assert.Equal(file.Documents.Count, file.Documents.Select(document => document.Id).Distinct(StringComparer.Ordinal).Count());
        Assert.All(file.Documents, document =>
        {
            Assert.InRange(Encoding.UTF8.GetByteCount(document.Id), 1, 512);
            Assert.True(document.Id.IsNormalized(), $"'{document.Id}' is not NFC");
            Assert.DoesNotContain(document.Id, char.IsControl);
            Assert.NotEmpty(document.Content.Trim());
            Assert.DoesNotContain('\0', document.Content);
            Assert.DoesNotContain('\r', document.Content);
            Assert.NotEmpty(document.Type);
            Assert.All(document.Concepts, Assert.NotEmpty);
            Assert.Equal(document.Concepts.Distinct(StringComparer.Ordinal), document.Concepts);
            Assert.Equal(file.SourceFile, document.SourceFile);
        });
    }
}
