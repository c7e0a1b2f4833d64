using Oracle.Application.Importing;
using Oracle.Documents;

namespace Oracle.Host.Tests.Importing;

/// <summary>What is stored of the rows of an Oracle V2 database: one test for each oddity that such a database can have.</summary>
public sealed class ImportPlanTests
{
    private static readonly DateTimeOffset Then = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static long text;

    [Fact]
    public void A_row_is_taken_as_it_is()
    {
        var row = Row("resonance_ψ/memory/resonance/oracle_1", "ψ/memory/resonance/oracle.md") with
        {
            Type = "principle", Concepts = """["trust","soul"]""", CreatedAt = Then, UpdatedAt = Then.AddDays(1), IndexedAt = Then.AddDays(2), Origin = "human", Project = "github.com/acme/widget",
        };

        var planned = Assert.Single(ImportPlan.Of([row], []).Documents);

        Assert.Equal(row.Texts, planned.Texts);
        Assert.Equal((row.Id, row.Type, row.SourceFile, row.Project, row.CreatedBy), (planned.Draft.Id, planned.Draft.Type, planned.Draft.SourceFile, planned.Draft.Project, planned.Draft.CreatedBy));
        Assert.Equal(["trust", "soul"], planned.Draft.Concepts);
        Assert.Equal(new History(row.CreatedAt, row.UpdatedAt, row.IndexedAt, row.Origin), planned.Draft.History);
    }

    [Fact]
    public void A_row_without_text_is_left_out_and_one_that_was_deleted_says_so()
    {
        var plan = ImportPlan.Of([Row("a") with { Texts = [] }, Row("b") with { Texts = [], Superseded = new Supersession(By: null, Then, Reason: null) }], ["c"]);

        Assert.Empty(plan.Documents);
        Assert.Equal(["a", "b", "c"], plan.LeftOut.Select(row => row.Id));
        Assert.Contains("no text", plan.LeftOut[0].Why);
        Assert.Contains("deleted", plan.LeftOut[1].Why);
        Assert.Contains("no document", plan.LeftOut[2].Why);
    }

    [Fact]
    public void The_two_ids_of_a_learning_are_one_document_with_the_learning_s_text()
    {
        const string file = "ψ/memory/learnings/2026-03-01_a-note.md";
        var learned = Row("learning_2026-03-01_a-note", file, "arra_learn");

        var plan = ImportPlan.Of([Row("learning_ψ/memory/learnings/2026-03-01_a-note_0", file), learned, Row("learning_ψ/memory/learnings/2026-03-01_a-note_1", file)], []);

        Assert.Equal([(learned.Id, learned.Texts[0])], Taken(plan));
        Assert.All(plan.Merged, row => Assert.Equal(learned.Id, row.Into));
        Assert.Equal(2, plan.Merged.Count);
    }

    [Fact]
    public void Three_styles_of_id_of_one_learning_are_one_document()
    {
        const string file = "ψ/memory/learnings/n.md";
        var plan = ImportPlan.Of([Row("learning_n_0", file), Row("learning_ψ/memory/learnings/n_0", file), Row("learning_n", file, "oracle_learn")], []);

        Assert.Equal(["learning_n"], Taken(plan).Select(document => document.Id));
    }

    [Fact]
    public void Sections_by_the_bare_name_give_way_to_those_by_the_path()
    {
        const string file = "ψ/memory/resonance/oracle.md";
        var plan = ImportPlan.Of(
            [
                Row("resonance_oracle_0", file), Row("resonance_oracle_1_sub_0", file), Row("resonance_oracle_7", file),
                Row("resonance_ψ/memory/resonance/oracle_0", file), Row("resonance_ψ/memory/resonance/oracle_1_sub_0", file),
            ], []);

        Assert.Equal(["resonance_ψ/memory/resonance/oracle_0", "resonance_ψ/memory/resonance/oracle_1_sub_0"], Taken(plan).Select(document => document.Id));
        Assert.Equal(
            [
                ("resonance_oracle_0", "resonance_ψ/memory/resonance/oracle_0"), ("resonance_oracle_1_sub_0", "resonance_ψ/memory/resonance/oracle_1_sub_0"),
                ("resonance_oracle_7", "resonance_ψ/memory/resonance/oracle_0"),
            ], plan.Merged.Select(row => (row.Id, row.Into)));
    }

