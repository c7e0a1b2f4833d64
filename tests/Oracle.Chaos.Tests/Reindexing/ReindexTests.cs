using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Oracle.Chaos.Tests.Hosts;
using Oracle.Chaos.Tests.Kills;
using Oracle.Testing;
using Xunit.Abstractions;

namespace Oracle.Chaos.Tests.Reindexing;

/// <summary>Re-indexes of each kind, under searches and changes.</summary>
public sealed class ReindexTests(ITestOutputHelper output) : IDisposable
{
    private static readonly int MostAsked = LongRun.IsOn ? 600 : 60;
    private static readonly TimeSpan Ends = TimeSpan.FromMinutes(15);

    private readonly TempFolder _folder = new();

    private string DataDir => _folder["data"];

    public void Dispose() => _folder.Dispose();

    [SkippableTheory, MemberData(nameof(ChromaBuilds.All), MemberType = typeof(ChromaBuilds))]
    public async Task No_search_loses_a_document_while_all_of_them_are_written_again_moved_to_another_model_and_back(ChromaBuild build)
    {
        var count = LongRun.IsOn ? 5_000 : 280;
        var random = Programme.Chance(output, nameof(ReindexTests));
        await using var chroma = await ChromaServer.StartAsync(build);
        await using var host = await OracleInProcess.ServeAsync(DataDir, chroma.Url);
        var (stable, changing) = (Ids("stable", count * 3 / 4), Ids("changing", count / 4));
        foreach (var some in stable.Concat(changing).Chunk(500))
            await host.PostDocumentsAsync(some.Select(id => (object)new { id, content = Searchers.Text(id) }));
        await SyncedAsync(host, count);

        // Of thousands to ask for each first takes longer than all that is to be shown.
        var asked = random.GetItems(stable.ToArray(), Math.Min(count, MostAsked)).Distinct().ToList();
        await using var searchers = new Searchers(host, asked);
        await searchers.LearnAsync();
        Assert.True(searchers.Known > 2 * asked.Count, $"{searchers.Known} of {3 * asked.Count} questions find their document");
        searchers.Start(clients: 4, random.Next());
        await using (var changes = new Changes(host, searchers, changing, random.Next()))
        {
            searchers.Lap();
            await Task.Delay(TimeSpan.FromSeconds(LongRun.IsOn ? 30 : 2));
            Report("before", searchers, changes);
            await ReindexAsync(host, "/api/reindex", new { });
            Report("in place", searchers, changes);
            await ReindexAsync(host, "/api/reindex", new { model = "hash-256-v1" });
            Report("another model", searchers, changes);
            await ReindexAsync(host, "/api/reindex/rollback", new { });
            Report("rollback", searchers, changes);
            await changes.StopAsync();
        }

        await StoresAgree.WithinAsync(DataDir, chroma.Url);
        await HonestStats.AssertAsync(host, DataDir);
        Assert.True(searchers.Troubles.Count == 0, string.Join('\n', searchers.Troubles.Order(StringComparer.Ordinal).Take(40).Prepend($"{searchers.Troubles.Count} troubles:")));
    }

    internal static IReadOnlyList<string> Ids(string prefix, int count) => [.. Enumerable.Range(0, count).Select(i => $"{prefix}-{i}")];

    internal static Task SyncedAsync(RunningOracle host, int count) => Eventually.Get(
        () => host.GetAsync("/api/stats"), stats => stats.GetProperty("sync").GetProperty("synced").GetInt32() == count, TimeSpan.FromMinutes(5));

    internal static async Task<JsonElement> BeginAsync(RunningOracle host, string path, object body)
    {
        using var begun = await host.Http.PostAsync(path, JsonContent.Create(body));
        var answer = await begun.Content.ReadAsStringAsync();
        Assert.True((int)begun.StatusCode == 202, answer);
        return JsonDocument.Parse(answer).RootElement;
    }

    internal static async Task<JsonElement> EndAsync(RunningOracle host)
    {
        var end = await Eventually.Get(
            () => host.GetAsync("/api/reindex"), static run => run.GetProperty("state").GetString() is "done" or "failed", Ends);
        Assert.True(end.GetProperty("state").GetString() == "done", $"{end}\n{host.Error}");
        return end;
    }

    private async Task ReindexAsync(RunningOracle host, string path, object body)
    {
        var clock = Stopwatch.StartNew();
        Assert.Equal("running", (await BeginAsync(host, path, body)).GetProperty("state").GetString());
        var end = await EndAsync(host);
        output.WriteLine($"{path} {JsonSerializer.Serialize(body)}: {end.GetProperty("done")} documents in {clock.Elapsed.TotalSeconds:0.0} s");
    }

    private void Report(string phase, Searchers searchers, Changes changes)
    {
        var (queries, p99) = searchers.Lap();
        output.WriteLine($"{phase}: {queries} queries, p99 {p99:0} ms, {searchers.Troubles.Count} troubles so far, {changes.Count} changes so far");
    }
}
