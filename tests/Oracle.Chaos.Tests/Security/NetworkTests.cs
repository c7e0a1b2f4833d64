using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using Oracle.Testing;

namespace Oracle.Chaos.Tests.Security;

/// <summary>A host that others reach: who may ask, how often, and what of its secrets shows. Its Chroma is under its own care.</summary>
public sealed class NetworkTests(NetworkTests.NetworkHost oracle) : IClassFixture<NetworkTests.NetworkHost>
{
    private const string Token = "canary-token-7d1f0c";
    private const string ChromaKey = "canary-chroma-key-93ab";
    private const string EmbeddingKey = "canary-embedding-key-51ee";
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private static readonly string[] Paths =
    [
        "/", "/api/search?q=quokka", "/api/stats", "/api/health", "/api/documents?id=x", "/api/documents/x", "/api/sync/failed", "/api/reindex", "/api/audit", "/api/roots", "/metrics",
        "/openapi/v1.json", "/mcp", "/nothing", "/api/search", "/api/search?q=x&mode=none", "/health/liver", "/HEALTH/live/x",
    ];

    [SkippableFact]
    public async Task Nothing_but_the_probes_is_served_without_the_token()
    {
        foreach (var authorization in new[] { null, "Bearer", "Bearer wrong", $"Bearer {Token}x", $"Bearer {Token[..^1]}", $"Basic {Token}", Token, $"Bearer {Token}, Bearer {Token}" })
        {
            foreach (var path in Paths.Append("/api/events"))
            {
                using var answer = await AskAsync(oracle.Mine, path, authorization);
                Assert.True(answer.StatusCode == HttpStatusCode.Unauthorized, $"{path} {authorization}: {answer}");
                Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.ToString());
                Assert.Contains("\"error\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            }
        }

        foreach (var probe in new[] { "/health/live", "/health/ready" })
            Assert.Equal(HttpStatusCode.OK, (await AskAsync(oracle.Mine, probe, null)).StatusCode);
        foreach (var scheme in new[] { "Bearer", "bearer", "BEARER" })
            Assert.Equal(HttpStatusCode.OK, (await AskAsync(oracle.Mine, "/api/stats", $"{scheme} {Token}")).StatusCode);
    }

    [SkippableFact]
    public async Task A_client_has_so_many_searches_and_requests_a_minute_and_another_has_its_own()
    {
        using var one = oracle.Client("127.0.0.5");
        using var other = oracle.Client("127.0.0.6");
        for (var i = 0; i < NetworkHost.Searches; i++)
            Assert.Equal(HttpStatusCode.OK, (await AskAsync(one, "/api/search?q=quokka&mode=fts", $"Bearer {Token}")).StatusCode);
        await AssertTooManyAsync(one, "/api/search?q=quokka&mode=fts", "Oracle:Http:SearchesPerMinute");

        // Searches and other requests are counted apart, and a batch once.
        using (var batch = new HttpRequestMessage(HttpMethod.Post, "/api/documents") { Content = JsonContent.Create(Enumerable.Range(0, 100).Select(i => new { id = $"b{i}", content = "x" })) })
        {
            batch.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
            Assert.Equal(HttpStatusCode.Accepted, (await one.SendAsync(batch)).StatusCode);
        }

        for (var i = 1; i < NetworkHost.Requests; i++)
            Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(one, "/api/health", "Bearer guess")).StatusCode);
        await AssertTooManyAsync(one, "/api/health", "Oracle:Http:RequestsPerMinute");

