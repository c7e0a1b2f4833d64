using System.Text.Json;
using Dapper;
using Microsoft.Data.Sqlite;
using Oracle.Documents.Syncing;

namespace Oracle.Documents.Sqlite;

/// <inheritdoc cref="IReconciliation" />
internal sealed class SqliteReconciliation(ISqliteSessions sessions) : IReconciliation
{
    private const string CleanMark = "stopped_clean";

    // A clock set back must not put a check off for longer than it could ever wait.
    private const long FarAheadMs = 60 * 60 * 1_000;

    private const string Row = "select n, id, revision, content_hash, sync_status, deleted_at is not null as deleted from oracle_documents";

    public Task<int> BeginAsync(IReadOnlyList<DateTimeOffset> checksAt) => sessions.WriteAsync(connection =>
    {
        // No mark and no document: a store that has just been made.
        if (connection.Execute("delete from oracle_settings where name = @CleanMark", new { CleanMark }) > 0)
            return 0;
        return checksAt.Select(at => connection.Execute(
            "insert into sync_checks (id, check_at) select id, @at from oracle_documents where sync_status <> 'synced' " +
            // What a re-index was writing, it may still be writing.
            "or (exists (select 1 from oracle_reindex where state in ('running', 'verifying')) " +
            "and synced_generation is not (select generation from oracle_collections where state = 'answering')) on conflict do nothing",
            new { at = Columns.Ms(at) })).ToList().FirstOrDefault();
    });

    public Task EndAsync() => sessions.WriteAsync(connection => connection.Execute(
        "insert into oracle_settings (name, value) values (@CleanMark, '1') on conflict do nothing", new { CleanMark }));

    public Task DoubtAsync(IReadOnlyCollection<string> ids, IReadOnlyList<DateTimeOffset> checksAt) => sessions.WriteAsync(connection => connection.Execute(
        "insert into sync_checks (id, check_at) values (@id, @at) on conflict do nothing",
        checksAt.SelectMany(at => ids.Select(id => new { id, at = Columns.Ms(at) }))));

    public Task<IReadOnlyList<string>> ChecksDueAsync(DateTimeOffset now, int limit) => sessions.ReadAsync(connection =>
        (IReadOnlyList<string>)connection.Query<string>(
            """
            select id from sync_checks where check_at <= @now or check_at > @far
            group by id order by min(check_at) limit @limit
            """, new { now = Columns.Ms(now), far = Columns.Ms(now) + FarAheadMs, limit }).AsList());

    public Task<IReadOnlyList<RowState>> RowsAsync(IReadOnlyCollection<string> ids) => Read(
        $"{Row} where id in (select value from json_each(@ids))", new { ids = JsonSerializer.Serialize(ids) });

    public Task<IReadOnlyList<RowState>> SyncedAsync(long after, int limit) => Read(
        $"{Row} where n > @after and sync_status = 'synced' order by n limit @limit", new { after, limit });

    // Confirmed last alone would miss a change behind many unchanged documents that were sent again after it.
    public Task<IReadOnlyList<RowState>> NewestSyncedAsync(int limit) => Read(
        $"""
        select * from ({Row} indexed by oracle_confirmed where sync_status = 'synced' order by last_sync_attempt desc, revision desc limit @limit)
        union select * from ({Row} indexed by oracle_newest where sync_status = 'synced' order by revision desc limit @limit)
        """, new { limit });

    public Task<IReadOnlyList<RowState>> UnsyncedAsync(int limit) => Read(
        $"""
        select * from ({Row} indexed by oracle_pending where sync_status = 'pending' limit @limit)
        union all select * from ({Row} indexed by oracle_failed where sync_status = 'failed' limit @limit)
        """, new { limit });

    public Task<Census> CensusAsync() => sessions.ReadAsync(connection =>
    {
        var counts = connection.Query<(string Name, long Value)>("select name, value from oracle_counters")
            .ToDictionary(row => row.Name, row => row.Value, StringComparer.Ordinal);
        return new Census(counts["synced"], counts["synced"] + counts["pending"] + counts["failed"] + counts["deleting"], counts["revision"]);
    });

    public Task<IReadOnlyList<Correction>> CorrectAsync(
        IReadOnlyList<Correction> corrections, IReadOnlyCollection<string> checkedIds, DateTimeOffset now) =>
        sessions.WriteAsync(connection =>
        {
            var ms = Columns.Ms(now);
            var mended = corrections.Where(correction => correction.IsOrphan
                ? Bury(connection, correction.Id, ms)
                : MakeDue(connection, correction)).ToList();
            connection.Execute(
                "delete from sync_checks where id in (select value from json_each(@ids)) and (check_at <= @ms or check_at > @far)",
                new { ids = JsonSerializer.Serialize(checkedIds), ms, far = ms + FarAheadMs });
            return (IReadOnlyList<Correction>)mended;
        });

    private static bool MakeDue(SqliteConnection connection, Correction correction)
    {
        var made = connection.Execute(MakeDueAgain, correction) > 0;
        if (made && correction.Renew)
            connection.Execute("insert into oracle_renewals (id) values (@Id) on conflict do nothing", correction);
        return made;
    }

    private const string MakeDueAgain =
        """
        update oracle_documents set sync_status = 'pending', synced_revision = null, synced_generation = null,
            last_sync_attempt = null, next_sync_attempt = null, sync_attempts = 0
        where id = @Id and revision = @Revision and sync_status = 'synced'
        """;

    // One path for all deletions: a tombstone, which adding the id again revives.
    private static bool Bury(SqliteConnection connection, string id, long now) => connection.Execute(
        """
        insert into oracle_documents (id, content, content_hash, revision, deleted_at, created_at, updated_at, indexed_at)
        select @id, '', '', (select value + 1 from oracle_counters where name = 'revision'), @now, @now, @now, 0
        where not exists (select 1 from oracle_documents where id = @id)
        """, new { id, now }) > 0;

    private Task<IReadOnlyList<RowState>> Read(string sql, object values) => sessions.ReadAsync(connection =>
        (IReadOnlyList<RowState>)[.. connection.Query<StateRow>(sql, values).Select(row => row.ToRowState())]);

    private sealed record StateRow
    {
        public long N { get; init; }

        public string Id { get; init; } = "";

        public long Revision { get; init; }

        public string ContentHash { get; init; } = "";

        public string SyncStatus { get; init; } = "";

        public bool Deleted { get; init; }

        public RowState ToRowState() => new(
            N, Id, Revision, ContentHash, Enum.Parse<SyncStatus>(SyncStatus, ignoreCase: true), Deleted);
    }
}
