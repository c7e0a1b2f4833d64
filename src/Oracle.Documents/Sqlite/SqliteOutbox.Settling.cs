using Dapper;
using Microsoft.Data.Sqlite;
using Oracle.Documents.Syncing;

namespace Oracle.Documents.Sqlite;

// What became of rows, and what makes them due again.
internal sealed partial class SqliteOutbox
{
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
                        and {IsDue} and (@all or deleted_at is null) order by deleted_at is not null, coalesce(imported_at, updated_at) limit @limit)
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
        else
        {
            connection.Execute("delete from oracle_renewals where id = @Id", new { s.Id });
        }

        return written;
    }

    // The row goes when every kept collection has confirmed; until then it says that this one has.
    private static bool Purge(SqliteConnection connection, Settlement s) => connection.Execute(
        """
        update oracle_documents set sync_status = 'synced', sync_attempts = 0, next_sync_attempt = null, sync_error = null, sync_failure = null
        where n = @N and id = @Id and revision = @Revision and deleted_at is not null
            and exists (select 1 from oracle_targets t where t.id = oracle_documents.id)
        """, new { s.N, s.Id, s.Revision }) > 0
        || connection.Execute(
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

    private static string Again(string which) =>
        $"""
        update oracle_documents set sync_status = 'pending', sync_error = null, sync_failure = null, sync_attempts = 0,
            next_sync_attempt = null, quarantined_at = null
        where sync_status = 'failed' and {which}
        """;

    // A lone surrogate would be written as U+FFFD, and another document found.
    private static bool IsPossible(string id) => DocumentRules.IdProblem(id) is null;
}