    [Fact]
    public void A_file_whose_type_was_changed_has_the_rows_of_both_types()
    {
        const string file = "ψ/memory/learnings/n.md";
        var plan = ImportPlan.Of(
            [Row("learning_ψ/memory/learnings/n_0", file), Row("pattern_ψ/memory/learnings/n_0", file), Row("pattern_n_0", file), Row("learning_n_0", file)], []);

        Assert.Equal(["learning_ψ/memory/learnings/n_0", "pattern_ψ/memory/learnings/n_0"], Taken(plan).Select(document => document.Id));
        Assert.Equal(
            [("pattern_n_0", "pattern_ψ/memory/learnings/n_0"), ("learning_n_0", "learning_ψ/memory/learnings/n_0")], plan.Merged.Select(row => (row.Id, row.Into)));
    }

    [Fact]
    public void Sections_of_one_file_and_rows_of_other_files_stay_apart()
    {
        string[] ids = ["learning_ψ/memory/learnings/n_0", "learning_ψ/memory/learnings/n_1", "retro_n_0", "learning_n_0"];
        string[] files = ["ψ/memory/learnings/n.md", "ψ/memory/learnings/n.md", "ψ/memory/retrospectives/n.md", "ψ/memory/learnings/sub/n.md"];

        var plan = ImportPlan.Of([.. ids.Zip(files, (id, file) => Row(id, file))], []);

        Assert.Equal(ids.Order(StringComparer.Ordinal), Taken(plan).Select(document => document.Id).Order(StringComparer.Ordinal));
        Assert.Empty(plan.Merged);
    }

    [Fact]
    public void Chunks_are_put_together_in_order()
    {
        V2Document[] rows = [Row("a__chunk_10"), Row("a__chunk_2"), .. Enumerable.Range(0, 10).Where(n => n != 2).Select(n => Row($"a__chunk_{n}"))];

        var planned = Assert.Single(ImportPlan.Of(rows, []).Documents);

        Assert.Equal("a", planned.Draft.Id);
        Assert.Equal(Enumerable.Range(0, 11).Select(n => rows.Single(row => row.Id == $"a__chunk_{n}").Texts[0]), planned.Texts);
    }

    [Fact]
    public void Of_a_whole_document_and_its_chunks_the_later_counts()
    {
        var whole = Row("a") with { IndexedAt = Then };
        V2Document[] chunks = [Row("a__chunk_0"), Row("a__chunk_1")];

        var older = ImportPlan.Of([whole, .. chunks.Select(chunk => chunk with { IndexedAt = Then.AddDays(-1) })], []);
        Assert.Equal(whole.Texts, Assert.Single(older.Documents).Texts);
        Assert.Equal(2, older.Merged.Count);

        var newer = ImportPlan.Of([whole, .. chunks.Select(chunk => chunk with { IndexedAt = Then.AddDays(1) })], []);
        Assert.Equal([.. chunks.Select(chunk => chunk.Texts[0])], Assert.Single(newer.Documents).Texts);
        Assert.Equal(2, newer.Merged.Count);
    }

    [Fact]
    public void Chunks_that_a_longer_text_left_behind_are_no_part_of_the_document()
    {
        var rows = Enumerable.Range(0, 4).Select(n => Row($"a__chunk_{n}") with { IndexedAt = n < 2 ? Then : Then.AddDays(-1) }).ToList();

        Assert.Equal([rows[0].Texts[0], rows[1].Texts[0]], Assert.Single(ImportPlan.Of(rows, []).Documents).Texts);
    }

    [Fact]
    public void What_superseded_a_row_is_named_by_its_id_here()
    {
        const string file = "ψ/memory/learnings/n.md";
        var plan = ImportPlan.Of(
            [
                Row("a") with { Superseded = new Supersession("learning_ψ/memory/learnings/n_0", Then, "newer") },
                Row("learning_n", file, "arra_learn") with { Superseded = new Supersession("learning_ψ/memory/learnings/n_0", Then, "the same") },
                Row("learning_ψ/memory/learnings/n_0", file),
            ], []);

        Assert.Equal(new Supersession("learning_n", Then, "newer"), plan.Documents[0].Draft.History!.Superseded);
        // What came in its place is itself.
        Assert.Null(plan.Documents[1].Draft.History!.Superseded);
    }

