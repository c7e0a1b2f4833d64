using Oracle.Api.Documents;

namespace Oracle.Host.Http.Examples;

/// <summary>Examples of documents.</summary>
internal static class DocumentExamples
{
    public static PostedDocument Posted() => new("note-1", "Backups run at night.", "note", "notes/backup.md", ["backup"], Title: "Backup", Tags: ["server"]);

    public static IntakeAnswer Synced() => new(1, 0, [], new Dictionary<string, long>(StringComparer.Ordinal) { ["note-1"] = 42 });

    public static IntakeAnswer Taken() => new(
        1, 0, [new RejectedDocument(1, "content: is missing", "note-2")], new Dictionary<string, long>(StringComparer.Ordinal) { ["note-1"] = 42 }, ["note-1"]);

    public static DocumentAnswer Document() => new(
        "note-1", "note", "Backups run at night.", "notes/backup.md", ["backup"], new DocumentSync("synced", 42, 42, 0, Moments.Now), "Backup", Tags: ["server"],
        CreatedAt: Moments.Before, UpdatedAt: Moments.Now, ContentHash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", Revision: 42);
}
