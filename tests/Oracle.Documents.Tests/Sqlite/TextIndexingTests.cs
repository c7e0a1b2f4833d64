using Dapper;
using Microsoft.Data.Sqlite;
using Oracle.Documents.Searching;
using Oracle.Documents.Sqlite;

using Oracle.Documents.Tests.Suite;

namespace Oracle.Documents.Tests.Sqlite;

/// <summary>The full-text tables of a database that an earlier Oracle wrote are filled while it is used.</summary>
public sealed class TextIndexingTests : IDisposable
{
    private const int Documents = 3_000;
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_large_one_answers_from_the_former_tables_until_the_new_ones_are_full()
    {
        MakeVersion5();
        await using var database = SqliteDatabase.Open(_folder.Path);
        var store = new SqliteStore(database);
        Assert.Equal(new IndexingProgress(0, Documents), await store.TextIndexing.ProgressAsync());
        Assert.Equal(["d-2999"], (await store.Search.SearchAsync("unique2999", new SearchFilter(), 10)).Ids.Take(1));

        while (!await store.TextIndexing.NextAsync())
            Assert.Equal(["d-7"], (await store.Search.SearchAsync("unique7", new SearchFilter(), 10)).Ids.Take(1));

        Assert.Null(await store.TextIndexing.ProgressAsync());
        // Folded now.
        Assert.Equal(["d-7"], (await store.Search.SearchAsync("cafe7", new SearchFilter(), 10)).Ids.Take(1));
        Assert.Empty(await database.ReadAsync(connection => connection.Query<string>("select name from sqlite_schema where name like 'oracle_former%'")));
        using var outsider = Connect();
        Consistency.TextIndexesAreWhole(outsider);
    }

    [Fact]
    public async Task Whatever_changes_meanwhile_is_found_as_it_is_and_a_restart_goes_on_where_it_was()
    {
        MakeVersion5();
        var random = new Random(7);
        var portions = 0;
        for (var isDone = false; !isDone; portions++)
        {
            // Opened anew each time: nothing is kept in memory.
            await using var database = SqliteDatabase.Open(_folder.Path);
            var store = new SqliteStore(database);
            for (var i = 0; i < 40; i++)
            {
                var id = random.Next(Documents + 200);
                if (random.Next(3) == 0)
                    await store.Documents.DeleteAsync($"d-{id}", Now);
                else
                    await store.Documents.AcceptAsync([new DocumentDraft($"d-{id}", $"changed unique{id} {random.Next()}") { Labels = new Labels($"Title of {id}") }], Now);
                Assert.Equal(
                    (await store.Documents.FindAsync($"d-{id}")) is null ? [] : [$"d-{id}"],
                    (await store.Search.SearchAsync($"unique{id}", new SearchFilter(), 10)).Ids.Where(found => found == $"d-{id}"));
            }

            isDone = await store.TextIndexing.NextAsync();
        }

        Assert.InRange(portions, Documents / 500, 20);
        using var outsider = Connect();
        Consistency.TextIndexesAreWhole(outsider);
        Assert.Equal(
            outsider.ExecuteScalar<long>("select count(*) from oracle_documents where deleted_at is null"),
            outsider.ExecuteScalar<long>("select count(*) from oracle_fts where oracle_fts match 'text OR changed'"));
    }

    [Fact]
    public async Task A_small_one_is_filled_when_it_is_opened()
    {
        MakeVersion5(documents: 300);
        await using var database = SqliteDatabase.Open(_folder.Path);

        Assert.Null(await new SqliteStore(database).TextIndexing.ProgressAsync());
    }

    private void MakeVersion5(int documents = Documents)
    {
        using var connection = Connect();
        foreach (var name in typeof(SqliteDatabase).Assembly.GetManifestResourceNames().Where(name => name.Contains(".000", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Take(5))
        {
            using var reader = new StreamReader(typeof(SqliteDatabase).Assembly.GetManifestResourceStream(name)!);
            connection.Execute(reader.ReadToEnd());
        }

        connection.Execute(
            """
            insert into oracle_settings (name, value) values ('store', 'uuid-of-store');
            with recursive numbers (i) as (values (0) union all select i + 1 from numbers where i + 1 < @documents)
            insert into oracle_documents (id, content, content_hash, revision)
            select 'd-' || i, 'text of unique' || i || ' and café' || i, 'hash', i + 1 from numbers;
            pragma user_version = 5
            """, new { documents });
    }

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={_folder[SqliteDatabase.FileName]};Pooling=false");
        connection.Open();
        return connection;
    }
}
