using Dapper;
using Microsoft.Data.Sqlite;

namespace Oracle.Documents.Sqlite;

/// <inheritdoc cref="IDocumentStore" />
internal sealed class SqliteDocuments(ISqliteSessions sessions) : IDocumentStore
{
    public Task<AcceptResult> AcceptAsync(IReadOnlyList<DocumentDraft> drafts, DateTimeOffset now)
    {
        var checkedDrafts = CheckedDrafts.Of(drafts);
        return sessions.WriteAsync(connection => Accept(connection, checkedDrafts, Columns.Ms(now)).Result([]));
    }

    public Task<AcceptResult> ReplaceFileAsync(string sourceFile, IReadOnlyList<DocumentDraft> drafts, DateTimeOffset now, FileRecord? file = null)
    {
        var checkedDrafts = CheckedDrafts.Of(drafts);
        return sessions.WriteAsync(connection =>
        {
            if (file is null)
                SqliteFiles.Remove(connection, sourceFile);
            else
                SqliteFiles.Write(connection, file);
            return Replace(connection, sourceFile, file?.Root, drafts, checkedDrafts, Columns.Ms(now));
        });
    }

    public Task<AcceptResult> MoveFileAsync(string from, IReadOnlyList<DocumentDraft> drafts, DateTimeOffset now, FileRecord file)
    {
        var checkedDrafts = CheckedDrafts.Of(drafts);
        return sessions.WriteAsync(connection =>
        {
            var old = connection.Query<(string Id, string Content)>(
                $"select id, content {OfFile}", new { sourceFile = from, DocumentDraft.Indexer }).ToLookup(row => row.Content, row => row.Id, StringComparer.Ordinal);
            SqliteFiles.Remove(connection, from);
            SqliteFiles.Write(connection, file);
            Imported.Move(connection, from, file.SourceFile);
            var added = Replace(connection, file.SourceFile, file.Root, drafts, checkedDrafts, Columns.Ms(now));
            var gone = Replace(connection, from, root: null, [], CheckedDrafts.Of([]), Columns.Ms(now));
            var went = gone.Deleted.ToHashSet(StringComparer.Ordinal);
            foreach (var alike in connection.Query<(string Id, string Content)>($"select id, content {OfFile}", new { sourceFile = file.SourceFile, DocumentDraft.Indexer })
                         .GroupBy(row => row.Content, row => row.Id, StringComparer.Ordinal))
            {
                foreach (var (fromId, toId) in old[alike.Key].Where(went.Contains).Zip(alike))
                    KeepMove(connection, fromId, toId);
            }

            return added with { Deleted = [.. added.Deleted, .. gone.Deleted] };
        });
    }

    public Task<long?> DeleteAsync(string id, DateTimeOffset now) =>
        IsImpossible(id) ? Task.FromResult<long?>(null) : sessions.WriteAsync(connection => Delete(connection, id, Columns.Ms(now)));

    public Task<Document?> FindAsync(string id) => IsImpossible(id) ? Task.FromResult<Document?>(null) : sessions.ReadAsync(connection =>
        connection.QueryFirstOrDefault<DocumentRow>(
            $"select {DocumentColumns} from oracle_documents d where id = @id and deleted_at is null", new { id })?.ToDocument() is { } found ? Whole(connection, found) : null);

    // The ids of notes begin with their file; those of Oracle V2's layout have no title at any time. Whoever gave notes titles keeps their warnings too.
    public Task<IReadOnlyList<string>> UntitledFilesAsync(string root) => sessions.ReadAsync(connection => (IReadOnlyList<string>)connection.Query<string>(
        """
        select distinct d.source_file from oracle_files f cross join oracle_documents d on f.source_file = d.source_file
        where f.root = @root and f.warnings is null and d.created_by = @Indexer and d.deleted_at is null and d.title is null
          and d.source_file <> '' and substr(d.id, 1, length(d.source_file)) = d.source_file
        """, new { root, DocumentDraft.Indexer }).AsList());

    // What moved on before its first move was confirmed went to the last place.
    private static void KeepMove(SqliteConnection connection, string fromId, string toId)
    {
        connection.Execute("insert or replace into oracle_moves (from_id, to_id) values (@fromId, @toId)", new { fromId, toId });
        connection.Execute("update oracle_moves set to_id = @toId where to_id = @fromId", new { fromId, toId });
    }

