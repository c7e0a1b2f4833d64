using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Oracle.Chaos.Tests.Embedders;
using Oracle.Chaos.Tests.Importing;
using Oracle.Testing;

namespace Oracle.Chaos.Tests.Security;

/// <summary>
/// A host with a token, a key for its Chroma and one for its embedder, walked over every way that leads to it, through errors, a kill and a
/// second start: its secrets are in nothing that it or its programs say, leave, or hand on.
/// </summary>
public sealed class SecretsTests : IDisposable
{
    private const string Token = Canaries.Mark + "token-of-the-walk";
    private const string WrongToken = Canaries.Mark + "wrong-token-of-the-walk";

    private static readonly (string Tool, object Arguments)[] Tools =
    [
        ("oracle_search", new { query = "quokka" }), ("oracle_search", new { query = "quokka", mode = "vector" }), ("oracle_learn", new { pattern = "An assistant's quokka" }),
        ("oracle_learn", new { pattern = "" }), ("oracle_list", new { }), ("oracle_stats", new { }), ("oracle_concepts", new { }), ("oracle_reflect", new { }),
        ("oracle_read", new { id = "kept" }), ("oracle_read", new { file = "host.json" }), ("oracle_read", new { file = "../cli.secret" }), ("oracle_similar", new { id = "kept" }),
        ("oracle_delete", new { id = "nothing" }), ("oracle_sync", new { }), ("oracle_audit", new { action = "status" }), ("oracle_reindex", new { action = "status" }), ("oracle_nothing", new { }),
    ];

    private static readonly string[] Paths =
    [
        "/", "/api/health", "/api/stats", "/api/inspect", "/api/search?q=quokka", "/api/search?q=quokka&mode=vector", "/api/documents?id=kept", "/api/sync/failed", "/api/list", "/api/roots",
        "/api/audit", "/api/reindex", "/api/doc/kept", "/api/read?id=kept", "/api/read?file=cli.secret", "/api/similar?id=kept", "/metrics", "/openapi/v1.json", "/health/ready", "/nothing",
    ];

    // What looks at the host as a whole, and the rest.
    private static readonly string[][] Looking = [["doctor"], ["inspect"], ["sync", "failed"]];

    private static readonly string[][] Others =
    [
        ["stats"], ["roots"], ["sync", "status"], ["search", "quokka"], ["show", "kept"], ["show", "nothing"], ["index", "/nowhere"], ["reindex", "status"], ["import", "oracle-v2", "/nowhere"],
    ];

    private readonly TempFolder _place = new();

    private string DataDir => _place["data"];

    public void Dispose() => _place.Dispose();

    [SkippableFact]
    public async Task No_secret_is_in_an_answer_a_log_a_file_a_process_list_or_a_child_over_every_way_and_a_kill()
    {
        await using var embedder = await EmbeddingServer.StartAsync();
        var settings = embedder.Settings("openai");
        settings["ORACLE_TOKEN"] = Token;
        foreach (var (name, key) in Canaries.Keys)
            settings[name] = key;
        var old = MadeV2.Sample("july", _place["oracle.db"]);

        await using (var host = await ServeAsync(settings))
        {
            await PostAsync(host, "/api/documents?waitFor=synced&timeout=60s", new { id = "kept", content = "a quokka that stays" });
            await PostAsync(host, "/api/learn", new { pattern = "A quokka was learned" });
            await RunAsync(["import", "oracle-v2", old, "--json"], settings);
            await LookAsync(host, settings, Looking);

            // From here on the embedder takes the key no more, and repeats it.
            embedder.Key = "another";
            await PostAsync(host, "/api/documents?waitFor=synced&timeout=1s", new { id = "refused", content = "a quokka without a vector" });
            await Eventually.True(() => BothStores.Query(DataDir, "select 1 from oracle_documents where id = 'refused' and sync_failure = 'embedding'").Count == 1);
            await LookAsync(host, settings, [.. Looking, .. Others]);
            settings["ORACLE_TOKEN"] = WrongToken;
            await RunAsync(["stats"], settings);
            settings["ORACLE_TOKEN"] = Token;
            host.Kill();
            Canaries.AssertNotInFilesOf(DataDir);
        }

        await using (var host = await ServeAsync(settings))
        {
            await LookAsync(host, settings, Looking);
            // What the walk says would be worth nothing if the keys had gone nowhere.
            Assert.Contains(embedder.Requests, request => request.Authorization.Contains(Canaries.Mark, StringComparison.Ordinal) && request.Fault == EmbedderFault.Unauthorized);
        }
    }

    private async Task<OracleProcess> ServeAsync(Dictionary<string, string?> settings)
    {
        var host = await OracleProcess.ServeAsync(DataDir, chroma: null, settings);
        host.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        return host;
    }

