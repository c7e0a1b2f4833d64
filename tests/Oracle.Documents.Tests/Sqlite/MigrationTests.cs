using Dapper;
using Microsoft.Data.Sqlite;
using Oracle.Documents.Sqlite;
using Oracle.Documents.Syncing;

namespace Oracle.Documents.Tests.Sqlite;

/// <summary>A database that an earlier Oracle wrote.</summary>
public sealed class MigrationTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2025, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_database_of_version_1_loses_nothing()
    {
        MakeVersion1(
            """
            insert into oracle_documents (id, content, content_hash, revision, synced_revision, sync_status, last_sync_attempt, sync_attempts, quarantined_at, deleted_at)
            values ('synced', 'text of synced', 'h1', 1, 1, 'synced', 5, 0, null, null),
                   ('waiting', 'text of waiting', 'h2', 2, null, 'pending', 5, 1, null, null),
                   ('fresh', 'text of fresh', 'h3', 3, null, 'pending', null, 0, null, null),
                   ('refused', 'text of refused', 'h4', 4, null, 'failed', 5, 1, 5, null),
                   ('deleted', 'text of deleted', 'h5', 5, 1, 'pending', null, 0, null, 5);
            insert into oracle_collections values ('kept', 'uuid-0', 'kept', 'hash', 'v0', 8, 'cosine', 0), ('oracle_knowledge', 'uuid-1', 'answering', 'hash', 'v1', 384, 'cosine', 3);
            insert into oracle_roots values ('/vault', 'vault');
            """);
        List<dynamic> before;
        using (var connection = Connect())
            before = connection.Query("select * from oracle_documents order by n").AsList();

        await using var database = SqliteDatabase.Open(_folder.Path);
        var store = new SqliteStore(database);
        Assert.Equal(SqliteDatabase.SchemaVersion, await database.ReadAsync(connection => connection.ExecuteScalar<int>("pragma user_version")));
        var columns = string.Join(", ", ((IDictionary<string, object?>)before[0]).Keys);
        var after = await database.ReadAsync(connection => connection.Query($"select {columns} from oracle_documents order by n").AsList());
        Assert.Equal(before.Select(Values), after.Select(Values));

        Assert.Equal(new CollectionRecord("oracle_knowledge", "uuid-1", "hash", "v1", 384, "cosine", 3, TextVersion: 1), await store.Collections.AnsweringAsync());
        Assert.Equal(2, await database.ReadAsync(connection => connection.ExecuteScalar<int>("select count(*) from oracle_collections")));
        Assert.Equal(["fresh", "deleted", "waiting"], (await store.Outbox.DueAsync(Now, 10, long.MaxValue, new HashSet<long>())).Select(row => row.Id));
        Assert.Equal(new Census(Synced: 1, All: 5, LastRevision: 5), await store.Reconciliation.CensusAsync());
        Assert.Equal("uuid-of-store", await store.Collections.StoreIdAsync());
        // Nobody knows how the older Oracle ended.
        Assert.Equal(4, await store.Reconciliation.BeginAsync([Now]));
        Assert.Equal("ok", await database.ReadAsync(connection => connection.ExecuteScalar<string>("pragma integrity_check")));
        await store.Collections.ReplaceBrokenAsync(new CollectionRecord("oracle_knowledge_g4", "", "hash", "v1", 384, "cosine", 4));
        Assert.Single(await store.Collections.RetiredAsync());

        static string Values(dynamic row) => string.Join('|', ((IDictionary<string, object?>)row).Select(column => $"{column.Key}={column.Value}"));
    }

    [Fact]
    public async Task A_migrated_database_has_the_schema_of_a_new_one()
    {
        MakeVersion1("");
        using var fresh = new TempFolder();
        await using var migrated = SqliteDatabase.Open(_folder.Path);
        await using var made = SqliteDatabase.Open(fresh.Path);
        Assert.Equal(await Schema(made), await Schema(migrated));

        static Task<List<string>> Schema(SqliteDatabase database) => database.ReadAsync(connection =>
            connection.Query<string>("select name || ': ' || coalesce(sql, '') from sqlite_schema order by name").AsList());
    }

    [Fact]
    public async Task What_version_11_took_over_is_known_afterwards()
    {
        var row = new DocumentDraft("a", "newer") { History = new History(Now, Now) };
        await using (var database = SqliteDatabase.Open(_folder.Path))
            await new SqliteStore(database).Documents.AcceptAsync([row, new DocumentDraft("made here", "text")], Now);
        using (var connection = Connect())
            connection.Execute("drop table oracle_imported; pragma user_version = 11");

        await using var migrated = SqliteDatabase.Open(_folder.Path);
        var older = await new SqliteStore(migrated).Documents.AcceptAsync([row with { Content = "older", History = new History(Now, Now.AddDays(-1)) }], Now);

        Assert.Contains("older than what is here", Assert.Single(older.Rejected).Error);
        Assert.Equal(["a"], await migrated.ReadAsync(connection => connection.Query<string>("select id from oracle_imported").AsList()));
    }

    private void MakeVersion1(string rows)
    {
        var name = typeof(SqliteDatabase).Assembly.GetManifestResourceNames().Single(name => name.EndsWith("0001_documents.sql", StringComparison.Ordinal));
        using var reader = new StreamReader(typeof(SqliteDatabase).Assembly.GetManifestResourceStream(name)!);
        using var connection = Connect();
        connection.Execute(reader.ReadToEnd());
        connection.Execute($"insert into oracle_settings (name, value) values ('store', 'uuid-of-store'); {rows}; pragma user_version = 1");
    }

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={_folder[SqliteDatabase.FileName]};Pooling=false");
        connection.Open();
        return connection;
    }
}
