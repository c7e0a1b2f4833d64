using Microsoft.Data.Sqlite;
using Oracle.Documents.Searching;

namespace Oracle.Documents.Sqlite;

/// <summary>
/// Writes drafts into the table, as new rows or over those that are there. Compiled once for all drafts of a request: with its
/// triggers the statement takes SQLite longer to compile than to run.
/// </summary>
internal sealed class Upsert : IDisposable
{
    private static readonly string Sql =
        $"""
        insert into oracle_documents (id, type, source_file, concepts, created_at, updated_at, indexed_at,
            project, created_by, content, content_hash, revision, title, aliases, tags, heading_path, section_id, passage,
            folded_title, folded_aliases, folded_tags, folded_heading_path, folded_content,
            imported_at, origin, superseded_by, superseded_at, superseded_reason)
        values (@Id, @Type, @SourceFile, {Columns.ConceptsFromParameter}, @CreatedAt, @UpdatedAt, @IndexedAt,
            @Project, @CreatedBy, @Content, @hash, @revision,
            @Title, {Columns.ListFromParameter("@Aliases")}, {Columns.ListFromParameter("@Tags")}, @HeadingPath, @SectionId, @Passage,
            @FoldedTitle, @FoldedAliases, @FoldedTags, @FoldedHeadingPath, @FoldedContent,
            @importedAt, @Origin, @SupersededBy, @SupersededAt, @SupersededReason)
        on conflict (id) do update set
            type = excluded.type, source_file = excluded.source_file, concepts = excluded.concepts,
            created_at = iif(deleted_at is null and excluded.imported_at is null, created_at, excluded.created_at),
            updated_at = excluded.updated_at, indexed_at = excluded.indexed_at,
            project = excluded.project, created_by = excluded.created_by,
            content = excluded.content, content_hash = excluded.content_hash, revision = excluded.revision,
            title = excluded.title, aliases = excluded.aliases, tags = excluded.tags, heading_path = excluded.heading_path,
            section_id = excluded.section_id, passage = excluded.passage,
            folded_title = excluded.folded_title, folded_aliases = excluded.folded_aliases, folded_tags = excluded.folded_tags,
            folded_heading_path = excluded.folded_heading_path, folded_content = excluded.folded_content,
            imported_at = excluded.imported_at, origin = iif(excluded.imported_at is null, origin, excluded.origin),
            superseded_by = iif(excluded.imported_at is null, superseded_by, excluded.superseded_by),
            superseded_at = iif(excluded.imported_at is null, superseded_at, excluded.superseded_at),
            superseded_reason = iif(excluded.imported_at is null, superseded_reason, excluded.superseded_reason),
            sync_status = 'pending', last_sync_attempt = null, sync_error = null, sync_failure = null,
            sync_attempts = 0, next_sync_attempt = null, quarantined_at = null, deleted_at = null
        """;

    private readonly SqliteCommand _command;

    public Upsert(SqliteConnection connection)
    {
        _command = connection.CreateCommand();
        _command.CommandText = Sql;
    }

    public void Dispose() => _command.Dispose();

    public void Run(DocumentDraft draft, string hash, long revision, long now)
    {
        var labels = draft.Labels;
        _command.Parameters.Clear();
        Set("@Id", draft.Id);
        Set("@Type", draft.Type);
        Set("@SourceFile", draft.SourceFile);
        Set("@Concepts", Columns.Concepts(draft.Concepts));
        Set("@Project", draft.Project);
        Set("@CreatedBy", draft.CreatedBy);
        Set("@Content", draft.Content);
        Set("@Title", labels.Title);
        Set("@Aliases", Columns.List(labels.Aliases));
        Set("@Tags", Columns.List(labels.Tags));
        Set("@HeadingPath", labels.HeadingPath);
        Set("@SectionId", labels.SectionId);
        Set("@Passage", labels.Passage);
        Set("@FoldedTitle", Folding.Differing(labels.Title));
        Set("@FoldedAliases", Columns.FoldedList(labels.Aliases));
        Set("@FoldedTags", FoldedTags(draft));
        Set("@FoldedHeadingPath", Folding.Differing(labels.HeadingPath));
        Set("@FoldedContent", Folding.Differing(draft.Content));
        Set("@hash", hash);
        Set("@revision", revision);
        var history = draft.History;
        Set("@CreatedAt", Columns.Ms(history?.CreatedAt) ?? now);
        Set("@UpdatedAt", Columns.Ms(history?.UpdatedAt) ?? now);
        Set("@IndexedAt", Columns.Ms(history?.IndexedAt) ?? now);
        Set("@importedAt", history is null ? null : now);
        Set("@Origin", history?.Origin);
        Set("@SupersededBy", history?.Superseded?.By);
        Set("@SupersededAt", Columns.Ms(history?.Superseded?.At));
        Set("@SupersededReason", history?.Superseded?.Reason);
        _command.ExecuteNonQuery();
    }

    private void Set(string name, object? value) => _command.Parameters.AddWithValue(name, value ?? DBNull.Value);

    // Tags and concepts are searched as one, each once.
    private static string? FoldedTags(DocumentDraft draft)
    {
        var concepts = draft.Concepts ?? [];
        var further = (draft.Labels.Tags ?? []).Except(concepts, StringComparer.Ordinal).ToList();
        return further.Count > 0 ? string.Join('\n', concepts.Concat(further).Select(Folding.Of)) : Columns.FoldedList(concepts);
    }
}