    private const string DocumentColumns =
        $"""
        id, type, content, source_file, concepts, project, created_by, created_at, updated_at,
        content_hash, revision, {Columns.Labels}, {Columns.Sync}, {Columns.UnreadableSince}
        """;

    private const string OfFile = "from oracle_documents where source_file = @sourceFile and (created_by = @Indexer or imported_at is not null) and deleted_at is null";

    private static AcceptResult Replace(
        SqliteConnection connection, string sourceFile, string? root, IReadOnlyList<DocumentDraft> drafts, CheckedDrafts checkedDrafts, long now)
    {
        if (root is not null && IdsAcrossRoots.AreTaken(connection, drafts, root))
        {
            drafts = IdsAcrossRoots.Own(drafts);
            checkedDrafts = CheckedDrafts.Of(drafts);
        }

        if (drafts.Any(draft => draft.Project is null) && Imported.ProjectOf(connection, sourceFile) is { } project)
            checkedDrafts = CheckedDrafts.Of([.. drafts.Select(draft => draft with { Project = draft.Project ?? project })]);
        var others = PassageNumbers.PassedOver(connection, sourceFile, drafts);
        // A draft that was rejected is still what the file yields: its last good text stays.
        var yielded = drafts.Select(draft => others.GetValueOrDefault(draft.Id, draft.Id)).ToHashSet(StringComparer.Ordinal);
        var vanished = connection.Query<string>($"select id {OfFile}", new { sourceFile, DocumentDraft.Indexer }).Where(id => !yielded.Contains(id)).ToList();
        // Passages of a section that is short now are deleted with it here, and are among those that vanished.
        var accepted = Accept(connection, checkedDrafts.Under(others), now);
        foreach (var id in vanished)
            DeleteOne(connection, id, now);
        return accepted.Result(vanished);
    }

    // A lone surrogate would be sent to SQLite as U+FFFD, and another document found.
    private static bool IsImpossible(string id) => DocumentRules.IdProblem(id) is not null;

    private static Acceptance Accept(SqliteConnection connection, CheckedDrafts drafts, long now)
    {
        var result = new Acceptance(drafts.Rejected);
        using var upsert = new Upsert(connection);
        foreach (var good in drafts.Good)
        {
            var (draft, hash, _) = good;
            var current = connection.QueryFirstOrDefault<CurrentRow>(
                "select revision, content_hash, deleted_at, section_id, passage, imported_at from oracle_documents where id = @Id", new { draft.Id });
            var known = draft.History is null ? null : Imported.Known(connection, draft.Id);
            if (draft.IsOnlyAdded && current is { DeletedAt: null })
            {
                result.Rejected(good, DocumentDraft.IsThere);
                continue;
            }

            // A tombstone is never unchanged: adding the id again revives it.
            if (current is { DeletedAt: null } && current.ContentHash == hash)
            {
                if (current.SectionId != draft.Labels.SectionId || current.Passage != draft.Labels.Passage)
                    Place(connection, draft);
                if (draft.History is not null)
                {
                    if (current.ImportedAt is not null)
                        Imported.Keep(connection, draft, known);
                    Imported.Remember(connection, draft);
                }

                result.Unchanged(draft.Id, current.Revision);
                continue;
            }

            var isLive = current is { DeletedAt: null };
            if (draft.History is not null)
            {
                var why = Imported.Refusal(connection, draft, known, isLive, isTakenOver: current?.ImportedAt is not null);
                Imported.Remember(connection, draft);
                if (why == Imported.FileIsIndexed)
                    GiveProject(connection, draft.SourceFile, upsert, now, result);
                if (why is not null)
                {
                    result.Rejected(good, why);
                    continue;
                }

                if (isLive)
                    result.Replaced(draft.Id);
            }

            var revision = NextRevision(connection);
            upsert.Run(draft, hash, revision, now);
            // What replaces a section from elsewhere is the whole of it.
            if (current is not null && draft.Labels.SectionId is null)
            {
                foreach (var passage in Passages(connection, draft.Id))
                    DeleteOne(connection, passage, now);
            }

            result.Accepted(draft.Id, revision);
        }

        return result;
    }

