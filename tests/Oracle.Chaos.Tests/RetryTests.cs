using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Oracle.Chaos.Tests.Hosts;
using Oracle.Testing;

namespace Oracle.Chaos.Tests;

/// <summary>Documents that were set aside, and the person who wants them tried again.</summary>
public sealed class RetryTests : IDisposable
{
    private const string Quarantine =
        "update oracle_documents set sync_status = 'failed', sync_failure = 'rejected', sync_error = 'Chroma refused it', sync_attempts = 1, "
        + "quarantined_at = 1, synced_revision = null where id in ('q-1', 'q-2', 'q-3')";

    private readonly TempFolder _folder = new();

    private string DataDir => _folder["data"];

    public void Dispose() => _folder.Dispose();

    [SkippableTheory, MemberData(nameof(ChromaBuilds.NativeUnlessLong), MemberType = typeof(ChromaBuilds))]
    public async Task Quarantined_documents_are_listed_retried_by_id_or_all_and_end_synced(ChromaBuild build)
    {
        await using var chroma = await ChromaServer.StartAsync(build);
        await using var host = await OracleInProcess.ServeAsync(DataDir, chroma.Url);
        await SetAsideAsync(host);
        var failed = await host.GetAsync("/api/sync/failed?limit=2");
        Assert.Equal((3, 2), (failed.GetProperty("total").GetInt32(), failed.GetProperty("items").GetArrayLength()));
        Assert.True(failed.GetProperty("items")[0].GetProperty("quarantined").GetBoolean());
        await HonestStats.AssertAsync(host, DataDir);

        var (status, body) = await RetryAsync(host, new { ids = new[] { "q-2", "unknown", "fine" } });
        Assert.Equal((202, 1, "unknown"), (status, body.GetProperty("retried").GetInt32(), Assert.Single(body.GetProperty("unknown").EnumerateArray()).GetString()));
        await FailedAsync(host, 2);

        (status, body) = await RetryAsync(host, new { all = true });
        Assert.Equal((202, 2), (status, body.GetProperty("retried").GetInt32()));
        Assert.False(body.TryGetProperty("unknown", out _));
        await FailedAsync(host, 0);
        await Eventually.Get(() => BothStores.DifferencesAsync(DataDir, chroma.Url), static differences => differences.Count == 0);
        await HonestStats.AssertAsync(host, DataDir);
        Assert.Equal(0, (await RetryAsync(host, new { all = true })).Body.GetProperty("retried").GetInt32());
    }

    [SkippableFact]
    public async Task A_retry_while_Chroma_is_down_is_accepted_and_done_when_it_answers()
    {
        await using var chroma = await ChromaServer.StartAsync(ChromaBuild.Compat);
        await using var host = await OracleInProcess.ServeAsync(DataDir, chroma.Url);
        await SetAsideAsync(host);
        chroma.Kill();

        Assert.Equal((202, 3), await RetryAsync(host, new { all = true }) is var (status, body) ? (status, body.GetProperty("retried").GetInt32()) : default);
        Assert.Equal(0, (await host.GetAsync("/api/stats")).GetProperty("sync").GetProperty("quarantined").GetInt32());
        await chroma.RestartAsync();

        await FailedAsync(host, 0);
        await Eventually.Get(() => BothStores.DifferencesAsync(DataDir, chroma.Url), static differences => differences.Count == 0);
    }

    [SkippableFact]
    public async Task The_command_uses_the_running_host_or_one_of_its_own()
    {
        await using var chroma = await ChromaServer.StartAsync(ChromaBuild.Compat);
        await using (var host = await OracleInProcess.ServeAsync(DataDir, chroma.Url))
        {
            await SetAsideAsync(host);
            var listed = await OracleInProcess.RunAsync(["sync", "failed", "--data-dir", DataDir, "--json"], chroma.Url);
            Assert.Equal((0, 3), (listed.ExitCode, listed.Json.GetProperty("total").GetInt32()));
            var beside = await OracleInProcess.RunAsync(["sync", "retry", "q-1", "nobody", "--data-dir", DataDir, "--json"], chroma.Url);
            Assert.Equal((2, 1), (beside.ExitCode, beside.Json.GetProperty("retried").GetInt32()));
            Assert.Contains("'nobody'", beside.Error);
            await FailedAsync(host, 2);
        }

        var alone = await OracleInProcess.RunAsync(["sync", "retry", "--all", "--data-dir", DataDir], chroma.Url);
        Assert.True(alone.ExitCode == 0, alone.Error);
        Assert.Equal("2 documents to be tried again\n", alone.Out);
        Assert.Empty(await BothStores.DifferencesAsync(DataDir, chroma.Url));
    }

    [SkippableFact]
    public async Task A_wish_that_cannot_be_met_is_told_why()
    {
        await using var host = await OracleInProcess.ServeAsync(DataDir, new Uri("http://127.0.0.1:9"));
        await AssertProblemAsync(host, """{"ids":["a","b"]}""", 404, "'a'");
        await AssertProblemAsync(host, "{}", 400, "ids: is missing");
        await AssertProblemAsync(host, "[]", 400, "not an object");
        await AssertProblemAsync(host, "", 400, "not JSON");
        await AssertProblemAsync(host, """{"ids":[]}""", 400, "ids: is empty");
        await AssertProblemAsync(host, """{"ids":"a"}""", 400, "ids: ");
        await AssertProblemAsync(host, """{"ids":["a",1]}""", 400, "ids[1]: ");
        await AssertProblemAsync(host, """{"ids":["\ud800"]}""", 400, "ids[0]: ");
        await AssertProblemAsync(host, """{"all":"yes"}""", 400, "all: ");
        await AssertProblemAsync(host, """{"all":true,"ids":["a"]}""", 400, "all: ");
        await AssertProblemAsync(host, """{"all":true}""", 415, "Content-Type", "text/plain");
    }

    private static async Task AssertProblemAsync(RunningOracle host, string body, int status, string detail, string type = "application/json")
    {
        using var content = new StringContent(body, Encoding.UTF8, type);
        using var response = await host.Http.PostAsync("/api/sync/retry", content);
        Assert.Equal((status, "application/problem+json"), ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.Contains(detail, (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString());
    }

    // Rows as a refusal leaves them: no Chroma here refuses what Oracle sends.
    private async Task SetAsideAsync(RunningOracle host)
    {
        await host.PostDocumentsAsync(new[] { "q-1", "q-2", "q-3", "fine" }.Select(id => new { id, content = $"text of {id}" }));
        await Eventually.Get(() => host.GetAsync("/api/stats"), static s => s.GetProperty("sync").GetProperty("synced").GetInt32() == 4);
        BothStores.Execute(DataDir, Quarantine);
    }

    private static Task FailedAsync(RunningOracle host, int count) => Eventually.Get(
        () => host.GetAsync("/api/stats"),
        s => s.GetProperty("sync") is var sync && sync.GetProperty("failed").GetInt32() == count && sync.GetProperty("pending").GetInt32() == 0);

    private static async Task<(int Status, JsonElement Body)> RetryAsync(RunningOracle host, object body)
    {
        using var response = await host.Http.PostAsJsonAsync("/api/sync/retry", body);
        return ((int)response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>());
    }
}
