using System.Text.Json;
using Oracle.Chaos.Tests.Assistants;
using Oracle.Chaos.Tests.Embedders;
using Oracle.Chaos.Tests.Hosts;
using Oracle.Testing;

namespace Oracle.Chaos.Tests.OracleV2;

/// <summary>What Oracle V2's clients get in states that do not last: nothing stored yet, no Chroma, files being indexed.</summary>
public sealed class StatesTests : IDisposable
{
    private const int Notes = 3_000;

    // Where nobody listens.
    private static readonly Uri NoChroma = new("http://127.0.0.1:9");

    private readonly TempFolder _place = new();

    public void Dispose() => _place.Dispose();

    [SkippableFact]
    public async Task An_empty_store_and_one_without_Chroma_say_so_in_the_fields_of_Oracle_V2()
    {
        await using var host = await OracleProcess.ServeAsync(_place["data"], NoChroma);

        var empty = await host.GetAsync("/api/stats");
        Assert.Equal((0, "{}", "{}"), (Int(empty, "total"), empty.GetProperty("by_type").GetRawText(), empty.GetProperty("by_type_files").GetRawText()));
        foreach (var name in (string[])["last_indexed", "index_age_hours", "indexing_progress", "indexing_completed_at", "vault_repo"])
            Assert.Equal((name, JsonValueKind.Null), (name, empty.GetProperty(name).ValueKind));
        Assert.Equal((true, false), (empty.GetProperty("is_stale").GetBoolean(), empty.GetProperty("is_indexing").GetBoolean()));
        Assert.Equal((0, true), (Int(empty.GetProperty("vector"), "count"), empty.GetProperty("vector").GetProperty("enabled").GetBoolean()));
        Assert.Equal("""{"error":"No documents found"}""", (await host.GetAsync("/api/reflect")).GetRawText());
        Assert.Equal("""{"results":[],"total":0,"offset":0,"limit":10}""", (await host.GetAsync("/api/list")).GetRawText());
        Assert.Equal("""{"concepts":[],"total_unique":0,"filter_type":"all"}""", (await host.GetAsync("/api/concepts")).GetRawText());
        Assert.Equal((true, "Error: No documents found"), await ToolCall.AskAsync(host, "oracle_reflect"));
        var told = await ToolCall.AnswerAsync(host, "oracle_stats");
        Assert.Equal((0, "empty", "unavailable", JsonValueKind.Null), (Int(told, "total_documents"), Text(told, "fts_status"), Text(told, "vector_status"), told.GetProperty("last_indexed").ValueKind));

        var (status, _) = await host.PostDocumentsAsync(new { id = "a", content = "Backups run at night." });
        Assert.Equal(202, status);
        var health = await host.GetAsync("/api/health");
        Assert.Equal(("degraded", "connected"), (Text(health, "status"), Text(health, "oracle")));
        Assert.Contains("Chroma", Text(health, "reason"), StringComparison.Ordinal);
        await AssertSearchAsync(host, "hybrid", 1, "Keyword results only. Chroma at http://127.0.0.1:9 ");
        await AssertSearchAsync(host, "vector", 0, "No results: vectors cannot be searched. Chroma at http://127.0.0.1:9 ");
        await AssertSearchAsync(host, "fts", 1, warning: null);

        using var near = await host.Http.GetAsync("/api/similar?id=a");
        var problem = JsonDocument.Parse(await near.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal((503, "[]", "a"), ((int)near.StatusCode, problem.GetProperty("results").GetRawText(), Text(problem, "docId")));
        Assert.StartsWith("Vectors cannot be asked for: Chroma at http://127.0.0.1:9 ", Text(problem, "error"), StringComparison.Ordinal);
        var learned = await ToolCall.AnswerAsync(host, "oracle_learn", new { pattern = "Without vectors", concepts = "one, two", source = "rrr: Own/Repo" });
        Assert.Equal(["success", "file", "id", "embedding", "message"], learned.EnumerateObject().Select(field => field.Name));
        Assert.Contains(Text(learned, "embedding"), (string[])["enqueued", "failed"]);
        Assert.StartsWith("Written down and found by its words;", Text(learned, "message"), StringComparison.Ordinal);
        var document = await host.GetAsync("/api/doc/" + Text(learned, "id"));
        Assert.Equal(("learning", "github.com/own/repo"), (Text(document, "type"), Text(document, "project")));
        Assert.Subset(document.GetProperty("concepts").EnumerateArray().Select(concept => concept.GetString()).ToHashSet(), new HashSet<string?> { "one", "two" });
    }

    [SkippableFact]
    public async Task Stats_tell_how_far_an_indexing_is_and_when_it_ended()
    {
        Directory.CreateDirectory(_place["vault"]);
        for (var i = 0; i < Notes; i++)
            File.WriteAllText(Path.Combine(_place["vault"], $"n{i}.md"), $"Note {i}.");
        await using var host = await OracleProcess.ServeAsync(_place["data"], NoChroma);
        host.AskAsOwner(_place["data"]);
        var began = DateTimeOffset.UtcNow;

        var indexing = host.Http.PostAsync("/api/index", new StringContent(JsonSerializer.Serialize(new { paths = new[] { _place["vault"] } }), System.Text.Encoding.UTF8, "application/json"));
        var during = await Eventually.Get(() => host.GetAsync("/api/stats"), stats => stats.GetProperty("indexing_progress") is { ValueKind: JsonValueKind.Object } progress && Int(progress, "current") > 0);

        Assert.True(during.GetProperty("is_indexing").GetBoolean());
        var progress = during.GetProperty("indexing_progress");
        Assert.Equal(["current", "total", "percent"], progress.EnumerateObject().Select(field => field.Name));
        Assert.InRange(Int(progress, "current"), 1, Int(progress, "total"));
        Assert.InRange(Int(progress, "total"), 1, Notes);
        Assert.Equal(100 * Int(progress, "current") / Int(progress, "total"), Int(progress, "percent"));
        Assert.Equal(JsonValueKind.Null, during.GetProperty("indexing_completed_at").ValueKind);

        using var done = await indexing;
        Assert.Equal(200, (int)done.StatusCode);
        var after = await Eventually.Get(() => host.GetAsync("/api/stats"), stats => !stats.GetProperty("is_indexing").GetBoolean());
        Assert.Equal((JsonValueKind.Null, Notes, _place["vault"]), (after.GetProperty("indexing_progress").ValueKind, Int(after, "total"), Text(after, "vault_repo")));
        Assert.InRange(DateTimeOffset.FromUnixTimeMilliseconds(after.GetProperty("indexing_completed_at").GetInt64()), began.AddSeconds(-1), DateTimeOffset.UtcNow.AddSeconds(1));
    }

    [SkippableFact]
    public async Task A_document_without_a_vector_has_no_near_ones_and_the_answer_says_how_it_stands()
    {
        await using var chroma = await ChromaServer.StartAsync(ChromaBuilds.Native);
        await using var embedder = await EmbeddingServer.StartAsync();
        await using var host = await OracleInProcess.ServeAsync(_place["data"], chroma.Url, embedder.Settings("ollama"));
        await host.PostDocumentsAsync(new { id = "a", content = $"This is {EmbeddingServer.Poison}." });
        await Eventually.Get(() => host.GetAsync("/api/documents?id=a"), document => Text(document.GetProperty("sync"), "status") == "failed");

        using var near = await host.Http.GetAsync("/api/similar?id=a");
        var problem = JsonDocument.Parse(await near.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal((404, "[]", "a"), ((int)near.StatusCode, problem.GetProperty("results").GetRawText(), Text(problem, "docId")));
        Assert.Equal("The document 'a' has no vector yet; its sync status is failed.", Text(problem, "error"));
        Assert.Equal((true, "Error: The document 'a' has no vector yet; its sync status is failed."), await ToolCall.AskAsync(host, "oracle_similar", new { id = "a" }));
    }

    private static async Task AssertSearchAsync(OracleProcess host, string mode, int results, string? warning)
    {
        var page = await host.GetAsync("/api/search?q=backups&mode=" + mode);
        var answer = await ToolCall.AnswerAsync(host, "oracle_search", new { query = "backups", mode });
        var metadata = answer.GetProperty("metadata");

        Assert.Equal((results, results, 0.0), (page.GetProperty("results").GetArrayLength(), Int(page, "total"), page.GetProperty("coverage").GetDouble()));
        Assert.Equal((results, results), (Int(answer, "total"), Int(metadata, "total")));
        Assert.Equal((false, true), (page.GetProperty("vectorAvailable").GetBoolean(), page.GetProperty("degraded").GetBoolean()));
        foreach (var told in (JsonElement[])[page, metadata])
        {
            if (warning is null)
                Assert.False(told.TryGetProperty("warning", out _));
            else
                Assert.StartsWith(warning, Text(told, "warning"), StringComparison.Ordinal);
        }
    }

    private static string Text(JsonElement of, string name) => of.GetProperty(name).GetString()!;

    private static int Int(JsonElement of, string name) => of.GetProperty(name).GetInt32();
}
