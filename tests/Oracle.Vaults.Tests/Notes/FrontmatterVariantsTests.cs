using CsCheck;

namespace Oracle.Vaults.Tests.Notes;

/// <summary>Front matter as people, templates and other tools write it. None of it may cost the note its body.</summary>
public sealed class FrontmatterVariantsTests
{
    private const string Body = "The quorvex budget was approved.";

    // What stands behind a key, YAML or not.
    private static readonly string[] Values =
    [
        "", " ", "plain", "Meeting: Budget review", "a: b: c", "{{date}}, {{time}}", "{{title}}", "<% tp.date.now() %>", "http://x/a: b", "@home", "`code`",
        "[#recipe]", "#recipe", "#one #two", "[a, b", "a, b]", "[[Wiki]]", "[[Wiki]], [[Other]]", "\"[[Wiki]]\"", "[WIP] Plan", "[x] done", "- dash", "-", "--", "?",
        "? question", "!important news", "!!str x", "!![", "&anchor", "*alias", "* item", "%", "100%", "%YAML 1.2", "|", ">", "|-\n  block\n  of lines", ">\n folded",
        "\"never closed", "'never closed", "\"a\" and \"b\"", "it's", "'it''s'", "\"bad \\q escape\"", "\"\\x\"", "C:\\Users\\me", "{a: b", "{a: {b: c}}", "{}", "[]", "]", "}",
        "\ttab", "a\tb", "~", "null", "true", "2024-01-01", "12:30:00", "0x1F", ".inf", "1_000", "\n- %\n- other", "\n  - a\n  - b: c", "\n\t- tab\n\t- tab", "\n- a\n - b\n  - c",
        "\n  nested: {x: [1, 2]}", "\n  deep:\n    deeper:\n      deepest: x", "a\n  continued\n  again", "a\nnot continued", "a # comment", "# only a comment", "🎉 party", "ที่ประชุม: งบ",
        "日本語：全角", "a\u0085b", "a\u2028b", "\u200Bzero", "e\u0301", "\"\\ud83d\"", "<<: *x", "=", "@", "$x$", "a,,b", ", ,", "'", "\"", "''", "\"\"",
    ];

    private static readonly string[] Keys = ["title", "tags", "aliases", "unknown"];

    // Whole blocks that are wrong in other ways.
    private static readonly string[] Blocks =
    [
        "title: a\ntitle: b", "tags: a\nTags: b\ntags: c", "title: a\n\n\ntags: b", "  title: a\n  tags: b", "  title: a\ntags: b", "\ttitle: a", "title: a\n\ttags: b", "title : a",
        "title:a\ntags:b", "title=a", "title a", "title: a\nsome line\ntags: b", "\"title\": a", "'title': \"b\"", "{title: a, tags: [b]}", "{title: a", "- title: a", "- a\n- b", "* a\n* b",
        "# comment\ntitle: a", "# comment", "%YAML 1.2", "title: a\n--- x", "title: a\n ---", "? title\n: a", "<<: *default\ntitle: a", "a: &a [*a]", "title: a\n]\ntags: b", "title: a\n}\n",
        "title: |\n  a\n b", "title: >-\n  a\n\n  b", "tags:\n- a\nb", "tags:\n\n- a", "tags: [\n  a,\n  b\n]", "tags: [\n  a,\n  b", "title: a\r\ntags: b", "kanban-plugin: basic", "key with many words: x",
        "1: 2", "true: false", "~: x", ": x", ":", "a:", "[a]: b", "title: a\ntitle: a\ntitle: a",
    ];

    public static TheoryData<string> Variants() =>
        [.. Keys.SelectMany(key => Values.Select(value => $"{key}: {value}\ncreated: 2024-01-01")), .. Blocks];

    [Fact]
    public void There_are_more_than_two_hundred() => Assert.True(Variants().Count > 400);

    [Theory]
    [MemberData(nameof(Variants))]
    public void No_front_matter_costs_the_note_its_body(string block)
    {
        foreach (var close in new[] { "---", "...", "--- " })
            AssertKept(block, close);
    }

    [Fact]
    public void Nor_does_any_text_between_two_rules() =>
        Gen.OneOf(Gen.String[0, 60], Piece().Array[0, 20].Select(string.Concat)).Sample(block => AssertKept(block.Replace('\0', ' '), "---"), iter: 3_000);

    [Theory]
    [InlineData("---\n")]
    [InlineData("---\ntitle: T\n")]
    [InlineData("---\ntitle: T\n\n")]
    [InlineData("---\ntitle: T\n----\n")]
    [InlineData("---\ntitle: T\n - - -\n")]
    public void Nor_does_a_block_that_nothing_closes(string opening) =>
        Assert.Contains(TempVault.Of("a.md", opening + Body), document => document.Content.Contains(Body, StringComparison.Ordinal));

    [Theory]
    [InlineData("title: x\u2028\u2028\ntags:")]
    [InlineData("title: x\u0085\u0085\ntag:")]
    [InlineData("a: \u2029\ntags: #one")]
    public void Nor_do_line_ends_that_are_YAML_s_alone(string block) => AssertKept(block, "---");

    [Fact]
    public async Task Comments_tags_and_sections_take_time_linear_to_the_text()
    {
        string[] texts =
        [
            string.Concat(Enumerable.Repeat("<!--", 500_000)), string.Concat(Enumerable.Repeat("x <!--\n\n", 500_000)) + "-->", string.Concat(Enumerable.Repeat("%%a%% b ", 300_000)), string.Concat(Enumerable.Repeat("%% ", 600_000)),
            string.Concat(Enumerable.Range(0, 100_000).Select(i => $"#t{i} ")) + string.Concat(Enumerable.Repeat("\n## x", 50_000)), string.Concat(Enumerable.Repeat("`a", 500_000)), new string('`', 1_000_000),
        ];
        foreach (var text in texts)
            await Task.Run(() => TempVault.Of("a.md", text)).WaitAsync(TimeSpan.FromSeconds(60));
    }

    private static Gen<string> Piece() => Gen.Int[0, Values.Length + Keys.Length + 3].Select(i =>
        i < Values.Length ? Values[i] : i < Values.Length + Keys.Length ? Keys[i - Values.Length] + ": " : i == Values.Length + Keys.Length ? "\n" : i == Values.Length + Keys.Length + 1 ? "\n  " : "\n- ");

    private static void AssertKept(string block, string close)
    {
        using var vault = new TempVault();
        vault.Write("a.md", $"---\n{block}\n{close}\n{Body}\n");
        var file = Assert.IsType<VaultFile>(Assert.Single(vault.Read()));
        Assert.Contains(file.Documents, document => document.Content.Contains(Body, StringComparison.Ordinal));
        Assert.All(file.Warnings, warning => Assert.InRange(warning.Line ?? 1, 1, 10_000));
    }
}
