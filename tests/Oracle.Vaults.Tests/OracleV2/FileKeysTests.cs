using System.Globalization;
using Oracle.Vaults.Reading;

namespace Oracle.Vaults.Tests.OracleV2;

public sealed class FileKeysTests : IDisposable
{
    private const string Retro = "## S\nThis body is long enough to be kept: it has over fifty characters.";

    private readonly TempVault _vault = new();

    public void Dispose() => _vault.Dispose();

    [Fact]
    public void Of_retrospectives_with_one_name_the_first_by_path_keeps_the_id()
    {
        _vault.Write("ψ/memory/retrospectives/2026-02/15.00_retro.md", Retro);
        _vault.Write("ψ/memory/retrospectives/2026-01/15.00_retro.md", Retro);
        _vault.Write("github.com/o/r/ψ/memory/retrospectives/16.00_retro.md", Retro);
        _vault.Write("ψ/memory/retrospectives/16.00_retro.md", Retro);

        Assert.Equal(
            [
                "retro_16.00_retro_0",
                $"retro_16.00_retro~{DocumentId.Hash("ψ/memory/retrospectives/16.00_retro.md")}_0",
                "retro_15.00_retro_0",
                $"retro_15.00_retro~{DocumentId.Hash("ψ/memory/retrospectives/2026-02/15.00_retro.md")}_0",
            ],
            _vault.Ids());
    }

    [Fact]
    public void The_claim_to_an_id_is_the_same_when_one_file_is_read_alone()
    {
        _vault.Write("ψ/memory/retrospectives/a/x.md", Retro);
        _vault.Write("ψ/memory/retrospectives/b/x.md", Retro);

        Assert.Equal(_vault.Ids(), [.. _vault.Ids("ψ/memory/retrospectives/a"), .. _vault.Ids("ψ/memory/retrospectives/b/x.md")]);
    }

    [Theory]
    [InlineData("", "learning_2026-01-17_x~{0}", "learning_2026-01-17_x~{1}~{2}")]
    [InlineData("work/", "work/learning_2026-01-17_x", "work/learning_2026-01-17_x~{1}")]
    public void A_learned_note_has_an_id_of_its_own_for_the_case_that_another_root_has_that_id(string prefix, string own, string ofSecond)
    {
        const string Learned = "---\ncreated: 2026-01-17\nsource: a talk\n---\nMask first.";
        const string Second = "ψ/memory/learnings/later/2026-01-17_x.md";
        _vault.Write("ψ/memory/learnings/2026-01-17_x.md", Learned);
        _vault.Write(Second, Learned);
        var hashes = new object[] { DocumentId.Hash("/ψ/memory/learnings/2026-01-17_x.md"), DocumentId.Hash(Second), DocumentId.Hash($"/{Second}") };

        var root = new VaultRoot(_vault.Root, prefix) { KeepsLearnedIds = true };
        Assert.Equal(
            [("learning_2026-01-17_x", Text(own)), ($"learning_2026-01-17_x~{DocumentId.Hash(Second)}", Text(ofSecond))],
            Read(root).Select(document => (document.Id, document.FileOwn?.Id)));
        Assert.All(Read(root with { KeepsLearnedIds = false }), document => Assert.Null(document.FileOwn));

        string Text(string pattern) => string.Format(CultureInfo.InvariantCulture, pattern, hashes);
        IEnumerable<VaultDocument> Read(VaultRoot read) =>
            Vault.List(read, read.Path).Files.Values.OrderBy(file => file.Relative, StringComparer.Ordinal).Select(Vault.Reader(read).Read).OfType<VaultFile>().SelectMany(file => file.Documents);
    }

    [Fact]
    public void A_hidden_retrospective_has_no_claim()
    {
        _vault.Write("ψ/memory/retrospectives/.trash/x.md", Retro);
        _vault.Write("ψ/memory/retrospectives/b/x.md", Retro);

        Assert.Equal(["retro_x_0"], _vault.Ids());
    }

    [Fact]
    public void Only_the_first_md_is_taken_from_a_path_and_then_the_id_says_so()
    {
        _vault.Write("ψ/memory/learnings/a.md.md", "## S\nx");
        _vault.Write("ψ/memory/learnings/b.mdx.md", "## S\nx");

        Assert.Equal(
            [
                "learning_ψ/memory/learnings/a.md_0",
                $"learning_ψ/memory/learnings/bx.md~{DocumentId.Hash("ψ/memory/learnings/b.mdx.md")}_0",
            ],
            _vault.Ids());
    }

    [Fact]
    public void A_whole_learning_named_like_a_section_of_another_gives_way()
    {
        _vault.Write("ψ/memory/learnings/a.md", "intro\nx\n## S\nx");
        _vault.Write("ψ/memory/learnings/a_1.md", "One line.");
        _vault.Write("ψ/memory/learnings/b_1.md", "One line.");

        Assert.Equal(
            [
                "learning_ψ/memory/learnings/a_0",
                "learning_ψ/memory/learnings/a_1",
                $"learning_ψ/memory/learnings/a_1~{DocumentId.Hash("ψ/memory/learnings/a_1.md")}",
                "learning_ψ/memory/learnings/b_1",
            ],
            _vault.Ids());
    }

    [Fact]
    public void Sections_named_like_bullets_of_another_give_way()
    {
        _vault.Write("ψ/memory/resonance/a.md", "### S\n- zero");
        _vault.Write("ψ/memory/resonance/a_0_sub.md", "### S\nx");

        Assert.Equal(3, _vault.Ids().Distinct().Count());
    }
}
