using Dapper;
using Microsoft.Data.Sqlite;
using Oracle.Documents.Syncing;

namespace Oracle.Documents.Sqlite;

/// <inheritdoc cref="IOutbox" />
internal sealed class SqliteOutbox(ISqliteSessions sessions) : IOutbox
{
    private static readonly TimeSpan FarAhead = TimeSpan.FromHours(1);

    // Due: no time set, the time has come, or the time is so far ahead that only a clock set back explains it.
    private const string IsDue =
        "(coalesce(next_sync_attempt, 0) <= @now or coalesce(next_sync_attempt, 0) > @far)";

    private const string InOrder = "sync_attempts, coalesce(next_sync_attempt, 0), revision";

    private const string IsOpen = "sync_status <> 'synced' and quarantined_at is null";

    public Task<IReadOnlyList<SyncRow>> DueAsync(
        DateTimeOffset now, int limit, long bytes, IReadOnlySet<long> except, DueRows which = DueRows.All) =>
        sessions.ReadAsync(connection =>
        {
            var sizes = connection.Query<KeyAndSize>(
                $"""
                select n, iif(deleted_at is null, octet_length(content), 0) as size
                from oracle_documents indexed by oracle_due where {IsOpen} and {IsDue}
                    and (@all or deleted_at is not null)
                order by {InOrder} limit @most
                """,
                new { now = Columns.Ms(now), far = Columns.Ms(now + FarAhead), most = limit + except.Count, all = which == DueRows.All });
            return Load(connection, Fitting(sizes.Where(row => !except.Contains(row.N)), limit, bytes));
        });

    public Task<IReadOnlyList<SyncRow>> RowsAsync(IReadOnlyCollection<long> keys, long bytes) =>
        sessions.ReadAsync(connection =>
        {
            var sizes = connection.Query<KeyAndSize>(
                $"""
                select n, iif(deleted_at is null, octet_length(content), 0) as size from oracle_documents
                where n in (select value from json_each(@keys)) and {IsOpen} order by {InOrder}
                """, new { keys = System.Text.Json.JsonSerializer.Serialize(keys) });
            return Load(connection, Fitting(sizes, keys.Count, bytes));
        });

    public Task<int> UnsyncedAsync(IReadOnlyCollection<long> keys) => sessions.ReadAsync(connection => connection.ExecuteScalar<int>(
        "select count(*) from oracle_documents where n in (select value from json_each(@keys)) and sync_status <> 'synced'",
        new { keys = System.Text.Json.JsonSerializer.Serialize(keys) }));

    public Task<IReadOnlyList<Settled>> SettleAsync(
        IReadOnlyList<Settlement> settlements, int generation, DateTimeOffset now) =>
        sessions.WriteAsync(connection =>
        {
            var settled = new List<Settled>(settlements.Count);
            foreach (var s in settlements)
            {
                var written = Settle(connection, s, generation, Columns.Ms(now));
                settled.Add(new Settled(s.N, s.Id, s.Revision, s.Status, written));
                AddChecks(connection, s);
            }

            return (IReadOnlyList<Settled>)settled;
        });

    public Task<int> MarkFailedAsync(SyncFailure failure, string reason, int limit, DateTimeOffset now) =>
        sessions.WriteAsync(connection => connection.Execute(
            $"""
            update oracle_documents set sync_status = 'failed', sync_failure = @failure, sync_error = @reason,
                last_sync_attempt = @now, next_sync_attempt = null
            where n in (select n from oracle_documents where sync_status = 'pending' and quarantined_at is null
                        and {IsDue} and (@all or deleted_at is null) order by updated_at limit @limit)
            """,
            new
            {
                failure = Columns.Word(failure), reason, limit, now = Columns.Ms(now), far = Columns.Ms(now + FarAhead),
                all = failure != SyncFailure.Embedding,
            }));

    public Task<int> MakeDueAsync(int limit) => sessions.WriteAsync(connection => connection.Execute(
        """
        update oracle_documents set sync_status = iif(sync_status = 'synced', 'pending', sync_status),
            synced_revision = null, synced_generation = null,
            last_sync_attempt = iif(sync_status = 'synced', null, last_sync_attempt),
            next_sync_attempt = iif(sync_status = 'synced', null, next_sync_attempt),
            sync_attempts = iif(sync_status = 'synced', 0, sync_attempts)
        where n in (select n from oracle_documents where sync_status = 'synced' or synced_revision is not null limit @limit)
        """, new { limit }));