    private async Task LookAsync(OracleProcess host, Dictionary<string, string?> settings, string[][] commands)
    {
        foreach (var path in Paths)
            await AskAsync(host, HttpMethod.Get, path, body: null);
        await AskAsync(host, HttpMethod.Post, "/api/documents", new { id = "", content = 7 });
        foreach (var (tool, arguments) in Tools)
            await AskAsync(host, HttpMethod.Post, "/mcp", Call(1, tool, arguments));
        using (var other = new HttpRequestMessage(HttpMethod.Get, "/api/stats") { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", WrongToken) } })
            await AnsweredAsync(host, other);
        foreach (var command in commands)
            await RunAsync(command, settings);
        await AskBridgeAsync(settings);
        LookAtProcesses(host);
        AssertClean(host.Out + host.Error, "the host's log");
        Canaries.AssertNotInFilesOf(DataDir);
    }

    private Task PostAsync(OracleProcess host, string path, object body) => AskAsync(host, HttpMethod.Post, path, body, mustSucceed: true);

    private async Task AskAsync(OracleProcess host, HttpMethod method, string path, object? body, bool mustSucceed = false)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Accept.ParseAdd("application/json, text/event-stream");
        Assert.True(await AnsweredAsync(host, request) || !mustSucceed, path);
    }

    private async Task<bool> AnsweredAsync(OracleProcess host, HttpRequestMessage request)
    {
        using var answer = await host.Http.SendAsync(request);
        AssertClean(answer.ReasonPhrase + answer.Headers + answer.Content.Headers + await answer.Content.ReadAsStringAsync(), $"the answer to {request.RequestUri}");
        return answer.IsSuccessStatusCode;
    }

    // What it wrote is looked at when it has ended, as of all processes; here for the failure's sake.
    private async Task RunAsync(string[] words, Dictionary<string, string?> settings)
    {
        var run = await OracleProcess.RunAsync([.. words, "--data-dir", DataDir], settings: settings);
        AssertClean(run.Out + run.Error, $"what '{string.Join(' ', words)}' wrote");
    }

    private async Task AskBridgeAsync(Dictionary<string, string?> settings)
    {
        var start = new ProcessStartInfo("dotnet", [HostProgram.Path, "mcp", "--data-dir", DataDir])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        using var bridge = Process.Start(start)!;
        var (said, noise) = (0, bridge.StandardError.ReadToEndAsync());
        await SayAsync(new { jsonrpc = "2.0", id = 0, method = "initialize", @params = new { protocolVersion = "2025-06-18", capabilities = new { }, clientInfo = new { name = "walk", version = "1" } } });
        await ReadAsync();
        await SayAsync(new { jsonrpc = "2.0", method = "notifications/initialized" });
        foreach (var (tool, arguments) in Tools)
        {
            await SayAsync(Call(++said, tool, arguments));
            await ReadAsync();
        }

        bridge.StandardInput.Close();
        await bridge.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        AssertClean(await noise, "what the bridge for assistants wrote to standard error");

        async Task SayAsync(object message)
        {
            await bridge.StandardInput.WriteLineAsync(JsonSerializer.Serialize(message));
            await bridge.StandardInput.FlushAsync();
        }

        async Task ReadAsync()
        {
            var line = await bridge.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(1));
            Assert.NotNull(line);
            AssertClean(line, "an answer of the bridge for assistants");
        }
    }

    // The command lines of all processes there are; and of those that the host started what they were handed on, Chroma among them.
    private void LookAtProcesses(OracleProcess host)
    {
        if (!Directory.Exists("/proc/self"))
            return;
        var parents = new Dictionary<int, int>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var process))
                continue;
            AssertClean(TryRead(Path.Combine(folder, "cmdline")), $"the command line of process {process}");
            // The name before the state and the parent stands in parentheses, and may hold some.
            if (TryRead(Path.Combine(folder, "stat")).Split(')')[^1].Split(' ') is [_, _, var parent, ..])
                parents[process] = int.Parse(parent, CultureInfo.InvariantCulture);
        }

        var chroma = Oracle.Testing.ManagedChroma.PidOf(DataDir);
        Assert.True(parents.ContainsKey(chroma), "Chroma does not run.");
        foreach (var process in parents.Keys.Where(process => process == chroma || IsBelow(process)))
            AssertClean(TryRead($"/proc/{process}/environ"), $"the environment of process {process}, which the host started");

        bool IsBelow(int process) => parents.TryGetValue(process, out var parent) && (parent == host.Pid || IsBelow(parent));
    }

    private static object Call(int id, string tool, object arguments) => new { jsonrpc = "2.0", id, method = "tools/call", @params = new { name = tool, arguments } };

    private void AssertClean(string text, string where) => Canaries.AssertNotIn(text, where, DataDir);

    // A process may end while it is looked at.
    private static string TryRead(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
