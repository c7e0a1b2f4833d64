using System.Runtime.Versioning;
using Dapper;
using Microsoft.Data.Sqlite;
using Oracle.Documents.Sqlite;

namespace Oracle.Documents.Tests.Sqlite;

/// <summary>What a database is opened as, made of, and refused for.</summary>
public sealed class OpeningTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2025, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly TempFolder _folder = new();

    private string File => _folder[SqliteDatabase.FileName];

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    [UnsupportedOSPlatform("windows")]
    public async Task Its_files_are_for_their_owner_only()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no file modes.");
        await using var database = SqliteDatabase.Open(_folder.Path);
        await new SqliteStore(database).Documents.AcceptAsync([new DocumentDraft("a", "a")], Now);
        string[] files = [File, File + "-wal", File + "-shm"];
        Assert.All(files, file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(file)));
    }

    [Fact]
    public async Task The_writer_and_every_reader_are_set_for_durability()
    {
        await using var database = SqliteDatabase.Open(_folder.Path);
        Assert.Equal(("wal", 2, 1, 5_000), await database.WriteAsync(Settings));
        Assert.Equal(("wal", 2, 1, 5_000), await database.ReadAsync(Settings));

        static (string?, int, int, int) Settings(SqliteConnection connection) => (
            connection.ExecuteScalar<string>("pragma journal_mode"),
            connection.ExecuteScalar<int>("pragma synchronous"),
            connection.ExecuteScalar<int>("pragma foreign_keys"),
            connection.ExecuteScalar<int>("pragma busy_timeout"));
    }

    [Fact]
    public async Task Documents_and_the_stores_UUID_are_there_after_opening_again()
    {
        string id;
        await using (var first = SqliteDatabase.Open(_folder.Path))
        {
            id = await new SqliteStore(first).Collections.StoreIdAsync();
            await new SqliteStore(first).Documents.AcceptAsync([new DocumentDraft("a", "text of a")], Now);
        }

        await using var second = SqliteDatabase.Open(_folder.Path);
        Assert.Equal(id, await new SqliteStore(second).Collections.StoreIdAsync());
        Assert.Equal("text of a", (await new SqliteStore(second).Documents.FindAsync("a"))!.Content);
        Assert.Equal(["b"], (await new SqliteStore(second).Documents.AcceptAsync([new DocumentDraft("b", "b")], Now)).Accepted);
    }

    [Fact]
    public async Task Closing_folds_the_log_into_the_file()
    {
        await using (var database = SqliteDatabase.Open(_folder.Path))
            await new SqliteStore(database).Documents.AcceptAsync([new DocumentDraft("a", "a")], Now);
        Assert.Equal([File], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task A_copy_of_the_files_of_a_running_store_has_everything_that_was_acknowledged()
    {
        // What a crash leaves: the file and its log as they are, with nobody to fold them.
        await using var database = SqliteDatabase.Open(_folder.Path);
        await new SqliteStore(database).Documents.AcceptAsync([new DocumentDraft("a", "text of a")], Now);
        using var copy = new TempFolder();
        foreach (var suffix in new[] { "", "-wal" })
            System.IO.File.Copy(File + suffix, copy[SqliteDatabase.FileName + suffix]);

        await using var after = SqliteDatabase.Open(copy.Path);
        Assert.Equal("text of a", (await new SqliteStore(after).Documents.FindAsync("a"))!.Content);
    }

    [Fact]
    public async Task A_database_is_made_from_nothing_and_from_an_empty_file()
    {
        await System.IO.File.WriteAllBytesAsync(File, []);
        await using var database = SqliteDatabase.Open(_folder.Path);
        Assert.Equal(Migrations.Newest, await database.ReadAsync(connection => connection.ExecuteScalar<int>("pragma user_version")));
        Assert.Equal(0, (await new SqliteStore(database).Statistics.ReadAsync()).Total);
    }

    [Fact]
    public async Task A_database_of_a_newer_Oracle_is_refused_and_left_as_it_is()
    {
        await using (SqliteDatabase.Open(_folder.Path))
        {
        }

        Sql("pragma user_version = 99; delete from oracle_settings");
        var error = Refused();
        Assert.Contains("schema version 99", error.Message, StringComparison.Ordinal);
        Assert.Contains($"versions up to {Migrations.Newest}", error.Message, StringComparison.Ordinal);

        using var connection = Connect();
        Assert.Equal(99, connection.ExecuteScalar<int>("pragma user_version"));
        Assert.Equal(0, connection.ExecuteScalar<int>("select count(*) from oracle_settings"));
    }

    [Fact]
    public void A_migration_that_cannot_be_done_leaves_the_database_as_it_was()
    {
        Sql("create table oracle_roots (somebody_elses text)");
        Refused();
        using var connection = Connect();
        Assert.Equal(0, connection.ExecuteScalar<int>("pragma user_version"));
        Assert.Equal(["oracle_roots"], connection.Query<string>("select name from sqlite_schema"));
    }

    [Fact]
    public void A_refused_database_is_let_go_of()
    {
        Sql("pragma journal_mode = wal; pragma user_version = 99");
        Refused();
        // The last connection to close removes the log; one left open keeps it, and keeps the file from being replaced.
        Assert.Equal([File], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_file_that_is_no_database_is_refused_in_a_persons_words()
    {
        System.IO.File.WriteAllText(File, string.Concat(Enumerable.Repeat("This is not a database. ", 1_000)));
        Assert.Contains("damaged", Refused().Message, StringComparison.Ordinal);
        Assert.StartsWith("This is not", System.IO.File.ReadAllText(File), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_that_was_overwritten_is_reported_as_damage()
    {
        await using (var database = SqliteDatabase.Open(_folder.Path))
            await new SqliteStore(database).Documents.AcceptAsync([new DocumentDraft("a", "text of a")], Now);
        var page = Connect().ExecuteScalar<int>("select rootpage from sqlite_schema where name = 'oracle_documents'");
        await using (var file = System.IO.File.OpenWrite(File))
        {
            file.Position = (page - 1) * 4096L;
            await file.WriteAsync(Enumerable.Repeat((byte)0xEE, 4096).ToArray());
        }

        await using var damaged = SqliteDatabase.Open(_folder.Path);
        var error = await Assert.ThrowsAsync<StoreUnavailableException>(() => new SqliteStore(damaged).Documents.AcceptAsync([new DocumentDraft("b", "b")], Now));
        Assert.Contains("damaged", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_named()
    {
        var error = Assert.Throws<StoreUnavailableException>(() => SqliteDatabase.Open(_folder["missing"]));
        Assert.Contains(_folder["missing"], error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_where_the_file_should_be_is_refused()
    {
        Directory.CreateDirectory(File);
        Assert.Contains(_folder.Path, Refused().Message, StringComparison.Ordinal);
    }

    private StoreUnavailableException Refused() => Assert.Throws<StoreUnavailableException>(() => SqliteDatabase.Open(_folder.Path));

    private void Sql(string sql)
    {
        using var connection = Connect();
        connection.Execute(sql);
    }

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={File};Pooling=false");
        connection.Open();
        return connection;
    }
}
