using Dapper;
using Microsoft.Data.Sqlite;

namespace Oracle.Documents.Sqlite;

/// <summary>
/// Ids that do not tell the root of their file, as that of a learned note. Two clones of one repository have the same: the file that was
/// indexed first keeps it, and the other's documents get ids of its own. So deleting one file never takes the other's document away.
/// </summary>
internal static class IdsAcrossRoots
{
    /// <summary>Whether an indexed file of another root has the id of one of the drafts.</summary>
    public static bool AreTaken(SqliteConnection connection, IReadOnlyList<DocumentDraft> drafts, string root) =>
        drafts.Any(draft => draft.FileOwn is not null && connection.ExecuteScalar<bool>(
            """
            select exists (select 1 from oracle_documents d join oracle_files f on f.source_file = d.source_file
              where d.id = @Id and d.deleted_at is null and f.root <> @root)
            """, new { draft.Id, root }));

    /// <summary>The drafts under the ids that only their own file can have.</summary>
    public static IReadOnlyList<DocumentDraft> Own(IReadOnlyList<DocumentDraft> drafts) =>
        [.. drafts.Select(draft => draft.FileOwn is { } own ? draft with { Id = own.Id, Labels = draft.Labels with { SectionId = own.SectionId } } : draft)];
}