    public Task<IReadOnlyList<long>> SweepableAsync(DateTimeOffset before, int limit) =>
        sessions.ReadAsync(connection => (IReadOnlyList<long>)connection.Query<long>(
            $"""
            select n from oracle_documents indexed by oracle_sweepable
            where {IsOpen} and (last_sync_attempt is null or last_sync_attempt <= @before)
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

    private static List<long> Fitting(IEnumerable<KeyAndSize> rows, int limit, long bytes)
    {
        var keys = new List<long>();
        var sum = 0L;
        foreach (var row in rows)
        {
            sum += row.Size;
            if (keys.Count == limit || (keys.Count > 0 && sum > bytes))
                break;
            keys.Add(row.N);
        }

        return keys;
    }

    private static IReadOnlyList<SyncRow> Load(SqliteConnection connection, IReadOnlyCollection<long> keys) =>
        [.. connection.Query<ClaimedRow>(
            $"""
            select n, id, revision, content_hash, sync_attempts, deleted_at is not null as deleted,
                   iif(deleted_at is null, content, '') as content, type, source_file, concepts, project,
                   exists (select 1 from sync_checks where sync_checks.id = oracle_documents.id) as suspect
            from oracle_documents
            where n in (select value from json_each(@keys)) and {IsOpen}
            order by {InOrder}
            """, new { keys = System.Text.Json.JsonSerializer.Serialize(keys) }).Select(row => row.ToSyncRow())];

    private static bool Settle(SqliteConnection connection, Settlement s, int generation, long now)
    {
        if (s.Status != SyncStatus.Synced)
            return Postpone(connection, s, now);
        return s.Deleted ? Purge(connection, s) : Confirm(connection, s, generation, now);
    }

    // Whether the row has changed or gone meanwhile or not: what may land late may land in any case.
    private static void AddChecks(SqliteConnection connection, Settlement s)
    {
        if (s.ChecksAt is not { Count: > 0 } checks)
            return;
        // The last reading covers those of earlier tries that would come between: a document tried for hours has a few.
        connection.Execute(
            "delete from sync_checks where id = @Id and check_at > @first and check_at < @last",
            new { s.Id, first = Columns.Ms(checks[0]), last = Columns.Ms(checks[^1]) });
        foreach (var at in checks)
            connection.Execute("insert into sync_checks (id, check_at) values (@Id, @at) on conflict do nothing", new { s.Id, at = Columns.Ms(at) });
    }

    private static bool Confirm(SqliteConnection connection, Settlement s, int generation, long now)
    {
        var written = connection.Execute(
            """
            update oracle_documents set sync_status = 'synced', synced_revision = @Revision,
                synced_generation = @generation, last_sync_attempt = @now, sync_error = null, sync_failure = null,
                sync_attempts = 0, next_sync_attempt = null, quarantined_at = null
            where n = @N and id = @Id and revision = @Revision and deleted_at is null
            """, new { s.N, s.Id, s.Revision, generation, now }) > 0;
        if (!written)
        {
            // The row has changed and stays due; what Chroma confirmed is still worth knowing.
            connection.Execute(
                """
                update oracle_documents set synced_revision = @Revision, synced_generation = @generation
                where n = @N and id = @Id and coalesce(synced_revision, 0) < @Revision
                """, new { s.N, s.Id, s.Revision, generation });
        }

        return written;
    }

    private static bool Purge(SqliteConnection connection, Settlement s) => connection.Execute(
        "delete from oracle_documents where n = @N and id = @Id and revision = @Revision and deleted_at is not null",
        new { s.N, s.Id, s.Revision }) > 0;

    private static bool Postpone(SqliteConnection connection, Settlement s, long now) => connection.Execute(
        """
        update oracle_documents set sync_status = @Status, sync_failure = @Failure, sync_error = @Error,
            sync_attempts = @Attempts, last_sync_attempt = @now, next_sync_attempt = @NextAttempt,
            quarantined_at = iif(@Quarantine, @now, null)
        where n = @N and id = @Id and revision = @Revision
        """,
        new
        {
            s.N,
            s.Id,
            s.Revision,
            Status = Columns.Word(s.Status),
            Failure = s.Failure is { } failure ? Columns.Word(failure) : null,
            s.Error,
            s.Attempts,
            NextAttempt = Columns.Ms(s.NextAttempt),
            s.Quarantine,
            now,
        }) > 0;

    private sealed record KeyAndSize
    {
        public long N { get; init; }

        public long Size { get; init; }
    }

    private sealed record FailedRow : SyncColumns
    {
        public string Id { get; init; } = "";
    }

    private sealed record ClaimedRow
    {
        public long N { get; init; }

        public string Id { get; init; } = "";

        public long Revision { get; init; }

        public string ContentHash { get; init; } = "";

        public long SyncAttempts { get; init; }

        public bool Deleted { get; init; }

        public string Content { get; init; } = "";

        public string Type { get; init; } = "";

        public string SourceFile { get; init; } = "";

        public string Concepts { get; init; } = "[]";

        public string? Project { get; init; }

        public bool Suspect { get; init; }

        public SyncRow ToSyncRow() => new(
            N, Id, Revision, ContentHash, (int)SyncAttempts, Deleted, Content, Type, SourceFile,
            Columns.Concepts(Concepts), Project, Suspect);
    }

    public Task<Retried> RetryAsync(IReadOnlyCollection<string>? ids) => sessions.WriteAsync(connection =>
    {
        var arguments = new { ids = ids is null ? null : System.Text.Json.JsonSerializer.Serialize(ids.Where(IsPossible)) };
        var count = connection.Execute(Again("deleted_at is null and (@ids is null or id in (select value from json_each(@ids)))"), arguments);
        if (ids is null)
        {
            // No caller knows them as documents, so they are not counted.
            connection.Execute(Again("deleted_at is not null"));
            return new Retried(count, []);
        }

        var known = connection.Query<string>(
                "select id from oracle_documents where id in (select value from json_each(@ids)) and deleted_at is null", arguments)
            .ToHashSet(StringComparer.Ordinal);
        return new Retried(count, [.. ids.Distinct(StringComparer.Ordinal).Where(id => !known.Contains(id))]);
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

    private static string Again(string which) =>
        $"""
        update oracle_documents set sync_status = 'pending', sync_error = null, sync_failure = null, sync_attempts = 0,
            next_sync_attempt = null, quarantined_at = null
        where sync_status = 'failed' and {which}
        """;

    // A lone surrogate would be written as U+FFFD, and another document found.
    private static bool IsPossible(string id) => DocumentRules.IdProblem(id) is null;
}
