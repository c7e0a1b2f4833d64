using Dapper;
using Microsoft.Data.Sqlite;
using Oracle.Documents.Reindexing;
using Oracle.Documents.Syncing;

namespace Oracle.Documents.Sqlite;

/// <inheritdoc cref="IReindexing" />
internal sealed partial class SqliteReindexing(ISqliteSessions sessions) : IReindexing
{
    // What the answering collection confirmed, and the other one does not hold as it is.
    private const string Behind =
        """
        from oracle_documents d left join oracle_targets t on t.collection = @collection and t.id = d.id
        where d.deleted_at is null and coalesce(t.revision, 0) <> d.revision
        """;

    private const string LastKept = "select name from oracle_collections where state = 'kept' and kept_since is not null order by kept_since desc limit 1";

    public Task<ReindexRun?> CurrentAsync() => sessions.ReadAsync(Current);

    public Task<CollectionRecord?> KeptAsync() => sessions.ReadAsync(connection => connection.QueryFirstOrDefault<string>(LastKept) is { } name
        ? SqliteCollections.Find(connection, name)
        : null);

    public Task<Targets> TargetsAsync() => sessions.ReadAsync(connection =>
    {
        var run = Active(connection) ? Current(connection) : null;
        var others = SqliteCollections.InState(connection, "kept").Where(collection => Holds(connection, collection.Name)).ToList();
        var filling = SqliteCollections.InState(connection, "filling");
        // One that was given up still loses what is deleted.
        return run is { Kind: not ReindexKind.Renew }
            ? new Targets(run, filling is [var one] ? one : null, others)
            : new Targets(run, Filling: null, [.. others, .. filling.Where(collection => collection.Uuid.Length > 0)]);
    });

    public Task<bool> BeginRenewalAsync(DateTimeOffset now) => sessions.WriteAsync(connection =>
    {
        if (Active(connection) || SqliteCollections.Answering(connection) is not { } answering)
            return false;
        connection.Execute("update oracle_collections set generation = @next where state = 'answering'", new { next = NextGeneration(connection) });
        Put(connection, ReindexKind.Renew, answering.Name, now);
        return true;
    });

    public Task<bool> BeginMoveAsync(CollectionRecord wanted, DateTimeOffset now) => sessions.WriteAsync(connection =>
    {
        if (Active(connection) || SqliteCollections.Answering(connection) is null)
            return false;
        var givenUp = SqliteCollections.InState(connection, "filling").FirstOrDefault(
            filling => filling == wanted with
            {
                Name = filling.Name, Uuid = filling.Uuid, Generation = filling.Generation, IsAdopted = filling.IsAdopted,
            });
        Retire(connection, "(state = 'kept' and kept_since is not null) or (state = 'filling' and name <> @name)", new { name = givenUp?.Name ?? "" });
        var target = givenUp;
        if (target is null)
        {
            var generation = NextGeneration(connection);
            target = wanted with { Name = $"{wanted.Name}_g{generation}", Uuid = "", Generation = generation, IsAdopted = false };
            SqliteCollections.Put(connection, target, "filling");
            ForgetTarget(connection, target.Name);
        }

        Put(connection, ReindexKind.Move, target.Name, now);
        return true;
    });

    public Task<bool> BeginRollbackAsync(DateTimeOffset now) => sessions.WriteAsync(connection =>
    {
        if (Active(connection) || connection.QueryFirstOrDefault<string>(LastKept) is not { } name)
        {
            return false;
        }

        Retire(connection, "state = 'filling'", new { });
        connection.Execute("update oracle_collections set state = 'filling', kept_since = null where name = @name", new { name });
        Put(connection, ReindexKind.Rollback, name, now);
        return true;
    });

    public Task SetVerifyingAsync(bool verifying) => sessions.WriteAsync(connection => connection.Execute(
        "update oracle_reindex set state = iif(@verifying, 'verifying', 'running') where state in ('running', 'verifying')", new { verifying }));

    public Task<bool> FailAsync(string error, DateTimeOffset now) => sessions.WriteAsync(connection =>
    {
        KeepForRollback(connection, now);
        return End(connection, ReindexState.Failed, error, now);
    });

    public Task<bool> CancelAsync(DateTimeOffset now) => sessions.WriteAsync(connection =>
    {
        if (!Active(connection))
            return false;
        KeepForRollback(connection, now);
        // Nobody goes on with it, so that it is only half of something.
        Retire(connection, "state = 'filling'", new { });
        return End(connection, ReindexState.Cancelled, error: null, now);
    });