        Assert.Equal(HttpStatusCode.OK, (await AskAsync(one, "/health/live", null)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(other, "/api/health", $"Bearer {Token}")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(other, "/api/search?q=quokka&mode=fts", $"Bearer {Token}")).StatusCode);
    }

    [SkippableFact]
    public async Task An_assistant_s_searches_are_counted_as_searches()
    {
        using var one = oracle.Client("127.0.0.7");
        for (var i = 0; i < NetworkHost.Searches; i++)
            Assert.DoesNotContain("Error", await SearchAsync(), StringComparison.Ordinal);

        Assert.Matches("Error: More than 5 searches within a minute .*Try again in [0-9]+ s", await SearchAsync());
        Assert.Equal(HttpStatusCode.TooManyRequests, (await AskAsync(one, "/api/search?q=quokka&mode=fts", $"Bearer {Token}")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(one, "/api/health", $"Bearer {Token}")).StatusCode);

        async Task<string> SearchAsync()
        {
            using var call = new HttpRequestMessage(HttpMethod.Post, "/mcp")
            {
                Content = JsonContent.Create(new { jsonrpc = "2.0", id = 1, method = "tools/call", @params = new { name = "oracle_search", arguments = new { query = "quokka", mode = "fts" } } }),
            };
            call.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
            call.Headers.Accept.ParseAdd("application/json, text/event-stream");
            using var answer = await one.SendAsync(call);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            return await answer.Content.ReadAsStringAsync();
        }
    }

    [SkippableFact]
    public async Task No_secret_is_in_a_log_an_answer_a_file_or_a_process_list()
    {
        foreach (var authorization in new[] { null, $"Bearer {Token}", $"Bearer x{Token}" })
        {
            foreach (var path in Paths)
            {
                using var answer = await AskAsync(oracle.Mine, path, authorization);
                AssertClean(answer.Headers + await answer.Content.ReadAsStringAsync(), path);
            }
        }

        foreach (var command in new[] { "stats", "roots", "doctor" })
        {
            var run = await OracleProcess.RunAsync([command, "--data-dir", oracle.DataDir], settings: NetworkHost.Environment);
            AssertClean(run.Out + run.Error, command);
        }

        AssertClean(oracle.Host.Error + oracle.Host.Out, "log");
        foreach (var file in Directory.EnumerateFiles(oracle.DataDir, "*", SearchOption.AllDirectories).Where(path => Path.GetFileName(path) != "oracle.lock"))
            AssertClean(System.Text.Encoding.Latin1.GetString(await ReadSharedAsync(file)), file);
        // Of all processes there are, the host's Chroma among them.
        foreach (var process in Directory.EnumerateDirectories("/proc").Where(folder => int.TryParse(Path.GetFileName(folder), out _)))
            AssertClean(TryRead(Path.Combine(process, "cmdline")), process);
        // And the server has no use for any of them.
        AssertClean(TryRead($"/proc/{Oracle.Testing.ManagedChroma.PidOf(oracle.DataDir)}/environ"), "Chroma's environment");
    }

    [SkippableTheory]
    [InlineData("--Oracle:Http:Token=", "ORACLE_TOKEN")]
    [InlineData("--oracle:chroma:apikey=", "CHROMA_API_KEY")]
    [InlineData("--Oracle:Embedding:ApiKey=", "ORACLE_EMBEDDING_API_KEY")]
    public async Task A_secret_on_the_command_line_is_refused_and_not_repeated(string option, string variable)
    {
        var run = await OracleProcess.RunAsync(["stats", option + "canary-argument", "--data-dir", oracle.DataDir], new Uri("http://127.0.0.1:9"));
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(variable, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("canary-argument", run.Out + run.Error, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Every_file_and_folder_of_the_data_directory_is_its_owners_alone()
    {
        string[] all = [oracle.DataDir, .. Directory.EnumerateFileSystemEntries(oracle.DataDir, "*", SearchOption.AllDirectories)];
        Assert.Contains(all, path => path.EndsWith("oracle.lock", StringComparison.Ordinal));
        Assert.Contains(all, path => path.EndsWith("cli.secret", StringComparison.Ordinal));
        Assert.Contains(all, path => path.EndsWith("chroma.sqlite3", StringComparison.Ordinal));
        Assert.Contains(all, path => path.EndsWith("oracle.db-wal", StringComparison.Ordinal));
        Assert.DoesNotContain(all, path => !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != UnixFileMode.None);
    }

    private static void AssertClean(string text, string where) => Assert.False(text.Contains("canary-", StringComparison.Ordinal), where);

    private static async Task AssertTooManyAsync(HttpClient client, string path, string setting)
    {
        using var answer = await AskAsync(client, path, $"Bearer {Token}");
        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        Assert.Contains(setting, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static async Task<HttpResponseMessage> AskAsync(HttpClient client, string path, string? authorization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (authorization is not null)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        return await client.SendAsync(request);
    }

    private static async Task<byte[]> ReadSharedAsync(string path)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var bytes = new MemoryStream();
        await file.CopyToAsync(bytes);
        return bytes.ToArray();
    }

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

    /// <summary>The host, which finds files of an earlier one that others may read.</summary>
    public sealed class NetworkHost : IAsyncLifetime, IDisposable
    {
        internal const int Searches = 5;
        internal const int Requests = 20;

        internal static readonly Dictionary<string, string?> Environment = new()
        {
            ["ORACLE_BIND"] = "0.0.0.0",
            ["ORACLE_TOKEN"] = Token,
            ["CHROMA_API_KEY"] = ChromaKey,
            ["ORACLE_EMBEDDING_API_KEY"] = EmbeddingKey,
            ["Oracle__Http__SearchesPerMinute"] = $"{Searches}",
            ["Oracle__Http__RequestsPerMinute"] = $"{Requests}",
        };

        private readonly TempFolder _folder = new();

        public string DataDir => _folder["data"];

        internal OracleProcess Host { get; private set; } = null!;

        /// <summary>Asks as the user whose host this is, who is not counted.</summary>
        internal HttpClient Mine => Host.Http;

        public async Task InitializeAsync()
        {
            const UnixFileMode Everybody = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | Others;
            Directory.CreateDirectory(Path.Combine(DataDir, "chroma", "data"));
            await File.WriteAllTextAsync(Path.Combine(DataDir, "oracle.lock"), "");
            await File.WriteAllTextAsync(Path.Combine(DataDir, "chroma", "chroma.log"), "");
            foreach (var path in new[] { DataDir, Path.Combine(DataDir, "chroma"), Path.Combine(DataDir, "chroma", "data"), Path.Combine(DataDir, "oracle.lock"), Path.Combine(DataDir, "chroma", "chroma.log") })
            {
                if (!OperatingSystem.IsWindows())
                    File.SetUnixFileMode(path, Everybody);
            }

            Host = await OracleProcess.ServeAsync(DataDir, chroma: null, Environment);
            Host.AskAsOwner(DataDir);
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/documents?waitFor=synced&timeout=60s") { Content = JsonContent.Create(new { id = "kept", content = "a quokka that stays" }) };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
            using var posted = await Host.Http.SendAsync(request);
            Assert.Equal(HttpStatusCode.OK, posted.StatusCode);
        }

        public async Task DisposeAsync()
        {
            if (Host is not null)
                await Host.DisposeAsync();
        }

        public void Dispose() => _folder.Dispose();

        /// <summary>A client of another address.</summary>
        internal HttpClient Client(string from) => new(new SocketsHttpHandler
        {
            ConnectCallback = async (connection, cancel) =>
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
                await socket.ConnectAsync("127.0.0.1", connection.DnsEndPoint.Port, cancel);
                return new NetworkStream(socket, ownsSocket: true);
            },
        })
        { BaseAddress = new Uri($"http://127.0.0.1:{Host.Address.Port}") };
    }
}
