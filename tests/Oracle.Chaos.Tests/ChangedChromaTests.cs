using Oracle.Chaos.Tests.Hosts;
using Oracle.Chroma;
using Oracle.Testing;

namespace Oracle.Chaos.Tests;

/// <summary>Somebody else changes Chroma while no write of ours fails.</summary>
public sealed class ChangedChromaTests : IDisposable
{
    private static readonly TimeSpan Noticed = TimeSpan.FromSeconds(60);

    // It is a minute unless set.
    private static readonly Dictionary<string, string?> OftenCompared = new() { ["Oracle__Sync__CompareInterval"] = "00:00:02" };

    private readonly TempFolder _folder = new();

    private string DataDir => _folder["data"];

    public void Dispose() => _folder.Dispose();

    [SkippableTheory, MemberData(nameof(ChromaBuilds.NativeUnlessLong), MemberType = typeof(ChromaBuilds))]
    public async Task A_Chroma_restored_from_an_older_copy_is_noticed_and_brought_up_to_date(ChromaBuild build)
    {
        await using var chroma = await ChromaServer.StartAsync(build);
        await using var host = await OracleInProcess.ServeAsync(DataDir, chroma.Url, OftenCompared);
        await host.PostDocumentsAsync(Documents("kept", 30));
        await host.PostDocumentsAsync(Documents("deleted", 5));
        await AgreeAsync(host, chroma);
        await chroma.StopAsync();
        Copy(chroma.DataPath, _folder["copy"]);
        await chroma.RestartAsync();

        // As many records as in the copy, but not the same.
        await host.PostDocumentsAsync(Documents("kept", 10, text: "changed since"));
        await host.PostDocumentsAsync(Documents("new", 5));
        foreach (var i in Enumerable.Range(0, 5))
            using (await host.Http.DeleteAsync($"/api/documents?id=deleted-{i}")) { }
        await AgreeAsync(host, chroma);
        chroma.Kill();
        await Eventually.Get(() => host.GetAsync("/api/stats"), static stats => stats.GetProperty("chroma_status").GetString() == "unavailable");
        Directory.Delete(chroma.DataPath, recursive: true);
        Copy(_folder["copy"], chroma.DataPath);
        await chroma.RestartAsync();

        await AgreeAsync(host, chroma);
        await HonestStats.AssertAsync(host, DataDir);
    }

    [SkippableTheory, MemberData(nameof(ChromaBuilds.NativeUnlessLong), MemberType = typeof(ChromaBuilds))]
    public async Task Adopting_a_collection_removes_nothing_that_was_in_it(ChromaBuild build)
    {
        await using var chroma = await ChromaServer.StartAsync(build);
        await using (var former = await OracleInProcess.ServeAsync(DataDir, chroma.Url))
        {
            await former.PostDocumentsAsync(Documents("lost", 40));
            await AgreeAsync(former, chroma);
        }

        // oracle.db is lost: what Chroma holds is all there is.
        await using var host = await OracleInProcess.ServeAsync(_folder["new"], chroma.Url, OftenCompared, arguments: "--adopt");
        await host.PostDocumentsAsync(Documents("new", 3));
        await Eventually.Get(() => Task.FromResult(host.Error), static log => log.Contains("not removed without a person's word"), Noticed);
        var records = await Eventually.Get(() => BothStores.RecordsAsync(chroma.Url, "oracle_knowledge"), static records => records.Count == 43);
        Assert.Equal(40, records.Keys.Count(id => id.StartsWith("lost-", StringComparison.Ordinal)));
    }

    [SkippableTheory, MemberData(nameof(ChromaBuilds.NativeUnlessLong), MemberType = typeof(ChromaBuilds))]
    public async Task Records_removed_and_strangers_added_behind_a_quiet_host_are_mended_at_the_next_comparison(ChromaBuild build)
    {
        await using var chroma = await ChromaServer.StartAsync(build);
        await using var host = await OracleInProcess.ServeAsync(DataDir, chroma.Url, OftenCompared);
        await host.PostDocumentsAsync(Documents("doc", 40));
        await AgreeAsync(host, chroma);
        using (var client = new ChromaClient(new ChromaOptions { Url = chroma.Url }))
        {
            var collection = (await client.GetCollectionAsync("oracle_knowledge")).Value;
            Assert.True((await client.DeleteAsync(collection.Id, [.. Enumerable.Range(0, 40).Select(i => $"doc-{i}")])).Succeeded);
            var stranger = new ChromaRecord("stranger", new float[384].Select((_, i) => i + 1f).ToArray(), "Not ours.", new Dictionary<string, MetadataValue>());
            Assert.True((await client.UpsertAsync(collection.Id, [stranger], (await client.PreFlightAsync()).Value)).Succeeded);
        }

        await AgreeAsync(host, chroma);
        await HonestStats.AssertAsync(host, DataDir);
    }

    private async Task AgreeAsync(RunningOracle host, ChromaServer chroma) => await Eventually.Get(
        () => host.HasExited ? throw new InvalidOperationException(host.Error) : BothStores.DifferencesAsync(DataDir, chroma.Url),
        static differences => differences.Count == 0, Noticed);

    private static IEnumerable<object> Documents(string prefix, int count, string text = "as it was") =>
        Enumerable.Range(0, count).Select(i => new { id = $"{prefix}-{i}", content = $"The text of {prefix} {i}, {text}." });

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var folder in Directory.GetDirectories(from, "*", SearchOption.AllDirectories))
            Directory.CreateDirectory(Path.Combine(to, Path.GetRelativePath(from, folder)));
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
            File.Copy(file, Path.Combine(to, Path.GetRelativePath(from, file)));
    }
}
