using System.Diagnostics;
using System.Text.Json;
using Oracle.Chaos.Tests.OracleV2;
using Oracle.Testing;

namespace Oracle.Chaos.Tests.Assistants;

/// <summary>Every tool, called by the command line of the protocol's own inspector.</summary>
public sealed class InspectorTests(V2Host v2) : IClassFixture<V2Host>
{
    // Each call is a process of the inspector's, and over standard input and output one of ours.
    private const int AtOnce = 3;

    [SkippableTheory]
    [InlineData("http")]
    [InlineData("stdio")]
    public async Task The_protocols_own_inspector_lists_the_tools_calls_each_and_is_told_what_is_wrong(string way)
    {
        var (status, _) = await v2.Host.PostDocumentsAsync(new { id = $"deleted-{way}", content = "To be deleted." });
        Assert.Equal(202, status);
        // A tool, its arguments, and what its answer holds.
        (string Tool, string[] Arguments, string Holds)[] calls =
        [
            ("oracle_search", ["query=ranking results", "mode=fts", "limit=1"], "\"id\":\"retro_16.43_demo_0\""),
            ("oracle_learn", [$"pattern=Inspected over {way}", "concepts=[\"inspected\"]"], "\"success\":true"),
            ("oracle_list", ["limit=1", "type=retro"], "\"id\":\"retro_16.43_demo_0\""),
            ("oracle_stats", [], "\"fts_status\":\"healthy\""),
            ("oracle_concepts", ["limit=3"], "\"filter_type\":\"all\""),
            ("oracle_reflect", [], "\"principle\":"),
            ("oracle_read", ["id=retro_16.43_demo_0"], "\"source\":\"file\""),
            ("oracle_similar", ["id=retro_16.43_demo_0", "limit=1"], "\"docId\":\"retro_16.43_demo_0\""),
            ("oracle_delete", [$"id=deleted-{way}"], $"\"id\":\"deleted-{way}\""),
            ("oracle_sync", ["action=status"], "\"quarantined\":0"),
            ("oracle_reindex", ["action=estimate"], "\"documents\":"),
            ("oracle_audit", ["action=start", "wait=true"], "\"state\":\"done\""),
            ("oracle_read", ["id=nothing"], "Error: There is no document 'nothing'."),
        ];

        var answers = new JsonElement[calls.Length + 1];
        await Parallel.ForAsync(0, answers.Length, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (i, _) => answers[i] = await InspectAsync(
            [.. Target(way), .. i < calls.Length ? (string[])["--method", "tools/call", "--tool-name", calls[i].Tool, .. calls[i].Arguments.SelectMany(one => (string[])["--tool-arg", one])] : ["--method", "tools/list"]]));

        var names = answers[^1].GetProperty("tools").EnumerateArray().Select(tool => tool.GetProperty("name").GetString()!).ToList();
        Assert.Equal(names.Order(StringComparer.Ordinal), calls.Select(call => call.Tool).Distinct().Order(StringComparer.Ordinal));
        foreach (var (call, answer) in calls.Zip(answers))
        {
            var isError = answer.TryGetProperty("isError", out var error) && error.GetBoolean();
            Assert.True(isError == call.Holds.StartsWith("Error", StringComparison.Ordinal), $"{call.Tool}: {answer}");
            var text = Assert.Single(answer.GetProperty("content").EnumerateArray()).GetProperty("text").GetString()!;
            Assert.Contains(call.Holds, isError ? text : JsonSerializer.Serialize(JsonDocument.Parse(text).RootElement), StringComparison.Ordinal);
        }
    }

    private string[] Target(string way) => way == "http"
        ? [new Uri(v2.Host.Address, "mcp").ToString(), "--transport", "http"]
        : ["-e", $"CHROMA_URL={v2.ChromaUrl}", "-e", "ORACLE_EMBEDDING_PROVIDER=hash", "dotnet", HostProgram.Path, "mcp", "--data-dir", v2.DataDir];

    private static async Task<JsonElement> InspectAsync(string[] words)
    {
        using var inspector = Process.Start(new ProcessStartInfo("node", [Path.Combine(McpClients.InFolder, "node_modules", ".bin", "mcp-inspector"), "--cli", .. words])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        })!;
        var (text, error) = (inspector.StandardOutput.ReadToEndAsync(), inspector.StandardError.ReadToEndAsync());
        await inspector.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        Assert.True(inspector.ExitCode == 0, $"{string.Join(' ', words)}\n{await text}{await error}");
        return JsonDocument.Parse(await text).RootElement;
    }
}
