using System.Diagnostics;
using System.Text.Json;
using Oracle.Testing;

namespace Oracle.Chaos.Tests.Assistants;

/// <summary>The official TypeScript client in a process of its own, asked one thing after the other.</summary>
internal sealed class TypeScriptClient : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);
    private readonly Process _process;

    private TypeScriptClient(Process process) => _process = process;

    /// <summary>Over HTTP.</summary>
    public static Task<TypeScriptClient> HttpAsync(Uri host) => StartAsync("http", new Uri(host, "mcp").ToString());

    /// <summary>Over standard input and output of <c>oracle mcp</c>.</summary>
    public static Task<TypeScriptClient> StdioAsync(string dataDir, Uri chroma, string collection = "oracle_knowledge", IReadOnlyDictionary<string, string?>? settings = null) => StartAsync(
    [
        "stdio", "env", $"CHROMA_URL={chroma}", $"ORACLE_COLLECTION={collection}", "ORACLE_EMBEDDING_PROVIDER=hash", .. (settings ?? new Dictionary<string, string?>()).Select(setting => $"{setting.Key}={setting.Value}"),
        "dotnet", HostProgram.Path, "mcp", "--data-dir", dataDir,
    ]);

    /// <summary>Every tool, by its name.</summary>
    public async Task<IReadOnlyDictionary<string, JsonElement>> ListAsync() =>
        (await AskAsync(new { list = true })).GetProperty("tools").EnumerateArray().ToDictionary(tool => tool.GetProperty("name").GetString()!, StringComparer.Ordinal);

    /// <summary>The text of a tool's answer, and whether it is an error.</summary>
    public async Task<(bool IsError, string Text, int Progress)> CallAsync(string tool, object? arguments = null, bool progress = false)
    {
        var answer = await AskAsync(new { call = tool, arguments = arguments ?? new { }, progress });
        Assert.True(answer.TryGetProperty("result", out var result), $"{tool}: {answer}");
        return (
            result.TryGetProperty("isError", out var isError) && isError.GetBoolean(), Assert.Single(result.GetProperty("content").EnumerateArray()).GetProperty("text").GetString()!,
            answer.GetProperty("progress").GetArrayLength());
    }

    /// <summary>The steps that a tool tells while it runs, and its answer. Fails where that is an error.</summary>
    public async Task<(IReadOnlyList<JsonElement> Steps, JsonElement Answer)> FollowAsync(string tool, object arguments)
    {
        var answer = await AskAsync(new { call = tool, arguments, progress = true });
        Assert.True(answer.TryGetProperty("result", out var result) && !result.TryGetProperty("isError", out _), $"{tool}: {answer}");
        return ([.. answer.GetProperty("progress").EnumerateArray()], JsonDocument.Parse(result.GetProperty("content")[0].GetProperty("text").GetString()!).RootElement);
    }

    /// <summary>Begins a call whose host may be lost: what comes is read line by line.</summary>
    public async Task BeginAsync(string tool, object arguments, bool progress, TimeSpan within)
    {
        await _process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(new { call = tool, arguments, progress, live = true, timeout = (int)within.TotalMilliseconds }));
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>
    /// The next line: <c>step</c>, <c>noise</c> of the transport, or the end of the call, <c>result</c> or <c>error</c>.
    /// </summary>
    public async Task<(string Kind, JsonElement Value)> NextAsync()
    {
        var line = (await ReadAsync()).EnumerateObject().First();
        return (line.Name, line.Value);
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        try
        {
            await _process.WaitForExitAsync().WaitAsync(Deadline);
        }
        finally
        {
            _process.Dispose();
        }
    }

    private static async Task<TypeScriptClient> StartAsync(params string[] words)
    {
        var process = Process.Start(new ProcessStartInfo("node", [Path.Combine(McpClients.InFolder, "client.mjs"), .. words])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false,
        })!;
        var client = new TypeScriptClient(process);
        Assert.Equal("oracle", (await client.ReadAsync()).GetProperty("connected").GetProperty("name").GetString());
        return client;
    }

    private async Task<JsonElement> AskAsync(object wish)
    {
        await _process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(wish));
        await _process.StandardInput.FlushAsync();
        return await ReadAsync();
    }

    private async Task<JsonElement> ReadAsync()
    {
        var line = await _process.StandardOutput.ReadLineAsync().WaitAsync(Deadline) ?? throw new InvalidOperationException("The client ended.");
        return JsonDocument.Parse(line).RootElement;
    }
}
