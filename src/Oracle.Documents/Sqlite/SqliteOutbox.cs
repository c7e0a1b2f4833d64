using Dapper;
using Microsoft.Data.Sqlite;
using Oracle.Documents.Syncing;

namespace Oracle.Documents.Sqlite;

/// <inheritdoc cref="IOutbox" />
internal sealed partial class SqliteOutbox(ISqliteSessions sessions) : IOutbox
{
    private static readonly TimeSpan FarAhead = TimeSpan.FromHours(1);

    // Due: no time set, the time has come, or the time is so far ahead that only a clock set back explains it.
    private const string IsDue =
        "(coalesce(next_sync_attempt, 0) <= @now or coalesce(next_sync_attempt, 0) > @far)";

    private const string InOrder = "sync_attempts, coalesce(next_sync_attempt, 0), revision";

    private const string IsOpen = "sync_status <> 'synced' and quarantined_at is null";

    // The record of a document that moved with its file is shown as the new one until that one is confirmed.
    private const string IsNotAwaited =
        """
        (deleted_at is null or not exists (select 1 from oracle_moves m join oracle_documents t on t.id = m.to_id
            where m.from_id = oracle_documents.id and t.deleted_at is null and t.sync_status <> 'synced' and t.quarantined_at is null))
        """;

    public Task<IReadOnlyList<SyncRow>> DueAsync(
        DateTimeOffset now, int limit, long bytes, IReadOnlySet<long> except, DueRows which = DueRows.All) =>
        sessions.ReadAsync(connection =>
        {
            var sizes = connection.Query<KeyAndSize>(
                $"""
                select n, iif(deleted_at is null, octet_length(content), 0) as size
                from oracle_documents indexed by oracle_due where {IsOpen} and {IsDue}
                    and (@all or deleted_at is not null) and {IsNotAwaited}
                order by {InOrder} limit @most
                """,
                new { now = Columns.Ms(now), far = Columns.Ms(now + FarAhead), most = limit + except.Count, all = which == DueRows.All });
            return Load(connection, SyncRows.Fitting(sizes.Where(row => !except.Contains(row.N)), limit, bytes));
        });

    public Task<IReadOnlyList<SyncRow>> RowsAsync(IReadOnlyCollection<long> keys, long bytes) =>
        sessions.ReadAsync(connection =>
        {
            var sizes = connection.Query<KeyAndSize>(
                $"""
                select n, iif(deleted_at is null, octet_length(content), 0) as size from oracle_documents
                where n in (select value from json_each(@keys)) and {IsOpen} order by {InOrder}
                """, new { keys = System.Text.Json.JsonSerializer.Serialize(keys) });
            return Load(connection, SyncRows.Fitting(sizes, keys.Count, bytes));
        });

    public Task<int> UnsyncedAsync(IReadOnlyCollection<long> keys) => sessions.ReadAsync(connection => connection.ExecuteScalar<int>(
        "select count(*) from oracle_documents where n in (select value from json_each(@keys)) and sync_status <> 'synced'",
        new { keys = System.Text.Json.JsonSerializer.Serialize(keys) }));

    public Task<IReadOnlyList<long>> SweepableAsync(DateTimeOffset before, int limit) =>
        sessions.ReadAsync(connection => (IReadOnlyList<long>)connection.Query<long>(
            $"""
            select n from oracle_documents indexed by oracle_sweepable
            where {IsOpen} and (last_sync_attempt is null or last_sync_attempt <= @before) and {IsNotAwaited}
            order by last_sync_attempt, revision limit @limit
            """, new { before = Columns.Ms(before), limit }).AsList());

    public Task<Backlog> BacklogAsync(DateTimeOffset before) => sessions.ReadAsync(connection =>
    {
        var (unsynced, sweepable) = connection.QueryFirst<(long, long)>(
            $"""
            select count(*), coalesce(sum(last_sync_attempt is null or last_sync_attempt <= @before), 0)
            from oracle_documents indexed by oracle_sweepable where {IsOpen}
            """, new { before = Columns.Ms(before) });
        return new Backlog(unsynced, sweepable);
    });

    public Task<OutboxDepth> DepthAsync(DateTimeOffset now) => sessions.ReadAsync(connection =>
    {
        var (unsynced, due) = connection.QueryFirst<(long, long)>(
            $"select count(*), coalesce(sum({IsDue}), 0) from oracle_documents indexed by oracle_due where {IsOpen}",
            new { now = Columns.Ms(now), far = Columns.Ms(now + FarAhead) });
        return new OutboxDepth(unsynced, due);
    });

    public Task<FailedPage> FailedAsync(int limit, int offset) => sessions.ReadAsync(connection =>
    {
        var items = connection.Query<FailedRow>(
            $"""
            select id, {Columns.Sync} from oracle_documents
            where sync_status = 'failed' and deleted_at is null order by revision desc limit @limit offset @offset
            """, new { limit, offset });
        var total = connection.ExecuteScalar<long>("select value from oracle_counters where name = 'failed'");
        return new FailedPage([.. items.Select(row => new FailedDocument(row.Id, Columns.State(row)))], total);
    });

    public Task<IReadOnlyList<NotConfirmed>> NotConfirmedAsync(IReadOnlyDictionary<string, long> revisions) =>
        sessions.ReadAsync(connection => (IReadOnlyList<NotConfirmed>)[.. connection.Query<(string Id, bool IsFinal)>(
            """
            select w.value ->> 'Key', d.n is null or d.quarantined_at is not null
            from json_each(@wanted) w left join oracle_documents d on d.id = w.value ->> 'Key' and d.deleted_at is null
            where d.n is null or coalesce(d.synced_revision, 0) < w.value ->> 'Value'
               or (d.revision <= w.value ->> 'Value' and d.sync_status <> 'synced')
            """, new { wanted = System.Text.Json.JsonSerializer.Serialize(revisions.ToList()) })
            .Select(row => new NotConfirmed(row.Id, row.IsFinal))]);

    private static IReadOnlyList<SyncRow> Load(SqliteConnection connection, IReadOnlyCollection<long> keys) =>
        SyncRows.Load(connection, keys, IsOpen, InOrder);

    private sealed record FailedRow : SyncColumns
    {
        public string Id { get; init; } = "";
    }
}