    // The file was indexed before its rows were taken over. Where it is indexed after them, Replace does it.
    private static void GiveProject(SqliteConnection connection, string sourceFile, Upsert upsert, long now, Acceptance result)
    {
        if (Imported.ProjectOf(connection, sourceFile) is not { } project)
            return;
        foreach (var row in connection.Query<DocumentRow>(
                     $"select {DocumentColumns} from oracle_documents d where source_file = @sourceFile and created_by = @Indexer and deleted_at is null and project is null",
                     new { sourceFile, DocumentDraft.Indexer }).AsList())
        {
            var document = row.ToDocument();
            var draft = new DocumentDraft(document.Id, document.Content, document.Type, document.SourceFile, document.Concepts, project, document.CreatedBy) { Labels = document.Labels };
            upsert.Run(draft, ContentHash.Of(draft), NextRevision(connection), now);
            result.GaveProject(draft.Id);
        }
    }

    // Which passage of how many it is may change when its text does not.
    private static void Place(SqliteConnection connection, DocumentDraft draft)
    {
        var (section, passage) = (draft.Labels.SectionId, draft.Labels.Passage);
        connection.Execute(
            "update oracle_documents set section_id = @section, passage = @passage where id = @Id", new { section, passage, draft.Id });
    }

    // Passages in a row are their section: nothing was lost in cutting it.
    private static Document Whole(SqliteConnection connection, Document found) => found.Labels.SectionId != found.Id ? found : found with
    {
        Content = string.Concat(connection.Query<string>(
            "select content from oracle_documents where section_id = @Id and deleted_at is null order by cast(passage as integer)", new { found.Id })),
    };

    private static long? Delete(SqliteConnection connection, string id, long now)
    {
        long? last = null;
        foreach (var one in Passages(connection, id).Prepend(id))
            last = DeleteOne(connection, one, now) ?? last;
        return last;
    }

    private static List<string> Passages(SqliteConnection connection, string section) => connection.Query<string>(
        "select id from oracle_documents where section_id = @section and id <> @section and deleted_at is null", new { section }).AsList();

    private static long? DeleteOne(SqliteConnection connection, string id, long now)
    {
        if (connection.ExecuteScalar<long?>(
                "select n from oracle_documents where id = @id and deleted_at is null", new { id }) is not { } n)
        {
            return null;
        }

        var revision = NextRevision(connection);
        connection.Execute(
            """
            update oracle_documents set deleted_at = @now, updated_at = @now, revision = @revision,
                sync_status = 'pending', last_sync_attempt = null, sync_error = null, sync_failure = null,
                sync_attempts = 0, next_sync_attempt = null, quarantined_at = null
            where n = @n
            """, new { n, now, revision });
        return revision;
    }

    private static long NextRevision(SqliteConnection connection) => connection.ExecuteScalar<long>(
        "update oracle_counters set value = value + 1 where name = 'revision' returning value");

    private sealed record CurrentRow
    {
        public long Revision { get; init; }

        public string ContentHash { get; init; } = "";

        public long? DeletedAt { get; init; }

        public string? SectionId { get; init; }

        public string? Passage { get; init; }

        public long? ImportedAt { get; init; }
    }

    private sealed record DocumentRow : LabelColumns
    {
        public string Id { get; init; } = "";

        public string Type { get; init; } = "";

        public string Content { get; init; } = "";

        public string SourceFile { get; init; } = "";

        public string Concepts { get; init; } = "[]";

        public string? Project { get; init; }

        public string? CreatedBy { get; init; }

        public long CreatedAt { get; init; }

        public long UpdatedAt { get; init; }

        public string ContentHash { get; init; } = "";

        public long Revision { get; init; }

        public long? UnreadableSince { get; init; }

        public Document ToDocument() => new(
            Id, Type, Content, SourceFile, Columns.Concepts(Concepts), Project, CreatedBy, Columns.Time(CreatedAt),
            Columns.Time(UpdatedAt), ContentHash, Revision, Columns.State(this)) { Labels = ToLabels(), UnreadableSince = Columns.Time(UnreadableSince) };
    }
}
