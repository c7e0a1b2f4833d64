using System.Net;
using System.Text;
using System.Text.Json;
using Oracle.Chaos.Tests.Hosts;
using Oracle.Testing;

namespace Oracle.Chaos.Tests;

/// <summary>The command line over folders of Markdown, on real parts.</summary>
public sealed class VaultTests : IDisposable
{
    private const string Nobody = "65534";
    private readonly TempFolder _folder = new();

    private string DataDir => _folder["data"];

    private string Vault => _folder["vault"];

    public void Dispose() => _folder.Dispose();

    [SkippableTheory, MemberData(nameof(ChromaBuilds.NativeUnlessLong), MemberType = typeof(ChromaBuilds))]
    public async Task A_second_index_of_an_unchanged_vault_writes_nothing_and_changes_nothing_in_Chroma(ChromaBuild build)
    {
        await using var chroma = await ChromaServer.StartAsync(build);
        await using var proxy = new RecordingProxy(chroma.Url);
        await using var host = await OracleInProcess.ServeAsync(DataDir, proxy.Url);
        var samples = Repository.PathTo("samples", "vault");
        var first = await OracleInProcess.RunAsync(["index", samples, "--data-dir", DataDir, "--json"], proxy.Url);
        Assert.True(first.ExitCode == 0, first.Error);
        Assert.NotEmpty(proxy.Changes);
        var changes = proxy.Changes.Count();
        var before = WholeTable();

        var second = await OracleInProcess.RunAsync(["index", samples, "--data-dir", DataDir, "--json"], proxy.Url);

        Assert.True(second.ExitCode == 0, second.Error);
        Assert.Equal(0, second.Json.GetProperty("accepted").GetInt32());
        Assert.Equal(first.Json.GetProperty("accepted").GetInt32(), second.Json.GetProperty("unchanged").GetInt32());
        Assert.Equal(before, WholeTable());
        Assert.Equal(changes, proxy.Changes.Count());
        Assert.Empty(await BothStores.DifferencesAsync(DataDir, chroma.Url));
    }

    [SkippableFact]
    public async Task Every_bad_file_gets_its_message_and_the_rest_is_done()
    {
        await using var chroma = await ChromaServer.StartAsync(ChromaBuild.Compat);
        Directory.CreateDirectory(Vault);
        Write("good.md", "# Good\n\nA note that is fine.\n");
        Write("sub/good too.md", "no heading at all");
        Write("empty.md", "");
        File.WriteAllBytes(Path.Combine(Vault, "binary.md"), [0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 3, 0xff]);
        File.WriteAllBytes(Path.Combine(Vault, "latin1.md"), Encoding.Latin1.GetBytes("# Caf\u00e9\n\nna\u00efve\n"));
        Write("broken.md", "---\ntitle: [unclosed\n---\ntext\n");
        Write("large.md", new string('x', 20 * 1024 * 1024));
        File.CreateSymbolicLink(Path.Combine(Vault, "loop"), Vault);
        Write("locked/secret.md", "secret");
        var settings = WithoutRights("locked");

        var run = await OracleProcess.RunAsync(["index", Vault, "--data-dir", DataDir, "--json"], chroma.Url, settings);

        Assert.True(run.ExitCode == 2, $"exit code {run.ExitCode}: {run.Error}");
        foreach (var name in new[] { "binary.md", "latin1.md", "large.md", "locked" })
            Assert.Contains(run.Error.Split('\n'), line => line.Contains(Path.Combine(Vault, name)));
        // What is read otherwise than it was meant, or left alone, is no error.
        Assert.Equal(
            [(Path.Combine(Vault, "broken.md"), "front matter"), (Path.Combine(Vault, "loop"), "link")],
            run.Json.GetProperty("warnings").EnumerateArray().Select(warning => (warning.GetProperty("path").GetString()!, warning.GetProperty("kind").GetString()!)).Order());
        var ids = BothStores.Query(DataDir, "select id from oracle_documents order by id").Select(row => (string)row[0]!);
        Assert.Equal(["broken.md", "empty.md", "good.md", "sub/good too.md"], ids);
        Assert.Empty(await BothStores.DifferencesAsync(DataDir, chroma.Url));
    }

