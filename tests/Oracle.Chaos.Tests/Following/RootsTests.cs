using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Oracle.Chaos.Tests.Assistants;
using Oracle.Chaos.Tests.Hosts;
using Oracle.Testing;

namespace Oracle.Chaos.Tests.Following;

/// <summary>Roots by the command line and over HTTP, on real parts.</summary>
public sealed class RootsTests : IDisposable
{
    private readonly TempFolder _place = new();

    private string DataDir => _place["data"];

    public void Dispose() => _place.Dispose();

    [SkippableFact]
    public async Task A_root_is_shown_moved_held_confirmed_and_forgotten()
    {
        await using var chroma = await ChromaServer.StartAsync(ChromaBuild.Compat);
        await using var host = await OracleInProcess.ServeAsync(DataDir, chroma.Url);
        Fill("first", 24);
        Fill("second", 2);
        await IndexAsync(chroma, 0, _place["first"], _place["second"]);
        Assert.Equal([(".", "ok", 24, 0), ("second", "ok", 2, 0)], await RootsAsync(host));

        // Away: its documents stay, and say so.
        Directory.Move(_place["first"], _place["elsewhere"]);
        Assert.Equal(1, (await host.GetAsync("/api/stats")).GetProperty("roots").GetProperty("missing").GetInt32());
        await IndexAsync(chroma, 2, _place["first"], _place["second"]);
        Assert.Equal([(".", "missing", 24, 0), ("second", "ok", 2, 0)], await RootsAsync(host));
        Assert.Equal(0, (await host.GetAsync("/api/stats")).GetProperty("roots").GetProperty("held").GetInt32());

        // Moved: found once, under the ids of before.
        var moved = await OracleInProcess.RunAsync(["roots", "move", ".", _place["elsewhere"], "--data-dir", DataDir], chroma.Url);
        Assert.True(moved.ExitCode == 0, moved.Error);
        Assert.Equal([(".", "ok", 24, 0), ("second", "ok", 2, 0)], await RootsAsync(host));
        Assert.Equal("n3.md", Assert.Single(await IdsAsync(host, "of first number3")));

        // Most of it gone: held, told, and deleted when somebody says so.
        foreach (var i in Enumerable.Range(0, 22))
            File.Delete(Path.Combine(_place["elsewhere"], $"n{i}.md"));
        var held = await IndexAsync(chroma, 0, _place["elsewhere"], "--delete-missing");
        Assert.Contains("roots confirm '.'", held.Error, StringComparison.Ordinal);
        Assert.Equal((22, 0), (held.Json.GetProperty("held").GetInt32(), held.Json.GetProperty("gone").GetInt32()));
        Assert.Equal([(".", "held", 24, 22), ("second", "ok", 2, 0)], await RootsAsync(host));
        var health = await host.GetAsync("/api/health");
        Assert.Equal("degraded", health.GetProperty("status").GetString());
        Assert.Contains("roots confirm '.'", health.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Equal(1, (await host.GetAsync("/api/stats")).GetProperty("roots").GetProperty("held").GetInt32());
        using var confirmed = await host.Http.PostAsJsonAsync("/api/roots/confirm", new { name = "." });
        Assert.Equal(22, (await confirmed.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("deletedFiles").GetInt32());
        Assert.Equal([(".", "ok", 2, 0), ("second", "ok", 2, 0)], await RootsAsync(host));
        Assert.Equal("ok", (await host.GetAsync("/api/health")).GetProperty("status").GetString());

        var forgotten = await OracleInProcess.RunAsync(["roots", "forget", "second", "--data-dir", DataDir], chroma.Url);
        Assert.True(forgotten.ExitCode == 0, forgotten.Error);
        Assert.Equal("forgot 'second'; 2 documents deleted, its files are untouched\n", forgotten.Out);
        Assert.Empty(await IdsAsync(host, "of second"));
        Assert.Equal([(".", "ok", 2, 0)], await RootsAsync(host));
        await StoresAgree.WithinAsync(DataDir, chroma.Url);
    }

    [SkippableFact]
    public async Task A_document_whose_root_is_away_says_so_wherever_it_is_shown()
    {
        await using var chroma = await ChromaServer.StartAsync(ChromaBuild.Compat);
        await using var host = await OracleInProcess.ServeAsync(DataDir, chroma.Url);
        Fill("first", 2);
        await IndexAsync(chroma, 0, _place["first"]);
        var hit = (await host.GetAsync("/api/search?q=number1&mode=fts")).GetProperty("results")[0];
        Assert.False(hit.TryGetProperty("source_state", out _));

        var before = DateTimeOffset.UtcNow.AddSeconds(-1);
        Directory.Move(_place["first"], _place["elsewhere"]);
        Fill("other", 1);
        await IndexAsync(chroma, 0, _place["other"]);
        using var confirm = await host.Http.PostAsJsonAsync("/api/roots/confirm", new { name = "." });
        Assert.Equal(HttpStatusCode.Conflict, confirm.StatusCode);
        // A run over what lies above does not stop for it.
        await IndexAsync(chroma, 0, _place.Path);
        hit = (await host.GetAsync("/api/search?q=number1&mode=fts")).GetProperty("results")[0];
        Assert.Equal("unreadable", hit.GetProperty("source_state").GetString());
        Assert.InRange(hit.GetProperty("since").GetDateTimeOffset(), before, DateTimeOffset.UtcNow);
        Assert.Equal("unreadable", (await host.GetAsync("/api/documents?id=n1.md")).GetProperty("source_state").GetString());
        Assert.Equal("unreadable", (await host.GetAsync("/api/read?id=n1.md")).GetProperty("source_state").GetString());
        Assert.Equal("unreadable", (await host.GetAsync("/api/read?file=n1.md")).GetProperty("source_state").GetString());
        var near = (await host.GetAsync("/api/similar?id=n0.md&limit=50")).GetProperty("results").EnumerateArray().ToDictionary(one => one.GetProperty("id").GetString()!);
        Assert.Equal((hit.GetProperty("since").GetDateTimeOffset(), "unreadable"), (near["n1.md"].GetProperty("since").GetDateTimeOffset(), near["n1.md"].GetProperty("source_state").GetString()));
        foreach (var (tool, arguments) in new (string, object)[] { ("oracle_search", new { query = "number1", mode = "fts" }), ("oracle_similar", new { id = "n0.md", limit = 50 }), ("oracle_read", new { id = "n1.md" }) })
            Assert.Contains("\"source_state\":\"unreadable\"", (await ToolCall.AskAsync(host, tool, arguments)).Text.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("""{"name":"nobody","path":"/tmp"}""", HttpStatusCode.NotFound, "nobody")]
    [InlineData("""{"path":"/tmp"}""", HttpStatusCode.BadRequest, "name")]
    [InlineData("""{"name":".","path":"relative"}""", HttpStatusCode.BadRequest, "path")]
    [InlineData("""{"name":".","path":"/nowhere/at/all"}""", HttpStatusCode.BadRequest, "path")]
    [InlineData("""{"name":7}""", HttpStatusCode.BadRequest, "name")]
    [InlineData("null", HttpStatusCode.BadRequest, "null")]
    public async Task What_is_wrong_with_a_wish_to_move_a_root_is_named(string body, HttpStatusCode status, string named)
    {
        await using var chroma = await ChromaServer.StartAsync(ChromaBuild.Compat);
        await using var host = await OracleInProcess.ServeAsync(DataDir, chroma.Url);
        Fill("first", 1);
        await IndexAsync(chroma, 0, _place["first"]);

        host.AskAsOwner(DataDir);
        using var answer = await host.Http.PostAsync("/api/roots/move", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
        Assert.Equal(status, answer.StatusCode);
        Assert.Contains(named, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    private async Task<CommandResult> IndexAsync(ChromaServer chroma, int exitCode, params IEnumerable<string> arguments)
    {
        var run = await OracleInProcess.RunAsync(["index", "--json", "--data-dir", DataDir, .. arguments], chroma.Url);
        Assert.True(run.ExitCode == exitCode, $"{run.ExitCode}: {run.Error}");
        return run;
    }

    private static async Task<IEnumerable<(string, string, int, int)>> RootsAsync(RunningOracle host) =>
        (await host.GetAsync("/api/roots")).GetProperty("roots").EnumerateArray()
            .Select(root => (root.GetProperty("name").GetString()!, root.GetProperty("state").GetString()!, root.GetProperty("documents").GetInt32(), root.GetProperty("held").GetInt32()))
            .OrderBy(root => root.Item1, StringComparer.Ordinal);

    private static async Task<List<string>> IdsAsync(RunningOracle host, string query) =>
        [.. (await host.GetAsync($"/api/search?q={Uri.EscapeDataString($"\"{query}\"")}&mode=fts")).GetProperty("results").EnumerateArray().Select(hit => hit.GetProperty("id").GetString()!)];

    private void Fill(string folder, int files)
    {
        Directory.CreateDirectory(_place[folder]);
        foreach (var i in Enumerable.Range(0, files))
            File.WriteAllText(Path.Combine(_place[folder], $"n{i}.md"), $"A note of {folder} number{i}.");
    }
}
