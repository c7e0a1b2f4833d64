using Dapper;
using Microsoft.Data.Sqlite;

namespace Oracle.Documents.Sqlite;

/// <summary>How a document that was taken over from another store goes together with what is stored here. All of it within a transaction.</summary>
internal static class Imported
{
    /// <summary>Of a file that is indexed here.</summary>
    public const string FileIsIndexed = "its file is indexed here, and what the file says counts; its project is kept where the file names none";

    /// <summary>When the other store had changed the row of this id that was met last, Unix ms; null: none was met.</summary>
    public static long? Known(SqliteConnection connection, string id) =>
        connection.ExecuteScalar<long?>("select updated_at from oracle_imported where id = @id", new { id });

    /// <summary>Why a draft is not stored, or null. What is here counts, until the other store has a newer text.</summary>
    /// <param name="connection">The writer's.</param>
    /// <param name="draft">With a history.</param>
    /// <param name="known">As <see cref="Known"/> says.</param>
    /// <param name="isLive">Whether a live document has its id.</param>
    /// <param name="isTakenOver">Whether that one was taken over.</param>
    public static string? Refusal(SqliteConnection connection, DocumentDraft draft, long? known, bool isLive, bool isTakenOver) =>
        IsIndexed(connection, draft.SourceFile) ? FileIsIndexed
        : isLive && !isTakenOver ? "a document of this id was stored here by somebody else, and stays"
        : known is not { } before ? null
        : !isLive ? "was deleted here, or its file was, after an earlier import"
        : UpdatedAt(draft) <= before ? "is older than what is here, or as old"
        : null;

    /// <summary>Remembers a row that was met; an older one changes nothing.</summary>
    public static void Remember(SqliteConnection connection, DocumentDraft draft) => connection.Execute(
        """
        insert into oracle_imported (id, updated_at, source_file, project) values (@Id, @updatedAt, @SourceFile, @Project)
        on conflict (id) do update set updated_at = excluded.updated_at, source_file = excluded.source_file, project = coalesce(excluded.project, project)
            where excluded.updated_at > updated_at
        """, new { draft.Id, updatedAt = UpdatedAt(draft), draft.SourceFile, draft.Project });

    /// <summary>What the other store has learnt since of a document whose text is as it was. Only a newer row says that it is superseded no more.</summary>
    public static void Keep(SqliteConnection connection, DocumentDraft draft, long? known)
    {
        var (history, updatedAt) = (draft.History!, UpdatedAt(draft));
        if (updatedAt < known || (updatedAt == known && history.Superseded is null))
            return;
        connection.Execute(
            """
            update oracle_documents set origin = @Origin, superseded_by = @By, superseded_at = @at, superseded_reason = @Reason
            where id = @Id and (origin is not @Origin or superseded_by is not @By or superseded_at is not @at or superseded_reason is not @Reason)
            """,
            new { draft.Id, history.Origin, history.Superseded?.By, at = Columns.Ms(history.Superseded?.At), history.Superseded?.Reason });
    }

    /// <summary>The project that the other store had for a file, or null. A file of Oracle V2's need not name its own.</summary>
    public static string? ProjectOf(SqliteConnection connection, string sourceFile) => sourceFile.Length == 0 ? null : connection.ExecuteScalar<string?>(
        "select project from oracle_imported where source_file = @sourceFile and project is not null order by updated_at desc limit 1", new { sourceFile });

    /// <summary>What is known of a file goes with it to its new place.</summary>
    public static void Move(SqliteConnection connection, string from, string to) =>
        connection.Execute("update oracle_imported set source_file = @to where source_file = @from and project is not null", new { from, to });

    private static long UpdatedAt(DocumentDraft draft) => Columns.Ms(draft.History?.UpdatedAt) ?? 0;

    // A file that cannot be read at present is known all the same.
    private static bool IsIndexed(SqliteConnection connection, string sourceFile) => sourceFile.Length > 0
        && connection.ExecuteScalar<bool>("select exists (select 1 from oracle_files where source_file = @sourceFile)", new { sourceFile });
}