    [SkippableFact]
    public async Task Bad_documents_are_rejected_by_field_and_index_and_the_others_are_taken()
    {
        await using var chroma = await ChromaServer.StartAsync(ChromaBuild.Compat);
        await using var host = await OracleInProcess.ServeAsync(DataDir, chroma.Url);

        var (status, body) = await host.PostDocumentsAsync(
            new { id = "good", content = "fine" },
            new { id = new string('i', 600), content = "id too long" },
            new { id = "big", content = new string('x', 9 * 1024 * 1024) },
            new { id = 5, content = "id is a number" },
            new { id = "typed", content = "x", concepts = new object[] { 1 } },
            "not an object");
        Assert.Equal(202, status);
        Assert.Equal(1, body.GetProperty("accepted").GetInt32());
        var rejected = body.GetProperty("rejected").EnumerateArray().ToDictionary(r => r.GetProperty("index").GetInt32(), r => r.GetProperty("error").GetString()!);
        Assert.Equal([1, 2, 3, 4, 5], rejected.Keys.Order());
        Assert.Contains("600 bytes", rejected[1]);
        Assert.Contains("8 MiB", rejected[2]);
        Assert.StartsWith("id: expected a string", rejected[3]);
        Assert.StartsWith("concepts[0]: expected a string", rejected[4]);
        Assert.Contains("expected an object", rejected[5]);

        Assert.Equal(400, await StatusAsync(host, "{\"id\": \"x\", \"content\": ", "application/json"));
        Assert.Equal(400, await StatusAsync(host, "{\"id\": \"x\"}", "application/json"));
        Assert.Equal(400, await StatusAsync(host, new string('[', 10_000), "application/json"));
        Assert.Equal(400, await StatusAsync(host, "{\"id\": \"\\ud800\", \"content\": \"x\"}", "application/json"));
        Assert.Equal(415, await StatusAsync(host, "id=x", "text/plain"));
        Assert.Equal(202, await StatusAsync(host, "{\"id\": \"line1\", \"content\": \"x\"}\nnot json\n\n{\"id\": \"line3\", \"content\": \"x\"}", "application/x-ndjson"));
        Assert.Equal(202, await StatusAsync(host, "\uFEFF{\"id\": \"after a byte order mark\", \"content\": \"x\"}", "application/x-ndjson"));
        Assert.Equal(4, BothStores.Query(DataDir, "select n from oracle_documents").Count);
        foreach (var query in new[] { "", "?q=", "?q=%20", "?q=x&mode=nope", "?q=x&content=nope", "?q=x&limit=abc", "?q=x&offset=1.5", "?q=x&q=y" })
            Assert.Equal(400, (int)(await host.Http.GetAsync("/api/search" + query)).StatusCode);
        Assert.Equal(404, (int)(await host.Http.GetAsync("/api/documents/unknown")).StatusCode);
        Assert.Equal(404, (int)(await host.Http.GetAsync("/nothing/here")).StatusCode);
        Assert.Equal(405, (int)(await host.Http.DeleteAsync("/api/stats")).StatusCode);
    }

    [SkippableFact]
    public async Task A_path_that_is_not_there_does_not_keep_the_others_from_being_indexed()
    {
        await using var chroma = await ChromaServer.StartAsync(ChromaBuild.Compat);
        Write("good.md", "A note that is fine.");
        var missing = _folder["nowhere"];

        var run = await OracleInProcess.RunAsync(["index", missing, Vault, "--data-dir", DataDir], chroma.Url);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(run.Error.Split('\n'), line => line.Contains(missing) && line.Contains("does not exist"));
        Assert.Equal(["good.md"], BothStores.Query(DataDir, "select id from oracle_documents").Select(row => (string)row[0]!));
    }

    [SkippableTheory]
    [InlineData("Oracle__Sync__BackoffMin", "00:00:31", "Oracle:Sync:BackoffMin")]
    [InlineData("ORACLE_SWEEP_INTERVAL", "often", "Oracle:Sync:SweepInterval (ORACLE_SWEEP_INTERVAL)")]
    [InlineData("ORACLE_BIND", "0.0.0.0", "Oracle:Http:Bind (ORACLE_BIND)")]
    [InlineData("ORACLE_EMBEDDING_PROVIDER", "onnnx", "Oracle:Embedding:Provider (ORACLE_EMBEDDING_PROVIDER)")]
    public async Task A_bad_setting_stops_the_start_with_one_line_that_names_it(string name, string value, string key)
    {
        var nobody = new Uri("http://127.0.0.1:9");
        var run = await OracleProcess.RunAsync(["serve", "--data-dir", DataDir, "--port", "0"], nobody, new Dictionary<string, string?> { [name] = value });
        Assert.Equal(2, run.ExitCode);
        var line = Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith($"error: {key} is '{value}'; allowed: ", line);
    }

