using System.Collections.Concurrent;
using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Oracle.Chaos.Tests.Hosts;
using Oracle.Chroma;
using Oracle.Testing;
using Oracle.Testing.Faults;

namespace Oracle.Chaos.Tests.Upgrades;

/// <summary>
/// A data directory that an earlier Oracle wrote, with its Chroma's data: 140 documents of a vault and 60 posted ones, a kept
/// collection, a tombstone and a quarantined document (<c>make-data</c> makes one). This Oracle goes on with it and loses nothing.
/// </summary>
public sealed class UpgradeTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private string _told = "";

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Kept =>
        [.. Directory.GetFiles(Folder, "*.tar.gz").Select(path => Path.GetFileName(path)[..^".tar.gz".Length]).Order(StringComparer.Ordinal)];

    private static string Folder => Repository.PathTo("tests", "Oracle.Chaos.Tests", "Upgrades");

    [SkippableTheory, MemberData(nameof(Kept))]
    public async Task A_data_directory_of_an_earlier_Oracle_loses_nothing_and_sends_nothing_at_the_start(string commit)
    {
        var data = Unpack(commit);
        await using var chroma = await ChromaServer.StartAsync(ChromaBuild.Compat, _folder["chroma"]);
        await using var proxy = new FaultProxy(chroma.Url);
        var sent = new ConcurrentQueue<string>();
        foreach (var write in (Endpoint[])[Endpoint.Upsert, Endpoint.Other])
            proxy.Hooks.BeforeForward(write, request => Note(data, request, sent));
        Assert.Single(BothStores.Query(data, "select id from oracle_documents where deleted_at is not null"));
        var before = BothStores.Query(data, "select id, content, revision, content_hash, sync_status from oracle_documents where deleted_at is null order by id");
        Assert.Equal(["refused"], BothStores.Query(data, "select id from oracle_documents where quarantined_at is not null").Select(row => (string)row[0]!));
        await using var host = await OracleInProcess.ServeAsync(data, proxy.Url);

        // The tombstone goes, and nothing else is on its way.
        await Eventually.Get(() => host.GetAsync("/api/stats"), static stats => stats.GetProperty("sync").GetProperty("deleting").GetInt32() == 0, TimeSpan.FromMinutes(1));
        Assert.Equal(before, BothStores.Query(data, "select id, content, revision, content_hash, sync_status from oracle_documents where deleted_at is null order by id"));
        Assert.Empty(BothStores.Query(data, "select id from oracle_documents where deleted_at is not null"));
        Assert.Empty(sent);
        await AssertKeptAsync(commit, data, chroma.Url);
        Assert.Equal("plot-7.md", (await FirstAsync(host, "unique7", "fts")));
        Assert.Equal("posted-9", await FirstAsync(host, "A document that came through HTTP, number 9, sole9.", "vector"));
        await StoresAgree.WithinAsync(data, chroma.Url);

        var ids = Ids(data);
        // The title left the text of 60 notes with a heading; the short ones have theirs from the file's name.
        var first = await IndexAsync(host, data, chroma);
        Assert.Equal((140, 140), (first.Accepted + first.Unchanged, first.Accepted));
        Assert.Contains("an earlier Oracle indexed 80 files", _told, StringComparison.Ordinal);
        await Eventually.Get(() => host.GetAsync("/api/stats"), static stats => stats.GetProperty("sync").GetProperty("pending").GetInt32() == 0, TimeSpan.FromMinutes(1));
        await StoresAgree.WithinAsync(data, chroma.Url);
        Assert.Equal((140, 140), (sent.Count, sent.Distinct(StringComparer.Ordinal).Count()));
        sent.Clear();
        var second = await IndexAsync(host, data, chroma);
        Assert.Equal((140, 0), (second.Unchanged, second.Accepted));
        Assert.DoesNotContain("an earlier Oracle", _told, StringComparison.Ordinal);
        Assert.Equal(ids, Ids(data));
        Assert.Equal("short-3.md", await FirstAsync(host, "lone3", "fts"));
        await StoresAgree.WithinAsync(data, chroma.Url);
        Assert.Empty(sent);
        await AssertKeptAsync(commit, data, chroma.Url);
    }

    private static List<string> Ids(string data) =>
        [.. BothStores.Query(data, "select id from oracle_documents where deleted_at is null order by id").Select(row => (string)row[0]!)];

    // Chroma's index loses records now and then; what was found to be lost is named in the table and written anew.
    private static Task Note(string data, ProxiedRequest request, ConcurrentQueue<string> sent)
    {
        if (request.Path.Split('/') is not [.., "upsert" or "update" or "add"])
            return Task.CompletedTask;
        var lost = BothStores.Query(data, "select id from oracle_renewals").Select(row => (string)row[0]!).ToHashSet(StringComparer.Ordinal);
        using var body = JsonDocument.Parse(request.Body);
        foreach (var id in body.RootElement.GetProperty("ids").EnumerateArray().Select(id => id.GetString()!).Where(id => !lost.Contains(id)))
            sent.Enqueue(id);
        return Task.CompletedTask;
    }

    // The first two kinds of data directory are of a time that knew no re-index and kept none.
    private static async Task AssertKeptAsync(string commit, string data, Uri chroma)
    {
        var kept = BothStores.Query(data, "select name from oracle_collections where state = 'kept'").Select(row => (string)row[0]!).ToList();
        Assert.Equal(commit is "090b27e" or "d08b693" ? 0 : 1, kept.Count);
        using var client = new ChromaClient(new ChromaOptions { Url = chroma });
        foreach (var name in kept)
            Assert.True((await client.GetCollectionAsync(name)).Succeeded, name);
    }

    private static async Task<string?> FirstAsync(RunningOracle host, string query, string mode) =>
        (await host.GetAsync($"/api/search?q={Uri.EscapeDataString(query)}&mode={mode}")).GetProperty("results").EnumerateArray().Select(hit => hit.GetProperty("id").GetString()).FirstOrDefault();

    private async Task<(int Accepted, int Unchanged)> IndexAsync(RunningOracle host, string data, ChromaServer chroma)
    {
        var run = await OracleInProcess.RunAsync(["index", "--json", "--data-dir", data, _folder["vault"]], chroma.Url);
        Assert.True(run.ExitCode is 0 or 3, run.Error);
        _told = run.Error;
        return (run.Json.GetProperty("accepted").GetInt32(), run.Json.GetProperty("unchanged").GetInt32());
    }

    private string Unpack(string commit)
    {
        using var file = File.OpenRead(Path.Combine(Folder, commit + ".tar.gz"));
        using var gzip = new GZipStream(file, CompressionMode.Decompress);
        TarFile.ExtractToDirectory(gzip, _folder.Path, overwriteFiles: true);
        // The vault lies elsewhere than when it was indexed.
        using var connection = new SqliteConnection($"Data Source={Path.Combine(_folder["data"], "oracle.db")};Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "update oracle_roots set path = $path";
        command.Parameters.AddWithValue("$path", _folder["vault"]);
        Assert.Equal(1, command.ExecuteNonQuery());
        return _folder["data"];
    }
}
