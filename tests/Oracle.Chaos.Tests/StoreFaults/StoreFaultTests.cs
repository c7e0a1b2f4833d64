using System.Net.Http.Json;
using Microsoft.Data.Sqlite;
using Oracle.Chaos.Tests.Hosts;
using Oracle.Testing;

namespace Oracle.Chaos.Tests.StoreFaults;

/// <summary>SQLite's own faults under a running host: nothing is acknowledged that is not stored, and it goes on by itself.</summary>
public sealed class StoreFaultTests : IDisposable
{
    private static readonly Dictionary<string, string?> SweepOften = new() { ["ORACLE_SWEEP_INTERVAL"] = "00:00:01", ["Oracle__Sync__SweepMinAge"] = "00:00:00" };

    private readonly TempFolder _folder = new();

    private string DataDir => _folder["data"];

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public async Task Another_program_that_locks_the_database_delays_no_search_and_costs_no_document()
    {
        await using var chroma = await ChromaServer.StartAsync(ChromaBuild.Compat);
        await using var host = await OracleProcess.ServeAsync(DataDir, chroma.Url, SweepOften);
        var watched = new Watched(host, DataDir, chroma.Url);
        await watched.PostAsync("before");

        using (var other = Lock())
        {
            await watched.AssertRefusesAsync("during", "locked by another program");
            Assert.Equal("before", (await host.GetAsync("/api/search?q=small")).GetProperty("results")[0].GetProperty("id").GetString());
            Assert.Equal(503, (int)(await host.Http.DeleteAsync("/api/documents?id=before")).StatusCode);
            Assert.Equal(503, (int)(await host.Http.PostAsync("/api/sync/retry", new StringContent("{\"all\":true}", null, "application/json"))).StatusCode);
        }

        await watched.AssertGoesOnAsync();
        Assert.Equal(404, (int)(await host.Http.GetAsync("/api/documents?id=during")).StatusCode);
    }

    [SkippableFact]
    public async Task A_full_disk_refuses_documents_until_there_is_room_again()
    {
        using var disk = SmallDisk.Mount(mebibytes: 24);
        await using var chroma = await ChromaServer.StartAsync(ChromaBuild.Compat);
        await using var host = await OracleProcess.ServeAsync(disk.Path, chroma.Url, SweepOften);
        var watched = new Watched(host, disk.Path, chroma.Url);
        for (var i = 0; i < 20; i++)
            await watched.PostAsync($"before-{i}");

        disk.Fill();
        // The log has room for a few more; then none, not even for small ones.
        foreach (var size in (int[])[100_000, 10_000, 10])
            await Eventually.Get(() => watched.PostAsync($"during-{Guid.NewGuid():N}", new string('x', size)), static answer => answer.Status == 503);
        await watched.AssertRefusesAsync("refused", "The disk is full", new string('y', 200_000));
        await Eventually.Get(() => host.GetAsync("/api/search?q=small"), static s => s.GetProperty("results").GetArrayLength() == 10);
        disk.MakeRoom();

        await watched.AssertGoesOnAsync();
        await Eventually.Get(async () => (int)(await host.Http.PostAsJsonAsync("/api/sync/sweep", new { })).StatusCode, static status => status == 200);
        Assert.Equal(0, await host.StopAsync());
    }

    [SkippableFact]
    public async Task Files_that_may_not_be_written_refuse_documents_until_they_may()
    {
        await using var chroma = await ChromaServer.StartAsync(ChromaBuild.Compat);
        await using var host = await OracleProcess.ServeAsync(DataDir, chroma.Url, SweepOften);
        var watched = new Watched(host, DataDir, chroma.Url);
        await watched.PostAsync("before");
        await Eventually.Get(() => BothStores.DifferencesAsync(DataDir, chroma.Url), static differences => differences.Count == 0);

        var files = new[] { "oracle.db", "oracle.db-wal" }.Select(name => Path.Combine(DataDir, name)).ToArray();
        var error = SmallDisk.Run("chattr", ["+i", .. files]);
        Skip.If(error is not null, $"Files cannot be made immutable here: {error}");
        try
        {
            await watched.AssertRefusesAsync("during", "nothing was stored");
            Assert.Single((await host.GetAsync("/api/search?q=small")).GetProperty("results").EnumerateArray());
        }
        finally
        {
            SmallDisk.Run("chattr", ["-i", .. files]);
        }

        await watched.AssertGoesOnAsync();
    }

