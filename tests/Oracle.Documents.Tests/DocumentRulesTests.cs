using CsCheck;
using Oracle.Documents.Tests.Searching;

namespace Oracle.Documents.Tests;

/// <summary>What may be stored, exactly at each limit and one over it.</summary>
public sealed class DocumentRulesTests
{
    private static readonly DocumentDraft Good = new("id", "content");

    // Three bytes of UTF-8 in one UTF-16 unit: limits that count characters let too much through.
    private const char ThreeBytes = 'ก';

    [Fact]
    public void A_draft_of_an_id_and_a_content_is_acceptable() => Assert.Null(DocumentRules.Problem(Good));

    [Theory]
    [InlineData("a")]
    [InlineData("notes/บันทึก.md#การ-ซิงค์")]
    [InlineData("a b/../c?d=e%2F&f='\"\\")]
    [InlineData("😀𠮷")]
    public void Any_printable_text_is_a_legal_id(string id) => Assert.Null(DocumentRules.IdProblem(id));

    [Fact]
    public void An_id_may_have_512_bytes()
    {
        Assert.Null(DocumentRules.IdProblem(new string('i', 512)));
        Assert.Null(DocumentRules.IdProblem(new string(ThreeBytes, 170) + "ii"));
    }

    [Fact]
    public void An_id_of_513_bytes_is_refused_with_both_numbers()
    {
        Assert.Equal("id: has 513 bytes of UTF-8, at most 512 are allowed", DocumentRules.IdProblem(new string('i', 513)));
        Assert.Equal("id: has 513 bytes of UTF-8, at most 512 are allowed", DocumentRules.IdProblem(new string(ThreeBytes, 171)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void An_id_must_be_there(string? id) => Assert.Equal("id: is empty", DocumentRules.IdProblem(id));

    [Fact]
    public void An_id_in_decomposed_form_is_refused()
    {
        // The same letter, once as one code point and once as e and a combining accent.
        Assert.Null(DocumentRules.IdProblem("caf\u00E9"));
        Assert.Equal("id: is not in Unicode normal form C (NFC)", DocumentRules.IdProblem("cafe\u0301"));
    }

    [Fact]
    public void An_id_with_a_control_character_is_refused()
    {
        char[] controls = ['\0', '\t', '\n', '\r', '\u001B', '\u007F', '\u0085', '\u009F'];
        Assert.All(controls, control => Assert.Equal("id: has a control character", DocumentRules.IdProblem($"a{control}b")));
    }

    [Fact]
    public void Any_text_at_all_is_judged_and_none_throws()
    {
        // string.IsNormalized throws for U+FFFE, which is no character but has UTF-8.
        Assert.Null(Record.Exception(() => DocumentRules.IdProblem("a\uFFFEb")));
        Queries.Any.Sample(text => DocumentRules.Problem(new DocumentDraft(text, text, text, text, [text], text, text)), iter: 5_000);
    }

    [Fact]
    public void A_lone_surrogate_is_refused_in_every_field()
    {
        const string Lone = "a\uD800b";
        Assert.Equal("id: is not valid Unicode (a lone surrogate)", DocumentRules.Problem(Good with { Id = Lone }));
        Assert.Equal("content: is not valid Unicode (a lone surrogate)", DocumentRules.Problem(Good with { Content = Lone }));
        Assert.Equal("type: is not valid Unicode (a lone surrogate)", DocumentRules.Problem(Good with { Type = Lone }));
        Assert.Equal("source_file: is not valid Unicode (a lone surrogate)", DocumentRules.Problem(Good with { SourceFile = Lone }));
        Assert.Equal("project: is not valid Unicode (a lone surrogate)", DocumentRules.Problem(Good with { Project = Lone }));
        Assert.Equal("created_by: is not valid Unicode (a lone surrogate)", DocumentRules.Problem(Good with { CreatedBy = Lone }));
        Assert.Equal("concepts[1]: is not valid Unicode (a lone surrogate)", DocumentRules.Problem(Good with { Concepts = ["a", Lone] }));
    }

    [Fact]
    public void A_NUL_is_refused_in_every_field()
    {
        const string Nul = "a\0b";
        Assert.Equal("id: has a control character", DocumentRules.Problem(Good with { Id = Nul }));
        Assert.Equal("content: has a NUL character", DocumentRules.Problem(Good with { Content = Nul }));
        Assert.Equal("type: has a NUL character", DocumentRules.Problem(Good with { Type = Nul }));
        Assert.Equal("source_file: has a NUL character", DocumentRules.Problem(Good with { SourceFile = Nul }));
        Assert.Equal("project: has a NUL character", DocumentRules.Problem(Good with { Project = Nul }));
        Assert.Equal("created_by: has a NUL character", DocumentRules.Problem(Good with { CreatedBy = Nul }));
        Assert.Equal("concepts[0]: has a NUL character", DocumentRules.Problem(Good with { Concepts = [Nul] }));
    }

    [Fact]
    public void Content_may_have_other_control_characters_and_any_normal_form() =>
        Assert.Null(DocumentRules.Problem(Good with { Content = "\u0001\t\r\n cafe\u0301 \uFEFF" }));

    [Fact]
    public void A_content_may_have_8_MiB_and_not_one_byte_more()
    {
        const int Limit = 8 * 1024 * 1024;
        Assert.Null(DocumentRules.Problem(Good with { Content = new string('c', Limit) }));
        Assert.Equal(
            "content: has 8388609 bytes of UTF-8, at most 8388608 (8 MiB) are allowed",
            DocumentRules.Problem(Good with { Content = new string('c', Limit + 1) }));
        Assert.StartsWith("content: has ", DocumentRules.Problem(Good with { Content = new string(ThreeBytes, (Limit / 3) + 1) }));
    }

    [Fact]
    public void A_content_must_be_there() => Assert.Equal("content: is empty", DocumentRules.Problem(Good with { Content = "" }));

    [Fact]
    public void A_short_field_may_have_4096_bytes_and_not_one_more()
    {
        var most = new string('f', 4096);
        Assert.Null(DocumentRules.Problem(new DocumentDraft("id", "content", most, most, [most], most, most)));
        var over = most + "f";
        Assert.StartsWith("type: has 4097 bytes", DocumentRules.Problem(Good with { Type = over }));
        Assert.StartsWith("source_file: has 4097 bytes", DocumentRules.Problem(Good with { SourceFile = over }));
        Assert.StartsWith("project: has 4097 bytes", DocumentRules.Problem(Good with { Project = over }));
        Assert.StartsWith("created_by: has 4097 bytes", DocumentRules.Problem(Good with { CreatedBy = over }));
        Assert.StartsWith("concepts[0]: has 4097 bytes", DocumentRules.Problem(Good with { Concepts = [over] }));
    }

    [Fact]
    public void A_document_may_have_256_concepts_and_not_one_more()
    {
        Assert.Null(DocumentRules.Problem(Good with { Concepts = [.. Enumerable.Repeat("c", 256)] }));
        Assert.Equal(
            "concepts: has 257 entries, at most 256 are allowed",
            DocumentRules.Problem(Good with { Concepts = [.. Enumerable.Repeat("c", 257)] }));
    }

    [Fact]
    public void Type_and_each_concept_must_say_something_but_a_project_need_not()
    {
        Assert.Equal("type: is empty", DocumentRules.Problem(Good with { Type = "" }));
        Assert.Equal("concepts[2]: is empty", DocumentRules.Problem(Good with { Concepts = ["a", "b", ""] }));
        Assert.Null(DocumentRules.Problem(Good with { SourceFile = "", Project = "", CreatedBy = "" }));
    }
}
