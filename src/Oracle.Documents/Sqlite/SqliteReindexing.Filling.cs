using System.Text.Json;
using Dapper;
using Microsoft.Data.Sqlite;
using Oracle.Documents.Syncing;

namespace Oracle.Documents.Sqlite;

// What is still to be written, and what was.
internal sealed partial class SqliteReindexing
{
    public Task<IReadOnlyList<SyncRow>> RenewableAsync(long after, int limit, long bytes) => sessions.ReadAsync(connection => Rows(
        connection, limit, bytes,
        $"""
        select n, {SyncRows.Size} from oracle_documents
        where n > @after and sync_status = 'synced' and deleted_at is null
            and synced_generation is not (select generation from oracle_collections where state = 'answering')
        order by n limit @limit
        """, new { after, limit }));

    public Task<IReadOnlyList<SyncRow>> StillSyncedAsync(IReadOnlyList<SyncRow> rows) =>
        sessions.ReadAsync(connection => Still(connection, rows, "sync_status = 'synced' and deleted_at is null"));

    public Task RenewedAsync(IReadOnlyList<SyncRow> rows, int generation) => sessions.WriteAsync(connection => connection.Execute(
        "update oracle_documents set synced_generation = @generation where n = @N and revision = @Revision and sync_status = 'synced'",
        rows.Select(row => new { row.N, row.Revision, generation })));

    public Task<IReadOnlyList<SyncRow>> LackingAsync(string collection, long after, int limit, long bytes, bool onlySynced = false) =>
        sessions.ReadAsync(connection =>
        {
            var rows = Rows(
                connection, limit, bytes,
                $"""
                select d.n, {SyncRows.Size.Replace("content", "d.content", StringComparison.Ordinal)} {Behind}
                    and d.revision > @after and d.quarantined_at is null and (not @onlySynced or d.sync_status = 'synced')
                order by d.revision limit @limit
                """, new { collection, after, limit, onlySynced });
            // Written over, a record loses its place in the index more often than deleted and written anew; nobody searches here yet.
            var held = connection.Query<string>(
                    "select id from oracle_targets where collection = @collection and id in (select value from json_each(@ids))",
                    new { collection, ids = JsonSerializer.Serialize(rows.Select(row => row.Id)) })
                .ToHashSet(StringComparer.Ordinal);
            return (IReadOnlyList<SyncRow>)[.. rows.OrderBy(row => row.Revision).Select(row => row with { Renew = held.Contains(row.Id) })];
        });

    public Task<IReadOnlyList<(string Id, long Revision)>> BehindAsync(string collection, int limit) => sessions.ReadAsync(connection =>
        (IReadOnlyList<(string, long)>)connection.Query<(string, long)>(
            $"select d.id, d.revision {Behind} and d.quarantined_at is null and d.sync_status = 'synced' limit @limit", new { collection, limit }).AsList());

    public Task<IReadOnlyList<SyncRow>> SendingAsync(string collection, IReadOnlyList<SyncRow> rows) => sessions.WriteAsync(connection =>
    {
        var still = Still(connection, rows, "deleted_at is null");
        connection.Execute(
            "insert into oracle_targets (collection, id, revision) values (@collection, @Id, 0) on conflict do nothing",
            still.Select(row => new { collection, row.Id }));
        Doubt(connection, collection, [.. still.Select(row => row.Id)]);
        return still;
    });

    public Task HeldAsync(string collection, IReadOnlyList<SyncRow> rows) => sessions.WriteAsync(connection =>
    {
        BelieveAgain(connection, collection, [.. rows.Select(row => row.Id)]);
        return connection.Execute(
            "update oracle_targets set revision = @Revision, hash = @ContentHash where collection = @collection and id = @Id",
            rows.Select(row => new { collection, row.Id, row.Revision, row.ContentHash }));
    });

    public Task<IReadOnlyList<string>> GoneAsync(string collection, int limit) => sessions.ReadAsync(connection =>
        (IReadOnlyList<string>)connection.Query<string>(
            """
            select t.id from oracle_targets t left join oracle_documents d on d.id = t.id
            where t.collection = @collection and (d.n is null or d.deleted_at is not null) limit @limit
            """, new { collection, limit }).AsList());

    public Task RemovingAsync(string collection, IReadOnlyList<string> ids) =>
        sessions.WriteAsync(connection => Doubt(connection, collection, ids));

