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

    public Task<AcceptResult> ReplaceFileAsync(string sourceFile, IReadOnlyList<DocumentDraft> drafts, DateTimeOffset now)
    {
        var checkedDrafts = CheckedDrafts.Of(drafts);
        return sessions.WriteAsync(connection =>
        {
            var accepted = Accept(connection, checkedDrafts, Columns.Ms(now));
            // A draft that was rejected is still what the file yields: its last good text stays.
            var yielded = drafts.Select(draft => draft.Id).ToHashSet(StringComparer.Ordinal);
            var vanished = connection.Query<string>(
                    "select id from oracle_documents where source_file = @sourceFile and created_by = @Indexer and deleted_at is null",
                    new { sourceFile, DocumentDraft.Indexer })
                .Where(id => !yielded.Contains(id))
                .ToList();
            foreach (var id in vanished)
                Delete(connection, id, Columns.Ms(now));
            return accepted.Result(vanished);
        });
    }

    public Task<long?> DeleteAsync(string id, DateTimeOffset now) =>
        IsImpossible(id) ? Task.FromResult<long?>(null) : sessions.WriteAsync(connection => Delete(connection, id, Columns.Ms(now)));

    public Task<Document?> FindAsync(string id) => IsImpossible(id) ? Task.FromResult<Document?>(null) : sessions.ReadAsync(connection =>
        connection.QueryFirstOrDefault<DocumentRow>(
            $"""
            select id, type, content, source_file, concepts, project, created_by, created_at, updated_at,
                   content_hash, revision, {Columns.Sync}
            from oracle_documents where id = @id and deleted_at is null
            """, new { id })?.ToDocument());

    public Task<IReadOnlyList<string>> SourceFilesAsync(string folder) => sessions.ReadAsync(connection =>
        (IReadOnlyList<string>)connection.Query<string>(
            """
            select distinct source_file from oracle_documents
            where created_by = @Indexer and deleted_at is null and source_file <> ''
              and (@folder = '' or source_file = @folder or substr(source_file, 1, length(@folder) + 1) = @folder || '/')
            """, new { folder, DocumentDraft.Indexer }).AsList());

    // A lone surrogate would be sent to SQLite as U+FFFD, and another document found.
    private static bool IsImpossible(string id) => DocumentRules.IdProblem(id) is not null;

    private static Acceptance Accept(SqliteConnection connection, CheckedDrafts drafts, long now)
    {
        var result = new Acceptance(drafts.Rejected);
        foreach (var (draft, hash) in drafts.Good)
        {
            var current = connection.QueryFirstOrDefault<CurrentRow>(
                "select revision, content_hash, deleted_at from oracle_documents where id = @Id", new { draft.Id });
            // A tombstone is never unchanged: adding the id again revives it.
            if (current is { DeletedAt: null } && current.ContentHash == hash)
            {
                result.Unchanged(draft.Id, current.Revision);
                continue;
            }

            var revision = NextRevision(connection);
            connection.Execute(Upsert, new
            {
                draft.Id,
                draft.Type,
                draft.SourceFile,
                Concepts = Columns.Concepts(draft.Concepts),
                draft.Project,
                draft.CreatedBy,
                draft.Content,
                hash,
                revision,
                now,
            });
            result.Accepted(draft.Id, revision);
        }

        return result;
    }

    private const string Upsert =
        $"""
        insert into oracle_documents (id, type, source_file, concepts, created_at, updated_at, indexed_at,
            project, created_by, content, content_hash, revision)
        values (@Id, @Type, @SourceFile, {Columns.ConceptsFromParameter}, @now, @now, @now,
            @Project, @CreatedBy, @Content, @hash, @revision)
        on conflict (id) do update set
            type = excluded.type, source_file = excluded.source_file, concepts = excluded.concepts,
            created_at = iif(deleted_at is null, created_at, excluded.created_at),
            updated_at = excluded.updated_at, indexed_at = excluded.indexed_at,
            project = excluded.project, created_by = excluded.created_by,
            content = excluded.content, content_hash = excluded.content_hash, revision = excluded.revision,
            sync_status = 'pending', last_sync_attempt = null, sync_error = null, sync_failure = null,
            sync_attempts = 0, next_sync_attempt = null, quarantined_at = null, deleted_at = null
        """;

    private static long? Delete(SqliteConnection connection, string id, long now)
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
    }

    private sealed record DocumentRow : SyncColumns
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

        public Document ToDocument() => new(
            Id, Type, Content, SourceFile, Columns.Concepts(Concepts), Project, CreatedBy, Columns.Time(CreatedAt),
            Columns.Time(UpdatedAt), ContentHash, Revision, Columns.State(this));
    }
}
