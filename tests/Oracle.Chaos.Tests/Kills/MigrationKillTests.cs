using Microsoft.Data.Sqlite;
using Oracle.Chroma;
using Oracle.Documents.Sqlite;
using Oracle.Testing;
using Xunit.Abstractions;

namespace Oracle.Chaos.Tests.Kills;

/// <summary><c>kill -9</c> of a newer host while it migrates the database of an older one.</summary>
public sealed class MigrationKillTests(ITestOutputHelper output)
{
    private const int Rows = 3_000;
    private static readonly int Kills = LongRun.IsOn ? 20 : 2;

    [SkippableFact]
    public async Task A_host_killed_while_it_migrates_loses_nothing_and_the_next_one_finishes()
    {
        Assert.True(SqliteDatabase.SchemaVersion > 1, "There is nothing to migrate.");
        var random = Programme.Chance(output, nameof(MigrationKillTests));
        await using var chroma = await ChromaServer.StartAsync(ChromaBuilds.Native);
        await using var world = new World(chroma, output);
        var versions = new List<long>();
        for (var kill = 1; kill <= Kills; kill++)
        {
            using (var older = MakeFirstVersion(world))
            {
                using var watch = await LockWatch.OnAsync(world.DataDir);
                await world.LaunchAsync();
                var after = TimeSpan.FromMilliseconds(kill == 1 ? 0 : random.Next(40));
                Assert.True(await watch.KillWhileWritingAsync(world, TimeSpan.FromSeconds(30), after), $"The host migrated nothing:\n{world.Host.Error}");
                Copy(world.DataDir, world["crashed"]);
                versions.Add((long)BothStores.Query(world.DataDir, "pragma user_version")[0][0]!);
            }

            // As the kill left it: our own connection would have folded the log into the file when it closed.
            Copy(world["crashed"], world.DataDir);
            Assert.Empty(world.Ledger.BrokenBy(world.DataDir));
            if (kill < Kills)
                await BeginAnewAsync(world);
        }

        await world.StartAsync();
        world.Faulted();
        await world.CheckAsync();
        Assert.Equal((long)SqliteDatabase.SchemaVersion, BothStores.Query(world.DataDir, "pragma user_version")[0][0]);
        await HonestStats.AssertAsync(world.Host, world.DataDir);
        world.Report($"{Kills} kills during migration, which left schema versions {string.Join(", ", versions)}");
    }

    // A kill that comes late has let it make its collection, which belongs to the store that goes now.
    private static async Task BeginAnewAsync(World world)
    {
        using var client = new ChromaClient(new ChromaOptions { Url = world.Chroma!.Url });
        var dropped = await client.DeleteCollectionAsync(world.Collection);
        Assert.True(dropped.Succeeded || dropped.Failure is { Kind: ChromaFailureKind.NotFound }, dropped.Failure?.ToString());
        Directory.Delete(world.DataDir, recursive: true);
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var name in (string[])["oracle.db", "oracle.db-wal"])
            File.Copy(Path.Combine(from, name), Path.Combine(to, name), overwrite: true);
    }

    // The schema as the first release made it, with rows that it had not sent yet. The connection keeps the write-ahead log.
    private static SqliteConnection MakeFirstVersion(World world)
    {
        Directory.CreateDirectory(world.DataDir);
        var connection = new SqliteConnection($"Data Source={Path.Combine(world.DataDir, "oracle.db")};Pooling=False");
        connection.Open();
        Run("pragma journal_mode = wal");
        Run("begin immediate");
        Run(File.ReadAllText(Repository.PathTo("src", "Oracle.Documents", "Sqlite", "Migrations", "0001_documents.sql")));
        var texts = Enumerable.Range(1, Rows).Select(i => (Id: $"old-{i}", Text: (string?)Texts.Of($"old-{i}"), Revision: (long?)i)).ToList();
        foreach (var (id, text, revision) in texts)
            Run($"insert into oracle_documents (id, content, content_hash, revision) values ('{id}', '{text}', 'hash of {id}', {revision})");
        Run("pragma user_version = 1");
        Run("commit");
        world.Ledger.Attempt(texts.Select(text => (text.Id, text.Text)));
        world.Ledger.Acknowledge(texts);
        return connection;

        void Run(string sql)
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            command.ExecuteNonQuery();
        }
    }
}
