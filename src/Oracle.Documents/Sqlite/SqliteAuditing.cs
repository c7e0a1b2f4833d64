using Dapper;
using Oracle.Documents.Syncing;

namespace Oracle.Documents.Sqlite;

/// <inheritdoc cref="IAuditing" />
internal sealed class SqliteAuditing(ISqliteSessions sessions) : IAuditing
{
    private const string Synced = "sync_status = 'synced' and deleted_at is null";

    public Task<IReadOnlyList<SyncRow>> ExpectedAsync(long after, int limit, long bytes) => sessions.ReadAsync(connection =>
    {
        var sizes = connection.Query<KeyAndSize>(
            $"select n, {SyncRows.Size} from oracle_documents where n > @after and {Synced} order by n limit @limit", new { after, limit });
        return SyncRows.Load(connection, SyncRows.Fitting(sizes, limit, bytes), Synced, "n");
    });
}
