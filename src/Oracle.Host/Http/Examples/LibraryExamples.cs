using Oracle.Api.Learning;
using Oracle.Api.Listing;
using Oracle.Api.Status;

namespace Oracle.Host.Http.Examples;

/// <summary>Examples of documents as Oracle V2's clients see them.</summary>
internal static class LibraryExamples
{
    private const string Text = "Backups run at night.";
    private const string File = "notes/backup.md";

    public static ListAnswer List() => new([new ListEntry("note-1", "note", Text, File, ["backup"], null, Moments.Now.ToUnixTimeMilliseconds(), "Backup")], 1, 0, 10);

    public static ReflectAnswer Reflected() => new("principle-1", "principle", "Nothing is deleted.", "principles.md", ["memory"]);

    public static ConceptsAnswer Concepts() => new([new ConceptBlock("backup", 12)], 1, "all");

    public static ReadAnswer Read() => new($"# Backup\n\n{Text}\n", File, "/home/me/notes/backup.md", "file");

    public static DocAnswer Doc() => new("note-1", "note", Text, File, ["backup"], null);

    public static LearnAnswer Learned() =>
        new(true, "ψ/memory/learnings/2026-11-30_locks-need-a-deadline.md", "learning_2026-11-30_locks-need-a-deadline");
}
