using Oracle.Api.Listing;
using Oracle.Api.Searching;

namespace Oracle.Host.Http.Examples;

/// <summary>Examples of what is found.</summary>
internal static class SearchExamples
{
    public static SearchAnswer Page() => new([Hit("hybrid") with { Snippet = "<mark>Backups</mark> run at night." }], 1, 10, 0, "hybrid", "backups", true, false, 1, 0);

    public static SimilarAnswer Near() => new([Hit("vector")], "note-2");

    private static SearchHit Hit(string source) => new(
        "note-1", "note", "Backups run at night.", "notes/backup.md", ["backup"], source, 0.93, "Backup", "Backups run at night.", ["server"], "Server > Backup", Distance: 0.21);
}
