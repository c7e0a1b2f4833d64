using Dapper;
using Microsoft.Data.Sqlite;

namespace Oracle.Documents.Sqlite;

/// <summary>How a document that was taken over from another store goes together with what is stored here.</summary>
internal static class Imported
{
    /// <summary>Within a transaction: why a draft is not stored, or null. What is here is newer than what is taken over.</summary>
    /// <param name="connection">The writer's.</param>
    /// <param name="draft">With a history.</param>
    /// <param name="isStoredHere">Whether a live document has its id that was not taken over.</param>
    public static string? Refusal(SqliteConnection connection, DocumentDraft draft, bool isStoredHere) =>
        IsIndexed(connection, draft.SourceFile) ? "its file is indexed here, and what the file says counts"
        : isStoredHere ? "a document of this id was stored here by somebody else, and stays"
        : null;

    /// <summary>Within a transaction: what the other store has learnt since of a document whose text is as it was.</summary>
    public static void Keep(SqliteConnection connection, string id, History history) => connection.Execute(
        """
        update oracle_documents set origin = @Origin, superseded_by = @By, superseded_at = @at, superseded_reason = @Reason
        where id = @id and (origin is not @Origin or superseded_by is not @By or superseded_at is not @at or superseded_reason is not @Reason)
        """,
        new { id, history.Origin, history.Superseded?.By, at = Columns.Ms(history.Superseded?.At), history.Superseded?.Reason });

    // A file that cannot be read at present is known all the same.
    private static bool IsIndexed(SqliteConnection connection, string sourceFile) => sourceFile.Length > 0
        && connection.ExecuteScalar<bool>("select exists (select 1 from oracle_files where source_file = @sourceFile)", new { sourceFile });
}