    public Task<bool> FinishRenewalAsync(DateTimeOffset now) => sessions.WriteAsync(connection => connection.Execute(
        """
        update oracle_reindex set state = 'done', error = null, finished_at = @now
        where kind = 'renew' and state in ('running', 'verifying') and not exists (
            select 1 from oracle_documents where sync_status = 'synced' and deleted_at is null and
                synced_generation is not (select generation from oracle_collections where state = 'answering'))
        """, new { now = Columns.Ms(now) }) > 0);

    public Task<bool> SwitchAsync(IReadOnlyList<DateTimeOffset> checksAt, DateTimeOffset now) => sessions.WriteAsync(connection =>
        Active(connection)
        && SqliteCollections.InState(connection, "filling") is [var filling]
        && SqliteCollections.Answering(connection) is { } answering
        && !connection.ExecuteScalar<bool>($"select exists (select 1 {Behind} and d.sync_status = 'synced')", new { collection = filling.Name })
        && Switch(connection, answering, filling, checksAt, Columns.Ms(now)));

    public Task<int> RetireKeptAsync(DateTimeOffset before) => sessions.WriteAsync(connection =>
        Retire(connection, "state = 'kept' and kept_since < @before", new { before = Columns.Ms(before) }));

    public Task SetFillingUuidAsync(CollectionRecord filling) => sessions.WriteAsync(connection =>
    {
        var other = connection.Execute("update oracle_collections set uuid = @Uuid where name = @Name and uuid <> @Uuid", filling) > 0;
        if (!other)
            return 0;
        ForgetTarget(connection, filling.Name);
        return Purge(connection);
    });

    private static bool Switch(
        SqliteConnection connection, CollectionRecord answering, CollectionRecord filling, IReadOnlyList<DateTimeOffset> checksAt, long now)
    {
        var names = new { answering = answering.Name, filling = filling.Name, filling.Generation, now };
        foreach (var statement in Statements)
            connection.Execute(statement, names);
        foreach (var at in checksAt)
        {
            connection.Execute(
                """
                insert into sync_checks (id, check_at)
                    select id, @at from oracle_targets where collection = @filling and revision <= 0
                    union select id, @at from oracle_target_doubts where collection = @filling
                    on conflict do nothing
                """, new { at = Columns.Ms(at), filling = filling.Name });
        }

        ForgetTarget(connection, filling.Name);
        Purge(connection);
        return true;
    }

    // In this order; the documents' columns speak of the answering collection from then on.
    private static readonly string[] Statements =
    [
        "delete from oracle_targets where collection = @answering",
        """
        insert into oracle_targets (collection, id, revision, hash)
            select @answering, id, iif(sync_status = 'synced', revision, 0), content_hash from oracle_documents
            where deleted_at is null or sync_status <> 'synced'
        """,
        """
        update oracle_documents set sync_status = 'synced', synced_revision = revision, synced_generation = @Generation,
            last_sync_attempt = @now, next_sync_attempt = null, sync_attempts = 0, sync_error = null, sync_failure = null, quarantined_at = null
        where deleted_at is null and revision = (select t.revision from oracle_targets t where t.collection = @filling and t.id = oracle_documents.id)
        """,
        """
        update oracle_documents set
            sync_status = iif(quarantined_at is not null and sync_failure is 'rejected', sync_status, 'pending'),
            synced_revision = nullif(max(coalesce((select t.revision from oracle_targets t where t.collection = @filling and t.id = oracle_documents.id), 0), 0), 0),
            synced_generation = null, last_sync_attempt = null, next_sync_attempt = null, sync_attempts = 0,
            quarantined_at = iif(sync_failure is 'rejected', quarantined_at, null)
        where deleted_at is null and revision <> coalesce((select t.revision from oracle_targets t where t.collection = @filling and t.id = oracle_documents.id), 0)
        """,
        """
        update oracle_documents set sync_attempts = 0, next_sync_attempt = null,
            sync_status = iif(exists (select 1 from oracle_targets t where t.collection = @filling and t.id = oracle_documents.id), 'pending', 'synced')
        where deleted_at is not null
        """,
        // Of what was in doubt there nobody knows more when it answers again.
        "insert into oracle_target_doubts (collection, id, sends) select distinct @answering, id, 2 from sync_checks where true on conflict do nothing",
        "delete from oracle_renewals",
        "update oracle_collections set state = 'kept', kept_since = @now where name = @answering",
        "update oracle_collections set state = 'answering' where name = @filling",
        "update oracle_reindex set state = 'done', error = null, finished_at = @now where state in ('running', 'verifying')",
    ];

    /// <summary>Tombstones go when no collection may hold their record any more.</summary>
    internal static int Purge(SqliteConnection connection) => connection.Execute(
        """
        delete from oracle_documents where deleted_at is not null and sync_status = 'synced'
            and not exists (select 1 from oracle_targets t where t.id = oracle_documents.id)
        """);