    [SkippableFact]
    public async Task A_database_that_may_only_be_read_stops_the_start_with_the_reason()
    {
        await using var chroma = await ChromaServer.StartAsync(ChromaBuild.Compat);
        await using (await OracleInProcess.ServeAsync(DataDir, chroma.Url))
        {
        }

        var file = Path.Combine(DataDir, "oracle.db");
        var error = SmallDisk.Run("chattr", "+i", file);
        Skip.If(error is not null, $"Files cannot be made immutable here: {error}");
        try
        {
            var refused = await OracleProcess.RunAsync(["serve", "--data-dir", DataDir, "--port", "0"], chroma.Url);
            Assert.Equal(2, refused.ExitCode);
            Assert.Single(refused.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }
        finally
        {
            SmallDisk.Run("chattr", "-i", file);
        }
    }

    [SkippableFact]
    public async Task A_damaged_file_is_said_to_be_damaged_and_ends_nothing()
    {
        await using var chroma = await ChromaServer.StartAsync(ChromaBuild.Compat);
        await using var host = await OracleProcess.ServeAsync(DataDir, chroma.Url);
        // More than SQLite keeps in memory, so that it has to look at the file.
        for (var i = 0; i < 8; i++)
            await host.PostDocumentsAsync(Enumerable.Range(0, 50).Select(j => new { id = $"d-{i}-{j}", content = $"{Guid.NewGuid()} " + new string('x', 20_000) }));
        await Eventually.Get(() => host.GetAsync("/api/stats"), static s => s.GetProperty("sync").GetProperty("synced").GetInt32() == 400, TimeSpan.FromSeconds(90));
        BothStores.Query(DataDir, "select 1");
        Checkpoint();
        Overwrite(Path.Combine(DataDir, "oracle.db"), skip: 16 * 4096);

        var (status, problem) = await Eventually.Get(
            () => new Watched(host, DataDir, chroma.Url).PostAsync($"d-{Random.Shared.Next(8)}-{Random.Shared.Next(50)}", $"changed {Guid.NewGuid()}"),
            static answer => answer.Status == 503);
        Assert.Contains("damaged", problem.GetProperty("detail").GetString());
        var health = await Eventually.Get(() => host.GetAsync("/api/health"), static h => h.GetProperty("status").GetString() == "failing");
        Assert.Contains("damaged", health.GetProperty("reason").GetString());
        // Writes that happen to meet sound pages do not make it well again.
        await Eventually.Get(() => host.GetAsync("/api/health"), static h => h.GetProperty("status").GetString() == "failing");
        foreach (var path in new[] { "/api/stats", "/api/search?q=changed", "/api/sync/failed", "/api/documents?id=d-1-1" })
            Assert.NotEqual(500, (int)(await host.Http.GetAsync(path)).StatusCode);
        Assert.False(host.HasExited);
        Assert.Equal(0, await host.StopAsync());
    }

    [SkippableFact]
    public async Task A_database_deleted_under_the_host_is_noticed_at_the_next_write()
    {
        await using var chroma = await ChromaServer.StartAsync(ChromaBuild.Compat);
        await using (var host = await OracleProcess.ServeAsync(DataDir, chroma.Url, SweepOften))
        {
            await host.PostDocumentsAsync(new { id = "before", content = "a small note" });
            foreach (var file in Directory.EnumerateFiles(DataDir, "oracle.db*"))
                File.Delete(file);

            await new Watched(host, DataDir, chroma.Url).AssertRefusesAsync("during", "was deleted, moved or replaced");
            Assert.Equal(200, (int)(await host.Http.GetAsync("/api/search?q=small")).StatusCode);
            Assert.Equal(0, await host.StopAsync());
        }

        // What is made anew is another store; the collection of the former one is not taken for its own.
        var refused = await OracleProcess.RunAsync(["serve", "--data-dir", DataDir, "--port", "0"], chroma.Url);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("--adopt", refused.Error);
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_journal_that_is_lost_or_damaged_under_the_host_costs_no_document_and_no_crash_loop(bool isDeleted)
    {
        await using var chroma = await ChromaServer.StartAsync(ChromaBuild.Compat);
        await using var host = await OracleProcess.ServeAsync(DataDir, chroma.Url, SweepOften);
        var watched = new Watched(host, DataDir, chroma.Url);
        await watched.PostAsync("before");
        // The journal is opened late; what is lost here is one that is in use.
        Assert.Equal(200, (int)(await host.Http.PostAsJsonAsync("/api/sync/sweep", new { })).StatusCode);
        foreach (var file in Directory.EnumerateFiles(DataDir, "journal.db*"))
        {
            if (isDeleted)
                File.Delete(file);
            else
                Overwrite(file, skip: 0);
        }

        for (var i = 0; i < 3; i++)
        {
            // It may fail or work; it does not hang, and it is no surprise.
            Assert.Contains((int)(await host.Http.PostAsJsonAsync("/api/sync/sweep", new { })).StatusCode, new[] { 200, 409, 503 });
            Assert.Equal(202, (await watched.PostAsync($"during-{i}")).Status);
        }

        await watched.AssertGoesOnAsync();
        // The journal's plugin complains while it tries again; a loop without pauses would say thousands of lines.
        Assert.InRange(host.Error.Split('\n').Length, 0, 1_500);
        Assert.Equal(0, await host.StopAsync());
        await using var again = await OracleInProcess.ServeAsync(DataDir, chroma.Url);
        Assert.Equal(5, (await again.GetAsync("/api/stats")).GetProperty("total").GetInt32());
    }

    private SqliteConnection Lock()
    {
        var other = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(DataDir, "oracle.db"), Pooling = false }.ToString());
        other.Open();
        using var begin = other.CreateCommand();
        begin.CommandText = "begin immediate";
        begin.ExecuteNonQuery();
        return other;
    }

    private void Checkpoint() => BothStores.Execute(DataDir, "pragma wal_checkpoint(truncate)");

    private static void Overwrite(string path, long skip)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.Position = skip;
        var garbage = new byte[4096];
        new Random(1).NextBytes(garbage);
        for (var left = file.Length - skip; left > 0; left -= garbage.Length)
            file.Write(garbage, 0, (int)Math.Min(left, garbage.Length));
        file.Flush(flushToDisk: true);
    }
}
