using Dapper;
using Oracle.Documents.Syncing;

namespace Oracle.Documents.Sqlite;

/// <inheritdoc cref="IAuditing" />
internal sealed class SqliteAuditing(ISqliteSessions sessions) : IAuditing
{
    public Task<IReadOnlyList<ExpectedRecord>> ExpectedAsync(long after, int limit, long bytes) => sessions.ReadAsync(connection =>
        (IReadOnlyList<ExpectedRecord>)connection.Query<ExpectedRecord>(
            """
            select n, id, revision, content_hash as contentHash, content from oracle_documents where n in (
                select n from (
                    select n, row_number() over rising as place, sum(size) over rising as bytes from (
                        select n, octet_length(content) as size from oracle_documents
                        where n > @after and sync_status = 'synced' and deleted_at is null order by n limit @limit)
                    window rising as (order by n))
                where place = 1 or bytes <= @bytes)
            order by n
            """, new { after, limit, bytes }).AsList());
}