    [SkippableTheory]
    [InlineData("--Oracle:Sync:BackoffMin=00:00:31", "Oracle:Sync:BackoffMin is '00:00:31'; allowed: ")]
    [InlineData("--Oracle:Sync:SweepIntervall=00:00:05", "Oracle:Sync:SweepIntervall is '00:00:05'; allowed: nothing, as there is no setting of that name")]
    public async Task A_setting_on_the_command_line_counts_more_than_the_environment_and_one_that_nobody_knows_is_refused(string word, string refusal)
    {
        var fine = new Dictionary<string, string?> { ["Oracle__Sync__BackoffMin"] = "00:00:01" };
        var run = await OracleProcess.RunAsync(["serve", word, "--data-dir", DataDir, "--port", "0"], new Uri("http://127.0.0.1:9"), fine);
        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith($"error: {refusal}", Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
    }

    [SkippableFact]
    public async Task A_Chroma_that_hangs_does_not_hold_up_a_search()
    {
        await using var chroma = await ChromaServer.StartAsync(ChromaBuild.Compat);
        var patient = new Dictionary<string, string?> { ["Oracle__Chroma__RequestTimeout"] = "00:10:00" };
        await using var host = await OracleInProcess.ServeAsync(DataDir, chroma.Url, patient);
        await host.PostDocumentsAsync(new { id = "a", content = "a note about patience" });
        await Eventually.Get(() => host.GetAsync("/api/stats"), static s => s.GetProperty("sync").GetProperty("synced").GetInt32() == 1);

        chroma.Pause();
        var search = await host.GetAsync("/api/search?q=patience").WaitAsync(TimeSpan.FromMinutes(1));
        chroma.Resume();

        Assert.True(search.GetProperty("degraded").GetBoolean());
        Assert.Equal("a", search.GetProperty("results")[0].GetProperty("id").GetString());
    }

    [SkippableFact]
    public async Task Another_site_may_not_speak_to_the_host()
    {
        await using var chroma = await ChromaServer.StartAsync(ChromaBuild.Compat);
        await using var host = await OracleInProcess.ServeAsync(DataDir, chroma.Url);
        Assert.Equal(403, await StatusAsync(host, request => request.Headers.Host = "evil.example"));
        Assert.Equal(403, await StatusAsync(host, request => request.Headers.Add("Origin", "http://evil.example")));
        Assert.Equal(403, await StatusAsync(host, request => request.Headers.Add("Origin", "null")));
        Assert.Equal(200, await StatusAsync(host, request => request.Headers.Add("Origin", host.Address.ToString().TrimEnd('/'))));
    }

    [SkippableTheory]
    [InlineData("a/b c#ง่าย%2F?&+.md")]
    [InlineData("'; drop table oracle_documents; --")]
    [InlineData("..")]
    public async Task Every_legal_id_can_be_read_and_deleted_by_its_query_form(string id)
    {
        await using var chroma = await ChromaServer.StartAsync(ChromaBuild.Compat);
        await using var host = await OracleInProcess.ServeAsync(DataDir, chroma.Url);
        Assert.Equal(202, (await host.PostDocumentsAsync(new { id, content = "x" })).Status);
        var query = $"/api/documents?id={Uri.EscapeDataString(id)}";
        Assert.Equal(id, (await host.GetAsync(query)).GetProperty("id").GetString());
        if (id != "..")
            Assert.Equal(id, (await host.GetAsync($"/api/documents/{Uri.EscapeDataString(id)}")).GetProperty("id").GetString());
        Assert.Equal(HttpStatusCode.Accepted, (await host.Http.DeleteAsync(query)).StatusCode);
    }

    private static async Task<int> StatusAsync(RunningOracle host, string body, string type)
    {
        using var content = new StringContent(body, Encoding.UTF8, type);
        using var response = await host.Http.PostAsync("/api/documents", content);
        return (int)response.StatusCode;
    }

    private static async Task<int> StatusAsync(RunningOracle host, Action<HttpRequestMessage> change)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/health");
        change(request);
        using var response = await host.Http.SendAsync(request);
        return (int)response.StatusCode;
    }

    private string WholeTable() => JsonSerializer.Serialize(BothStores.Query(DataDir, "select * from oracle_documents order by n"));

    private void Write(string name, string text)
    {
        var path = Path.Combine(Vault, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    // Modes mean nothing to root: where the tests run as root, the product runs as somebody else.
    private Dictionary<string, string?> WithoutRights(string folder)
    {
        if (OperatingSystem.IsWindows())
            return [];
        File.SetUnixFileMode(Path.Combine(Vault, folder), UnixFileMode.None);
        if (!Environment.IsPrivilegedProcess)
            return [];
        Skip.IfNot(File.Exists("/usr/bin/setpriv"), "As root, a folder without permission needs setpriv to be tested.");
        Directory.CreateDirectory(DataDir);
        File.SetUnixFileMode(_folder.Path, (UnixFileMode)0b111_111_111);
        File.SetUnixFileMode(DataDir, (UnixFileMode)0b111_111_111);
        return new Dictionary<string, string?> { ["TEST_RUN_AS_UID"] = Nobody, ["HOME"] = DataDir, ["DOTNET_CLI_HOME"] = DataDir };
    }
}
