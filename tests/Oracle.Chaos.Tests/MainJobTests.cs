using System.Net.Http.Json;
using System.Text.Json;
using Oracle.Chaos.Tests.Hosts;
using Oracle.Chroma;
using Oracle.Testing;

namespace Oracle.Chaos.Tests;

/// <summary>The main job on real parts: a host process, a real Chroma server of each build, one SQLite file.</summary>
public sealed class MainJobTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string DataDir => _folder["data"];

    public void Dispose() => _folder.Dispose();

    [SkippableTheory, MemberData(nameof(ChromaBuilds.All), MemberType = typeof(ChromaBuilds))]
    public async Task A_document_ends_in_SQLite_in_both_full_text_tables_and_in_Chroma(ChromaBuild build)
    {
        await using var chroma = await ChromaServer.StartAsync(build);
        await using var host = await OracleInProcess.ServeAsync(DataDir, chroma.Url);

        var (status, body) = await host.PostDocumentsAsync(new
        {
            id = "note/1", content = "Tombstones outlive their document. ป้ายหลุมศพ", type = "learning", source_file = "a.md", concepts = new[] { "outbox", "ไทย" },
        });
        Assert.Equal(202, status);
        Assert.Equal(1, body.GetProperty("accepted").GetInt32());
        await SyncedAsync(host);

        var row = BothStores.Query(DataDir, "select sync_status, revision, synced_revision, content_hash from oracle_documents where id = 'note/1'")[0];
        Assert.Equal(("synced", row[1]), (row[0], row[2]));
        Assert.Single(BothStores.Query(DataDir, "select rowid from oracle_fts where oracle_fts match 'tombstone'"));
        Assert.Single(BothStores.Query(DataDir, "select rowid from oracle_fts_trigram where oracle_fts_trigram match '\"หลุมศพ\"'"));

        using var client = new ChromaClient(new ChromaOptions { Url = chroma.Url });
        var collection = (await client.GetCollectionAsync("oracle_knowledge")).Value;
        var record = Assert.Single((await client.GetAsync(collection.Id, new ChromaGet
        {
            Include = ChromaInclude.Documents | ChromaInclude.Metadata | ChromaInclude.Embeddings,
        })).Value);
        Assert.Equal("note/1", record.Id);
        Assert.StartsWith("Tombstones", record.Document);
        Assert.Equal(384, record.Embedding.Length);
        Assert.Equal(
            ("learning", "a.md", "outbox,ไทย", (long)row[1]!, (string)row[3]!, "hash-384-v1", 0L),
            (record.Metadata["type"].Value, record.Metadata["source_file"].Value, record.Metadata["concepts"].Value, record.Metadata["revision"].Value,
                record.Metadata["content_hash"].Value, record.Metadata["embedding_model"].Value, record.Metadata["generation"].Value));
        Assert.DoesNotContain("project", record.Metadata.Keys);
        Assert.Equal(ChromaSpace.Cosine, collection.Space);
        Assert.Equal(
            (string)BothStores.Query(DataDir, "select value from oracle_settings where name = 'store'")[0][0]!,
            collection.Metadata["oracle_store"].Value);
        Assert.Empty(await BothStores.DifferencesAsync(DataDir, chroma.Url));
        await HonestStats.AssertAsync(host, DataDir);
    }

    [SkippableTheory, MemberData(nameof(ChromaBuilds.All), MemberType = typeof(ChromaBuilds))]
    public async Task An_outage_loses_nothing_and_mends_itself(ChromaBuild build)
    {
        await using var chroma = await ChromaServer.StartAsync(build);
        await using var host = await OracleInProcess.ServeAsync(DataDir, chroma.Url);
        await host.PostDocumentsAsync(Documents("before", 20));
        await SyncedAsync(host);
        chroma.Kill();

        var (status, body) = await host.PostDocumentsAsync(Documents("during", 300));
        Assert.Equal((202, 300), (status, body.GetProperty("accepted").GetInt32()));
        Assert.Equal(320, BothStores.Query(DataDir, "select n from oracle_documents").Count);

        await Eventually.Get(() => StatsAsync(host), static s => s.GetProperty("sync").GetProperty("failed").GetInt64() == 300);
        await HonestStats.AssertAsync(host, DataDir);
        var search = await host.GetAsync("/api/search?q=during&mode=hybrid");
        Assert.True(search.GetProperty("degraded").GetBoolean());
        Assert.False(search.GetProperty("vectorAvailable").GetBoolean());
        Assert.Equal(10, search.GetProperty("results").GetArrayLength());
        var sync = (await host.GetAsync("/api/documents?id=during-7")).GetProperty("sync");
        Assert.Equal(("failed", "unavailable", 0), (sync.GetProperty("status").GetString(), sync.GetProperty("kind").GetString(), sync.GetProperty("attempts").GetInt32()));
        Assert.Contains("refused", sync.GetProperty("error").GetString());
        Assert.Equal("degraded", (await host.GetAsync("/api/health")).GetProperty("status").GetString());
        Assert.Equal(300, (await host.GetAsync("/api/sync/failed?limit=5")).GetProperty("total").GetInt32());

        // A sweep during the outage says how it went and keeps within its bound.
        BothStores.Execute(DataDir, "update oracle_documents set last_sync_attempt = null where sync_status = 'failed'");
        using var swept = await host.Http.PostAsJsonAsync("/api/sync/sweep", new { });
        var run = await swept.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((50, 0, 50, 300), (run.GetProperty("attempted").GetInt32(), run.GetProperty("synced").GetInt32(), run.GetProperty("failed").GetInt32(), run.GetProperty("remaining").GetInt32()));

        await chroma.RestartAsync();
        await SyncedAsync(host);
        Assert.Empty(await BothStores.DifferencesAsync(DataDir, chroma.Url));
        await HonestStats.AssertAsync(host, DataDir);
        Assert.Equal("ok", (await host.GetAsync("/api/health")).GetProperty("status").GetString());
    }

    [SkippableTheory, MemberData(nameof(ChromaBuilds.All), MemberType = typeof(ChromaBuilds))]
    public async Task The_sweeper_brings_home_what_nothing_else_would_in_runs_of_fifty(ChromaBuild build)
    {
        await using var chroma = await ChromaServer.StartAsync(build);
        var settings = new Dictionary<string, string?> { ["ORACLE_SWEEP_INTERVAL"] = "00:00:02" };
        await using var host = await OracleInProcess.ServeAsync(DataDir, chroma.Url, settings);

        // Not due for most of an hour, so that the engine leaves them alone; never attempted, so that the sweeper may not.
        BothStores.Execute(DataDir,
            """
            with recursive i(n) as (select 1 union all select n + 1 from i where n < 120)
            insert into oracle_documents (id, content, content_hash, revision, sync_status, last_sync_attempt, next_sync_attempt)
            select 'row-' || n, 'inserted from outside ' || n, 'h' || n, 1000 + n, iif(n % 2, 'pending', 'failed'), null, (unixepoch() + 3000) * 1000 from i
            """);
        await HonestStats.AssertAsync(host, DataDir);
        await SyncedAsync(host);

        // The last line is written after the last row.
        var runs = await Eventually.Get(
            () => Task.FromResult(Runs(host.Error).Where(attempted => attempted > 0).ToList()), static runs => runs.Sum() >= 120);
        Assert.Equal([50, 50, 20], runs);
        Assert.Empty(await BothStores.DifferencesAsync(DataDir, chroma.Url));
        Assert.NotEqual(JsonValueKind.Null, (await StatsAsync(host)).GetProperty("sync").GetProperty("lastSyncRun").ValueKind);
        await HonestStats.AssertAsync(host, DataDir);
    }

    [SkippableTheory, MemberData(nameof(ChromaBuilds.All), MemberType = typeof(ChromaBuilds))]
    public async Task A_change_in_flight_ends_with_the_newer_revision(ChromaBuild build)
    {
        await using var chroma = await ChromaServer.StartAsync(build);
        await using var host = await OracleInProcess.ServeAsync(DataDir, chroma.Url);
        await host.PostDocumentsAsync(Documents("other", 3));
        await SyncedAsync(host);

        // A stopped server keeps the older revision on its way while the newer one is accepted.
        chroma.Pause();
        await host.PostDocumentsAsync(new { id = "x", content = "older" });
        await Eventually.True(() => Sockets.HasUnread(chroma.Port));
        await host.PostDocumentsAsync(new { id = "x", content = "newer" });
        await HonestStats.AssertAsync(host, DataDir);
        chroma.Resume();

        await SyncedAsync(host);
        var document = await host.GetAsync("/api/documents/x");
        Assert.Equal("newer", document.GetProperty("content").GetString());
        Assert.Equal(document.GetProperty("revision").GetInt64(), document.GetProperty("sync").GetProperty("syncedRevision").GetInt64());
        Assert.Empty(await BothStores.DifferencesAsync(DataDir, chroma.Url));
        await HonestStats.AssertAsync(host, DataDir);
    }

    [SkippableTheory, MemberData(nameof(ChromaBuilds.All), MemberType = typeof(ChromaBuilds))]
    public async Task A_deleted_document_leaves_both_stores_and_may_come_back(ChromaBuild build)
    {
        await using var chroma = await ChromaServer.StartAsync(build);
        await using var host = await OracleInProcess.ServeAsync(DataDir, chroma.Url);
        await host.PostDocumentsAsync(Documents("d", 10));
        await SyncedAsync(host);

        using var deleted = await host.Http.DeleteAsync("/api/documents/d-3");
        Assert.Equal(202, (int)deleted.StatusCode);
        Assert.Equal(404, (int)(await host.Http.GetAsync("/api/documents/d-3")).StatusCode);
        Assert.Equal(404, (int)(await host.Http.DeleteAsync("/api/documents/d-3")).StatusCode);
        await SyncedAsync(host);
        Assert.Equal(9, (await BothStores.RecordsAsync(chroma.Url, "oracle_knowledge")).Count);
        Assert.Empty(BothStores.Query(DataDir, "select n from oracle_documents where id = 'd-3'"));

        await host.PostDocumentsAsync(Documents("d", 10));
        await SyncedAsync(host);
        Assert.Empty(await BothStores.DifferencesAsync(DataDir, chroma.Url));
        await HonestStats.AssertAsync(host, DataDir);
    }

    [SkippableTheory, MemberData(nameof(ChromaBuilds.All), MemberType = typeof(ChromaBuilds))]
    public async Task A_foreign_collection_is_refused_with_exit_code_2_and_may_be_adopted(ChromaBuild build)
    {
        await using var chroma = await ChromaServer.StartAsync(build);
        await using (var first = await OracleInProcess.ServeAsync(DataDir, chroma.Url))
        {
            await first.PostDocumentsAsync(Documents("mine", 5));
            await SyncedAsync(first);
        }

        var other = _folder["other"];
        var refused = await OracleProcess.RunAsync(["serve", "--data-dir", other, "--port", "0"], chroma.Url);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("--adopt", refused.Error);
        Assert.Contains("ORACLE_COLLECTION", refused.Error);
        Assert.Empty(await BothStores.DifferencesAsync(DataDir, chroma.Url));

        await using (var named = await OracleInProcess.ServeAsync(other, chroma.Url, new Dictionary<string, string?> { ["ORACLE_COLLECTION"] = "beside" }))
        {
            await named.PostDocumentsAsync(Documents("theirs", 5));
            await SyncedAsync(named);
        }

        var adopter = _folder["adopter"];
        await using var adopted = await OracleInProcess.ServeAsync(adopter, chroma.Url, arguments: "--adopt");
        await adopted.PostDocumentsAsync(Documents("mine", 5));
        await SyncedAsync(adopted);
        Assert.Empty(await BothStores.DifferencesAsync(adopter, chroma.Url));
    }

    [SkippableTheory, MemberData(nameof(ChromaBuilds.All), MemberType = typeof(ChromaBuilds))]
    public async Task What_Chroma_returns_shows_only_where_it_is_the_row_as_it_stands(ChromaBuild build)
    {
        await using var chroma = await ChromaServer.StartAsync(build);
        await using var host = await OracleInProcess.ServeAsync(DataDir, chroma.Url);
        await host.PostDocumentsAsync(Documents("note", 4).Append(new { id = "thai", content = "ตัวตัดวงจรเปิดเมื่อเซิร์ฟเวอร์ไม่ตอบ", type = "learning" }));
        await SyncedAsync(host);
        Assert.Equal(["note-1", "note-2", "note-3", "note-4"], await FoundAsync(host, "keeping two stores in step", "vector"));
        Assert.Equal(["thai"], (await FoundAsync(host, "ตัวตัดวงจร", "hybrid")).Take(1));
        Assert.Equal(["thai"], await FoundAsync(host, "วงจรเปิด", "fts"));
        Assert.Equal(["thai"], await FoundAsync(host, "ตัวตัดวงจร", "hybrid&type=learning"));
        Assert.Equal(["thai"], await FoundAsync(host, "ตัวตัดวงจร", "vector&type=LEARNING"));

        // Behind the host's back: a stranger, and a record that says it is of an older revision.
        using var client = new ChromaClient(new ChromaOptions { Url = chroma.Url });
        var collection = (await client.GetCollectionAsync("oracle_knowledge")).Value;
        var limits = (await client.PreFlightAsync()).Value;
        var real = (await client.GetAsync(collection.Id, new ChromaGet
        {
            Ids = ["note-2"], Include = ChromaInclude.Metadata | ChromaInclude.Embeddings,
        })).Value[0];
        var older = new Dictionary<string, MetadataValue>(real.Metadata) { ["revision"] = real.Metadata.GetInteger("revision")!.Value - 1 };
        Assert.True((await client.UpsertAsync(collection.Id,
            [new ChromaRecord("stranger", real.Embedding, "unknown here", older), new ChromaRecord("note-2", real.Embedding, "an older text", older)], limits)).Succeeded);
        Assert.Equal(["note-1", "note-3", "note-4"], await FoundAsync(host, "keeping two stores in step", "vector"));
    }

    [SkippableTheory, MemberData(nameof(ChromaBuilds.All), MemberType = typeof(ChromaBuilds))]
    public async Task A_collection_that_vanishes_while_nothing_is_due_is_noticed_and_filled_again(ChromaBuild build)
    {
        await using var chroma = await ChromaServer.StartAsync(build);
        await using var host = await OracleInProcess.ServeAsync(DataDir, chroma.Url);
        await host.PostDocumentsAsync(Documents("kept", 30));
        await SyncedAsync(host);

        using var client = new ChromaClient(new ChromaOptions { Url = chroma.Url });
        Assert.True((await client.DeleteCollectionAsync("oracle_knowledge")).Succeeded);

        // Nobody writes, searches or asks for statistics meanwhile.
        await Eventually.Get(
            () => BothStores.DifferencesAsync(DataDir, chroma.Url), static differences => differences.Count == 0, TimeSpan.FromSeconds(30));
        await HonestStats.AssertAsync(host, DataDir);
    }

    [SkippableTheory, MemberData(nameof(ChromaBuilds.All), MemberType = typeof(ChromaBuilds))]
    public async Task A_host_whose_collection_was_adopted_by_another_stops_writing_to_it(ChromaBuild build)
    {
        await using var chroma = await ChromaServer.StartAsync(build);
        await using var first = await OracleInProcess.ServeAsync(DataDir, chroma.Url);
        await first.PostDocumentsAsync(Documents("d", 3));
        await SyncedAsync(first);

        var other = _folder["other"];
        await using var adopter = await OracleInProcess.ServeAsync(other, chroma.Url, arguments: "--adopt");
        await Eventually.Get(() => StatsAsync(first), static s => s.GetProperty("chroma_status").GetString() == "unavailable");

        await first.PostDocumentsAsync(new { id = "late", content = "not for this collection" });
        await Eventually.Get(() => StatsAsync(first), static s => s.GetProperty("sync").GetProperty("failed").GetInt64() == 1);
        Assert.DoesNotContain("late", (await BothStores.RecordsAsync(chroma.Url, "oracle_knowledge")).Keys);
        Assert.Contains("another Oracle store", (await first.GetAsync("/api/documents/late")).GetProperty("sync").GetProperty("error").GetString());
    }

    [SkippableFact]
    public async Task A_second_host_on_the_same_data_directory_is_refused_with_the_first_ones_pid_and_address()
    {
        await using var chroma = await ChromaServer.StartAsync(ChromaBuild.Compat);
        await using var first = await OracleInProcess.ServeAsync(DataDir, chroma.Url);

        var second = await OracleProcess.RunAsync(["serve", "--data-dir", DataDir, "--port", "0"], chroma.Url);

        Assert.Equal(2, second.ExitCode);
        Assert.Contains($"pid {Environment.ProcessId} at {first.Address.ToString().TrimEnd('/')}", second.Error);
        Assert.Equal(0, await first.StopAsync());
    }

    private static IEnumerable<object> Documents(string name, int count) =>
        Enumerable.Range(1, count).Select(i => new { id = $"{name}-{i}", content = $"{name} number {i}: a note about keeping two stores in step" });

    private static async Task<JsonElement> StatsAsync(RunningOracle host) => await host.GetAsync("/api/stats");

    private static async Task<IEnumerable<string>> FoundAsync(RunningOracle host, string query, string mode) =>
        (await host.GetAsync($"/api/search?q={Uri.EscapeDataString(query)}&mode={mode}")).GetProperty("results").EnumerateArray()
            .Select(result => result.GetProperty("id").GetString()!)
            // With a lexical embedder, texts in two scripts are neither near nor far: chance decides.
            .Where(id => id != "thai" || !query.StartsWith("keeping", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    private static Task SyncedAsync(RunningOracle host) => Eventually.Get(
        () => StatsAsync(host),
        static stats => stats.GetProperty("sync") is var sync && sync.GetProperty("synced").GetInt64() == stats.GetProperty("total").GetInt64()
            && sync.GetProperty("deleting").GetInt64() == 0 && stats.GetProperty("total").GetInt64() > 0,
        TimeSpan.FromSeconds(60));

    private static IEnumerable<int> Runs(string log) => log.Split('\n')
        .Where(line => line.Contains("Sweep: "))
        .Select(line => int.Parse(line.Split("Sweep: ")[1].Split(' ')[0]));
}