    [Fact]
    public void The_memory_of_a_later_root_has_its_name_before_ids_and_files()
    {
        var plan = ImportPlan.Of(
            [
                Row("learning_ψ/memory/learnings/n_0", "ψ/memory/learnings/n.md"), Row("posted", "imported/posted.md") with { Superseded = new Supersession("learning_ψ/memory/learnings/n_0", Then, "") },
            ], [], "notes/");

        Assert.Equal(("notes/learning_ψ/memory/learnings/n_0", "notes/ψ/memory/learnings/n.md"), (plan.Documents[0].Draft.Id, plan.Documents[0].Draft.SourceFile));
        Assert.Equal(("posted", "imported/posted.md"), (plan.Documents[1].Draft.Id, plan.Documents[1].Draft.SourceFile));
        Assert.Equal("notes/learning_ψ/memory/learnings/n_0", plan.Documents[1].Draft.History!.Superseded!.By);
    }

    [Fact]
    public void Ids_that_differ_in_how_Unicode_writes_them_are_one()
    {
        var plan = ImportPlan.Of([Row("learning_cafe\u0301_0") with { UpdatedAt = Then }, Row("learning_caf\u00E9_0") with { UpdatedAt = Then.AddDays(1) }], []);

        Assert.Equal("learning_caf\u00E9_0", Assert.Single(plan.Documents).Draft.Id);
        Assert.Single(plan.Merged);
    }

    [Theory]
    [InlineData("""["git","api"]""", "git|api")]
    [InlineData("""["oracle","learn","["]""", "oracle|learn")]
    [InlineData("""["a","a"," a ",7,null,{},""]""", "a|7")]
    [InlineData("git, api", "git|api")]
    [InlineData("\"not-array\"", "not-array")]
    [InlineData("\"one,two\"", "one|two")]
    [InlineData("[]", "")]
    [InlineData("[git, api", "[git|api")]
    [InlineData("{}", "")]
    [InlineData("null", "")]
    [InlineData("", "")]
    [InlineData(null, "")]
    public void Concepts_are_read_however_they_are_written(string? column, string expected) => Assert.Equal(expected, string.Join('|', V2Values.Concepts(column)));

    [Theory]
    [InlineData("github.com/Acme/Widget", "github.com/acme/widget")]
    [InlineData(" x ", "x")]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_project_is_in_lower_case(string? column, string? expected) => Assert.Equal(expected, V2Values.Project(column));

    [Theory]
    [InlineData(1772366400000L, true)]
    [InlineData(1772366400000.0, true)]
    [InlineData("1772366400000", true)]
    [InlineData("2026-03-01T12:00:00.000Z", true)]
    [InlineData("2026-03-01 12:00:00", true)]
    [InlineData("2026-03-01T19:00:00+07:00", true)]
    [InlineData("yesterday", false)]
    [InlineData(long.MaxValue, false)]
    [InlineData(double.NaN, false)]
    [InlineData(null, false)]
    public void Times_are_read_however_they_are_written(object? column, bool isOne) => Assert.Equal(isOne ? Then : null, V2Values.Time(column));

    [Fact]
    public void Parts_are_joined_by_an_empty_line_unless_a_line_was_cut_within()
    {
        var cut = new string('x', 800);

        Assert.Equal($"one\n\n{cut}rest\n\ntwo", Chunks.Text(["one", cut, "rest", "two"]));
    }

    private static IEnumerable<(string Id, long Text)> Taken(ImportPlan plan) => plan.Documents.Select(document => (document.Draft.Id, document.Texts.Single()));

    [Theory]
    [InlineData("---\ntitle: Wombats dig\ntags: [Git]\ncreated: 2026-03-01\nsource: Oracle Learn\n---\n\n# Wombats dig\n", "Wombats dig")]
    [InlineData("---\ntitle: \"A: b \\\"c\\\"\"\ncreated: 2026-03-01\n---\ntext", "A: b \"c\"")]
    [InlineData("---\ntags: []\n---\ntitle: no", null)]
    [InlineData("text\n---\ntitle: no\n---\n", null)]
    [InlineData("---\ntitle: never closed", null)]
    public void A_learned_note_has_the_title_of_its_header_and_its_text_to_the_byte(string text, string? title)
    {
        var titled = V2Values.Titled(new DocumentDraft("a", text));

        Assert.Equal((title, text), (titled.Labels.Title, titled.Content));
    }

    [Fact]
    public void A_title_that_no_document_may_have_loses_no_document()
    {
        var draft = new DocumentDraft("a", $"---\ntitle: {new string('x', DocumentRules.MaxFieldBytes + 1)}\n---\ntext");

        Assert.Equal(draft, V2Values.Titled(draft));
    }

    private static V2Document Row(string id, string file = "", string createdBy = "indexer") => new(id, "learning", file, [++text]) { CreatedBy = createdBy };
}