    public Task DroppedAsync(string collection, IReadOnlyList<string> ids) => sessions.WriteAsync(connection =>
    {
        BelieveAgain(connection, collection, ids);
        // One that was added again meanwhile stays: it is written again.
        connection.Execute(
            """
            delete from oracle_targets where collection = @collection and id in (select value from json_each(@ids))
                and not exists (select 1 from oracle_documents d where d.id = oracle_targets.id and d.deleted_at is null)
            """, new { collection, ids = JsonSerializer.Serialize(ids) });
        connection.Execute(
            "update oracle_targets set revision = 0 where collection = @collection and id in (select value from json_each(@ids))",
            new { collection, ids = JsonSerializer.Serialize(ids) });
        return Purge(connection);
    });

    public Task LostAsync(string collection) => sessions.WriteAsync(connection =>
    {
        connection.Execute("delete from oracle_collections where name = @collection and state in ('kept', 'retired')", new { collection });
        connection.Execute("update oracle_collections set uuid = '' where name = @collection and state = 'filling'", new { collection });
        ForgetTarget(connection, collection);
        return Purge(connection);
    });

    public Task<IReadOnlyList<SyncRow>> HeldAsync(string collection, long after, int limit, long bytes, IReadOnlyCollection<string>? only = null) =>
        sessions.ReadAsync(connection => Rows(
            connection, limit, bytes,
            $"""
            select d.n, {SyncRows.Size.Replace("content", "d.content", StringComparison.Ordinal)}
            from oracle_documents d join oracle_targets t on t.collection = @collection and t.id = d.id and t.revision = d.revision
            where d.n > @after and d.deleted_at is null {(only is null ? "" : "and d.id in (select value from json_each(@only))")}
            order by d.n limit @limit
            """, new { collection, after, limit, only = only is null ? null : JsonSerializer.Serialize(only) }));

    public Task<IReadOnlyList<string>> StrangersAsync(string collection, IReadOnlyCollection<string> ids) => sessions.ReadAsync(connection =>
        (IReadOnlyList<string>)connection.Query<string>(
            """
            select w.value from json_each(@ids) w
            where not exists (select 1 from oracle_documents d where d.id = w.value and d.deleted_at is null)
                and not exists (select 1 from oracle_targets t where t.collection = @collection and t.id = w.value)
            """, new { collection, ids = JsonSerializer.Serialize(ids) }).AsList());

    public Task RedoAsync(string collection, IReadOnlyCollection<string> ids) => sessions.WriteAsync(connection => connection.Execute(
        // A comparison may end after the switch: then the collection answers, and the audit is for it.
        """
        insert into oracle_targets (collection, id, revision)
            select @collection, @id, -1 where exists (select 1 from oracle_collections where name = @collection and state = 'filling')
            on conflict do update set revision = -1
        """,
        ids.Select(id => new { collection, id })));

    private static int Doubt(SqliteConnection connection, string collection, IReadOnlyList<string> ids) => connection.Execute(
        """
        insert into oracle_target_doubts (collection, id, sends) select @collection, value, 1 from json_each(@ids) where true
        on conflict do update set sends = sends + 1
        """, new { collection, ids = JsonSerializer.Serialize(ids) });

    // Only where nothing before this one was in doubt.
    private static int BelieveAgain(SqliteConnection connection, string collection, IReadOnlyList<string> ids) => connection.Execute(
        "delete from oracle_target_doubts where collection = @collection and sends = 1 and id in (select value from json_each(@ids))",
        new { collection, ids = JsonSerializer.Serialize(ids) });

    private static IReadOnlyList<SyncRow> Rows(SqliteConnection connection, int limit, long bytes, string sql, object values) =>
        SyncRows.Load(connection, SyncRows.Fitting(connection.Query<KeyAndSize>(sql, values), limit, bytes), "deleted_at is null", "n");

    private static IReadOnlyList<SyncRow> Still(SqliteConnection connection, IReadOnlyList<SyncRow> rows, string condition)
    {
        var still = connection.Query<(long N, long Revision)>(
                $"select n, revision from oracle_documents where n in (select value from json_each(@keys)) and {condition}",
                new { keys = JsonSerializer.Serialize(rows.Select(row => row.N)) })
            .ToHashSet();
        return [.. rows.Where(row => still.Contains((row.N, row.Revision)))];
    }
}
