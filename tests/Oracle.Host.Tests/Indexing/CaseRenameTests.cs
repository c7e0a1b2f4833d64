using Oracle.Application.Indexing;
using Oracle.Documents;
using Oracle.Vaults;

namespace Oracle.Host.Tests.Indexing;

/// <summary>
/// Renames in which only the case of letters changes, on a disk that knows no case: there the old path still opens the file. What the folder
/// lists decides, so these are decided over a listing; no such disk is needed.
/// </summary>
public sealed class CaseRenameTests
{
    private static readonly DateTimeOffset Now = new(2026, 12, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("config.md", "Config.md")]
    [InlineData("reviews/a.md", "Reviews/a.md")]
    [InlineData("Éditions/straße.md", "éditions/Straße.md")]
    [InlineData("a/b/C.md", "A/B/c.md")]
    public void The_file_has_moved_and_is_found_once(string before, string after)
    {
        var known = Record(before, "hash");
        var plan = Plan([known, Record("other.md", "h2")], [after, "other.md"]);

        var read = Assert.Single(plan.Read);
        Assert.Equal((after, null), (read.Listed.SourceFile, read.Before?.SourceFile));
        Assert.Equal([before], plan.Gone.Select(file => file.SourceFile));
        Assert.Equal(before, new MoveMatches(plan.Gone).Take(Record(after, "hash")));
    }

    [Theory]
    [InlineData("config.md", "Config.md")]
    [InlineData("reviews/a.md", "Reviews/a.md")]
    [InlineData("NOTES.md", "notes.md")]
    public void One_that_was_edited_as_well_leaves_nothing_of_its_old_text(string before, string after)
    {
        var plan = Plan([Record(before, "old")], [after]);
        var moves = new MoveMatches(plan.Gone);

        Assert.Null(moves.Take(Record(after, "new")));
        // These are deleted, or held, or kept where nobody asked to delete: never taken for files that are there.
        Assert.Equal([before], moves.Left().Select(file => file.SourceFile));
    }

    [Fact]
    public void On_a_disk_that_knows_case_two_such_names_are_two_files()
    {
        var plan = Plan([Record("config.md", "one")], ["config.md", "Config.md"]);

        Assert.Equal(["Config.md"], plan.Read.Select(file => file.Listed.SourceFile));
        Assert.Empty(plan.Gone);
    }

    private static ScanPlan Plan(IReadOnlyList<FileRecord> known, IReadOnlyList<string> names) => ScanPlan.Of(known, new Listing(names), _ => false, Now);

    private static FileRecord Record(string sourceFile, string hash) =>
        new(sourceFile, "", Stamp.ToString(), hash, "1", Now.AddHours(-1), 1) { Warnings = "[]" };

    private static FileStamp Stamp => new(4, 0, 0, 7, 1);

    /// <summary>A folder that lists these names; its disk would open them in any case.</summary>
    private sealed class Listing(IReadOnlyList<string> names) : IListing
    {
        public IReadOnlyDictionary<string, ListedFile> Files { get; } =
            names.ToDictionary(name => name, name => new ListedFile($"/v/{name}", $"/v/{name}", name, name, Stamp, "1"), StringComparer.Ordinal);

        public bool Covers(string sourceFile) => true;

        public bool IsGone(string sourceFile, bool isGiven = false) => !Files.ContainsKey(sourceFile);

        public string? Blinded(string sourceFile) => null;

        public string PathOf(string sourceFile) => $"/v/{sourceFile}";
    }
}
