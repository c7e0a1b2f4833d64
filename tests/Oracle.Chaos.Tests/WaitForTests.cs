using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Oracle.Chaos.Tests.Hosts;
using Oracle.Testing;

namespace Oracle.Chaos.Tests;

/// <summary><c>POST /api/documents?waitFor=synced</c>: whoever waits is told the truth, and in time.</summary>
public sealed class WaitForTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string DataDir => _folder["data"];

    public void Dispose() => _folder.Dispose();

    [SkippableTheory, MemberData(nameof(ChromaBuilds.NativeUnlessLong), MemberType = typeof(ChromaBuilds))]
    public async Task A_200_means_that_Chroma_has_every_document(ChromaBuild build)
    {
        await using var chroma = await ChromaServer.StartAsync(build);
        await using var host = await OracleInProcess.ServeAsync(DataDir, chroma.Url);

        var (status, body) = await PostAsync(host, "?waitFor=synced", Documents(1_500));
        Assert.Equal((200, 1_500), (status, body.GetProperty("accepted").GetInt32()));
        Assert.False(body.TryGetProperty("notSynced", out _));
        Assert.Empty(await BothStores.DifferencesAsync(DataDir, chroma.Url));

        // Nothing new: unchanged documents are waited for as well.
        (status, body) = await PostAsync(host, "?waitFor=synced&timeout=1m", Documents(3).Append(new { id = "", content = "refused" }));
        Assert.Equal((200, 3, 1), (status, body.GetProperty("unchanged").GetInt32(), body.GetProperty("rejected").GetArrayLength()));
    }

    [SkippableFact]
    public async Task A_Chroma_that_is_down_gives_202_with_the_ids_when_the_time_is_up_or_200_when_it_comes_back()
    {
        await using var chroma = await ChromaServer.StartAsync(ChromaBuild.Compat);
        await using var host = await OracleInProcess.ServeAsync(DataDir, chroma.Url);
        Assert.Equal(200, (await PostAsync(host, "?waitFor=synced", [new { id = "before", content = "x" }])).Status);
        chroma.Kill();

        var (status, body) = await PostAsync(host, "?waitFor=synced&timeout=1s", [new { id = "before", content = "x" }, new { id = "a/1", content = "y" }]);
        Assert.Equal((202, 1, 1), (status, body.GetProperty("accepted").GetInt32(), body.GetProperty("unchanged").GetInt32()));
        Assert.Equal(["a/1"], NotSynced(body));
        Assert.Equal(["a/1"], NotSynced((await PostAsync(host, "?waitFor=synced&timeout=0s", [new { id = "a/1", content = "y" }])).Body));

        var waiting = PostAsync(host, "?waitFor=synced&timeout=2m", [new { id = "later", content = "z" }]);
        await Eventually.Get(() => host.GetAsync("/api/documents?id=later"), static d => d.GetProperty("id").GetString() == "later");
        await chroma.RestartAsync();
        Assert.Equal(200, (await waiting).Status);
    }

    [SkippableFact]
    public async Task A_change_or_a_deletion_by_somebody_else_makes_nobody_wait_for_ever()
    {
        await using var chroma = await ChromaServer.StartAsync(ChromaBuild.Compat);
        await using var host = await OracleInProcess.ServeAsync(DataDir, chroma.Url);
        await PostAsync(host, "?waitFor=synced", [new { id = "first", content = "x" }]);
        chroma.Pause();
        var waiting = PostAsync(host, "?waitFor=synced&timeout=2m", [new { id = "changed", content = "1" }, new { id = "deleted", content = "1" }]);
        await Eventually.Get(() => host.GetAsync("/api/documents?id=deleted"), static d => d.GetProperty("id").GetString() == "deleted");
        await PostAsync(host, "", [new { id = "changed", content = "2" }]);
        Assert.Equal(202, (int)(await host.Http.DeleteAsync("/api/documents?id=deleted")).StatusCode);
        chroma.Resume();

        var (status, body) = await waiting;
        // The deletion may have been seen before or after the document itself was confirmed; it is gone either way.
        Assert.True((status, NotSynced(body)) is (200, []) or (202, ["deleted"]), $"{status} {body}");
        await Eventually.Get(() => BothStores.DifferencesAsync(DataDir, chroma.Url), static differences => differences.Count == 0);
    }

    [SkippableFact]
    public async Task A_quarantined_document_is_told_at_once()
    {
        await using var chroma = await ChromaServer.StartAsync(ChromaBuild.Compat);
        await using var host = await OracleInProcess.ServeAsync(DataDir, chroma.Url);
        await PostAsync(host, "?waitFor=synced", Documents(3));
        BothStores.Execute(DataDir, "update oracle_documents set sync_status = 'failed', sync_failure = 'rejected', quarantined_at = 1, synced_revision = null where id = 'd-2'");

        // The client itself gives up after two minutes.
        var (status, body) = await PostAsync(host, "?waitFor=synced&timeout=10m", Documents(4));

        Assert.Equal(202, status);
        Assert.Equal(["d-2"], NotSynced(body));
    }

    [SkippableFact]
    public async Task A_host_that_stops_lets_nobody_wait()
    {
        await using var host = await OracleInProcess.ServeAsync(DataDir, new Uri("http://127.0.0.1:9"));
        var waiting = PostAsync(host, "?waitFor=synced&timeout=10m", [new { id = "a", content = "x" }]);
        await Eventually.Get(() => host.GetAsync("/api/documents?id=a"), static d => d.GetProperty("id").GetString() == "a");

        Assert.Equal(0, await host.StopAsync());

        var (status, body) = await waiting;
        Assert.Equal(202, status);
        Assert.Equal(["a"], NotSynced(body));
    }

    [SkippableFact]
    public async Task Values_that_are_not_allowed_are_refused_by_name_and_nothing_is_stored()
    {
        await using var host = await OracleInProcess.ServeAsync(DataDir, new Uri("http://127.0.0.1:9"));
        foreach (var (query, named) in new[]
        {
            ("waitFor=indexed", "waitFor: is 'indexed'"), ("waitFor=synced&waitFor=synced", "waitFor: is given 2 times"),
            ("waitFor=synced&timeout=soon", "timeout: is 'soon'"), ("waitFor=synced&timeout=11m", "timeout: is '11m'"), ("waitFor=synced&timeout=-1s", "timeout: is '-1s'"),
        })
        {
            var (status, body) = await PostAsync(host, $"?{query}", Documents(1));
            Assert.Equal(400, status);
            Assert.StartsWith(named, body.GetProperty("detail").GetString());
        }

        Assert.Empty(BothStores.Query(DataDir, "select id from oracle_documents"));
    }

    [SkippableFact]
    public async Task A_stream_of_more_than_can_be_waited_for_is_told_so_in_the_middle()
    {
        await using var host = await OracleInProcess.ServeAsync(DataDir, new Uri("http://127.0.0.1:9"));
        var lines = string.Concat(Enumerable.Repeat("{\"id\":\"a\",\"content\":\"x\"}\n", 100_001));
        using var content = new StringContent(lines, Encoding.UTF8, "application/x-ndjson");
        using var response = await host.Http.PostAsync("/api/documents?waitFor=synced&timeout=0s", content);
        Assert.Equal(400, (int)response.StatusCode);
        Assert.StartsWith("waitFor: at most 100000", (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString());
        Assert.Single(BothStores.Query(DataDir, "select id from oracle_documents"));
    }

    private static IEnumerable<object> Documents(int count) => Enumerable.Range(1, count).Select(i => new { id = $"d-{i}", content = $"text {i}" });

    private static string[] NotSynced(JsonElement body) =>
        body.TryGetProperty("notSynced", out var ids) ? [.. ids.EnumerateArray().Select(id => id.GetString()!)] : [];

    private static async Task<(int Status, JsonElement Body)> PostAsync(RunningOracle host, string query, IEnumerable<object> documents)
    {
        using var response = await host.Http.PostAsJsonAsync($"/api/documents{query}", documents);
        return ((int)response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>());
    }
}