    /// <summary>Nothing is known of what the collection holds.</summary>
    internal static void ForgetTarget(SqliteConnection connection, string collection)
    {
        connection.Execute("delete from oracle_targets where collection = @collection", new { collection });
        connection.Execute("delete from oracle_target_doubts where collection = @collection", new { collection });
    }

    // What was to be gone back to may be gone back to another time.
    private static void KeepForRollback(SqliteConnection connection, DateTimeOffset now) => connection.Execute(
        """
        update oracle_collections set state = 'kept', kept_since = @now
        where state = 'filling' and exists (select 1 from oracle_reindex where kind = 'rollback' and state in ('running', 'verifying'))
        """, new { now = Columns.Ms(now) });

    private static bool End(SqliteConnection connection, ReindexState state, string? error, DateTimeOffset now) => connection.Execute(
        "update oracle_reindex set state = @state, error = @error, finished_at = @now where state in ('running', 'verifying')",
        new { state = Columns.Word(state), error, now = Columns.Ms(now) }) > 0;

    private static int Retire(SqliteConnection connection, string which, object values)
    {
        var names = connection.Query<string>($"select name from oracle_collections where {which}", values).ToList();
        foreach (var name in names)
        {
            connection.Execute("update oracle_collections set state = 'retired', kept_since = null where name = @name", new { name });
            ForgetTarget(connection, name);
        }

        Purge(connection);
        return names.Count;
    }

    private static void Put(SqliteConnection connection, ReindexKind kind, string collection, DateTimeOffset now) => connection.Execute(
        """
        insert or replace into oracle_reindex (one, kind, state, collection, provider, model, dimension, generation, started_at)
        select 1, @kind, 'running', name, provider, model, dimension, generation, @now from oracle_collections where name = @collection
        """, new { kind = Columns.Word(kind), collection, now = Columns.Ms(now) });

    private static bool Active(SqliteConnection connection) =>
        connection.ExecuteScalar<bool>("select exists (select 1 from oracle_reindex where state in ('running', 'verifying'))");

    private static bool Holds(SqliteConnection connection, string collection) =>
        connection.ExecuteScalar<bool>("select exists (select 1 from oracle_targets where collection = @collection)", new { collection });

    // Never one that was used, so that no two collections were ever called the same.
    internal static int NextGeneration(SqliteConnection connection)
    {
        connection.Execute("insert into oracle_settings (name, value) values ('generation', '0') on conflict do nothing");
        return connection.ExecuteScalar<int>(
            """
            update oracle_settings set value = cast(max(cast(value as integer), (select coalesce(max(generation), 0) from oracle_collections)) + 1 as text)
            where name = 'generation' returning cast(value as integer)
            """);
    }

    private static ReindexRun? Current(SqliteConnection connection)
    {
        if (connection.QueryFirstOrDefault<RunRow>("select * from oracle_reindex") is not { } row)
            return null;
        var target = TargetOf(connection, row);

        var kind = Enum.Parse<ReindexKind>(row.Kind, ignoreCase: true);
        var state = Enum.Parse<ReindexState>(row.State, ignoreCase: true);
        var total = connection.ExecuteScalar<long>("select sum(value) from oracle_counters where name in ('pending', 'synced', 'failed')");
        var done = state == ReindexState.Done ? total : connection.ExecuteScalar<long>(
            kind == ReindexKind.Renew
                ? "select count(*) from oracle_documents where sync_status = 'synced' and deleted_at is null and synced_generation = @Generation"
                : $"select @total - count(*) {Behind}",
            new { target.Generation, total, collection = target.Name });
        return new ReindexRun(
            kind, state, target, done, total, Columns.Time(row.StartedAt), row.FinishedAt is { } at ? Columns.Time(at) : null, row.Error);
    }

    // What is renewed is what answers, be it another one since its index broke. One that was dropped since is what it was when it was begun.
    private static CollectionRecord TargetOf(SqliteConnection connection, RunRow row) =>
        (row.Kind == "renew" ? SqliteCollections.Answering(connection) : SqliteCollections.Find(connection, row.Collection)) ?? row.ToTarget();

    private sealed record RunRow
    {
        public string Kind { get; init; } = "";

        public string State { get; init; } = "";

        public string Collection { get; init; } = "";

        public long StartedAt { get; init; }

        public long? FinishedAt { get; init; }

        public string? Error { get; init; }

        public string Provider { get; init; } = "";

        public string Model { get; init; } = "";

        public long Dimension { get; init; }

        public long Generation { get; init; }

        public CollectionRecord ToTarget() => new(Collection, Uuid: "", Provider, Model, (int)Dimension, "cosine", (int)Generation);
    }
}
