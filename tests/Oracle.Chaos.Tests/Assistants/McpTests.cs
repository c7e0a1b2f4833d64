using System.Text.Json;
using Oracle.Chaos.Tests.OracleV2;
using Oracle.Testing;

namespace Oracle.Chaos.Tests.Assistants;

/// <summary>The tools for assistants, asked by real clients over both transports.</summary>
public sealed class McpTests(V2Host v2) : IClassFixture<V2Host>
{
    private static readonly string[] Names =
    [
        "oracle_search", "oracle_learn", "oracle_list", "oracle_stats", "oracle_concepts", "oracle_reflect", "oracle_read", "oracle_similar", "oracle_delete", "oracle_sync",
        "oracle_reindex", "oracle_audit",
    ];

    [SkippableTheory]
    [InlineData("http")]
    [InlineData("stdio")]
    public async Task Each_tool_answers_with_the_fields_of_Oracle_V2(string way)
    {
        await using var client = await ClientAsync(way);
        var tools = await client.ListAsync();
        Assert.Equal(Names, tools.Keys);
        Assert.True(tools["oracle_delete"].GetProperty("annotations").GetProperty("destructiveHint").GetBoolean());
        Assert.True(tools["oracle_search"].GetProperty("annotations").GetProperty("readOnlyHint").GetBoolean());
        Assert.All(tools.Values, tool => Assert.False(string.IsNullOrWhiteSpace(tool.GetProperty("description").GetString())));

        var found = await AnswerAsync(client, "oracle_search", new { query = "ranking results", mode = "fts" });
        Assert.Equal(1, found.GetProperty("total").GetInt32());
        Assert.Equal("retro_16.43_demo_0", found.GetProperty("results")[0].GetProperty("id").GetString());
        Assert.Equal((5, 0, 1, "fts"), (
            found.GetProperty("metadata").GetProperty("limit").GetInt32(), found.GetProperty("metadata").GetProperty("vectorMatches").GetInt32(),
            found.GetProperty("metadata").GetProperty("sources").GetProperty("fts").GetInt32(), found.GetProperty("metadata").GetProperty("mode").GetString()));

        var learned = await AnswerAsync(client, "oracle_learn", new { pattern = $"A lesson over {way}", concepts = new[] { "lesson" } });
        Assert.Equal((true, "ok"), (learned.GetProperty("success").GetBoolean(), learned.GetProperty("embedding").GetString()));
        var id = learned.GetProperty("id").GetString();
        var whole = await AnswerAsync(client, "oracle_read", new { file = learned.GetProperty("file").GetString() });
        Assert.Contains($"# A lesson over {way}", whole.GetProperty("content").GetString(), StringComparison.Ordinal);

        var list = await AnswerAsync(client, "oracle_list", new { limit = 1 });
        Assert.Equal((id, 1, "all"), (list.GetProperty("documents")[0].GetProperty("id").GetString(), list.GetProperty("limit").GetInt32(), list.GetProperty("type").GetString()));
        Assert.Equal(
            ["total_documents", "by_type", "fts_indexed", "unique_concepts", "last_indexed", "vector_status", "fts_status", "version", "sync", "vector"],
            (await AnswerAsync(client, "oracle_stats")).EnumerateObject().Select(field => field.Name));
        Assert.Equal(2, (await AnswerAsync(client, "oracle_concepts", new { limit = 2 })).GetProperty("concepts").GetArrayLength());
        Assert.True((await AnswerAsync(client, "oracle_reflect")).GetProperty("principle").TryGetProperty("content", out _));
        Assert.Equal(id, (await AnswerAsync(client, "oracle_similar", new { id })).GetProperty("docId").GetString());
        Assert.Equal(0, (await AnswerAsync(client, "oracle_sync")).GetProperty("sync").GetProperty("failed").GetInt32());
        Assert.Equal(id, (await AnswerAsync(client, "oracle_delete", new { id })).GetProperty("id").GetString());
    }

    [SkippableTheory]
    [InlineData("http")]
    [InlineData("stdio")]
    public async Task What_cannot_be_done_is_an_error_that_says_what_to_do(string way)
    {
        await using var client = await ClientAsync(way);

        Assert.Equal((true, "Error: Query cannot be empty", 0), await client.CallAsync("oracle_search", new { query = "  " }));
        Assert.Equal((true, "Error: limit must be between 1 and 100", 0), await client.CallAsync("oracle_list", new { limit = 101 }));
        Assert.Equal((true, "Error: There is no document 'nothing'.", 0), await client.CallAsync("oracle_delete", new { id = "nothing" }));
        Assert.Equal((true, "Error: limit: is not a whole number", 0), await client.CallAsync("oracle_concepts", new { limit = "many" }));
        Assert.StartsWith("Error: There is no tool 'oracle_nothing'. There are: oracle_search", (await client.CallAsync("oracle_nothing")).Text, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task An_audit_that_is_only_asked_about_does_not_begin()
    {
        await using var client = await ClientAsync("http");
        var before = await client.CallAsync("oracle_audit", new { action = "status" });

        Assert.Equal(before, await client.CallAsync("oracle_audit", new { action = "status", repair = true }));
    }

    [SkippableTheory]
    [InlineData("arra_search")]
    [InlineData("muninn_search")]
    public async Task Earlier_names_are_taken_when_they_are_called(string name)
    {
        await using var client = await ClientAsync("http");

        Assert.Equal(1, (await AnswerAsync(client, name, new { query = "ranking results", mode = "fts" })).GetProperty("total").GetInt32());
    }

    [SkippableFact]
    public async Task Two_clients_at_once_get_each_their_own_answers()
    {
        await using var one = await ClientAsync("http");
        await using var other = await ClientAsync("stdio");

        var asked = await Task.WhenAll(new[] { one, other }.Select(async client =>
        {
            var queries = new List<string?>();
            for (var i = 0; i < 20; i++)
            {
                var query = $"{(client == one ? "one" : "other")} {i}";
                var answer = await AnswerAsync(client, "oracle_search", new { query, mode = "fts" });
                Assert.Equal(query, answer.GetProperty("query").GetString());
                queries.Add(query);
            }

            return queries.Count;
        }));

        Assert.Equal([20, 20], asked);
    }

    [SkippableFact]
    public async Task An_audit_that_is_waited_for_tells_its_progress()
    {
        await using var client = await ClientAsync("http");

        var (isError, text, progress) = await client.CallAsync("oracle_audit", new { action = "start" }, progress: true);

        Assert.False(isError, text);
        Assert.Equal("done", JsonDocument.Parse(text).RootElement.GetProperty("state").GetString());
        Assert.NotEqual(0, progress);
    }

    [SkippableFact]
    public async Task An_assistant_outlives_a_host_that_is_killed()
    {
        const string Collection = "outlived";
        using var folder = new TempFolder();
        await using var client = await StartAsync();
        Assert.Equal(1, (await AnswerAsync(client.Client, "oracle_stats")).GetProperty("total_documents").GetInt32());

        client.Host.Kill();

        // The next call starts a host of its own over the same directory.
        Assert.Equal(1, (await AnswerAsync(client.Client, "oracle_stats")).GetProperty("total_documents").GetInt32());

        async Task<Pair> StartAsync()
        {
            var host = await OracleProcess.ServeAsync(folder["data"], v2.ChromaUrl, new Dictionary<string, string?> { ["ORACLE_COLLECTION"] = Collection });
            var (status, _) = await host.PostDocumentsAsync(new { id = "a", content = "text" });
            Assert.Equal(202, status);
            return new Pair(host, await TypeScriptClient.StdioAsync(folder["data"], v2.ChromaUrl, Collection));
        }
    }

    [SkippableTheory]
    [InlineData("http")]
    [InlineData("stdio")]
    public async Task A_re_index_that_is_waited_for_tells_its_progress_to_the_end(string way)
    {
        await using var client = await ClientAsync(way);
        var before = (await AnswerAsync(client, "oracle_reindex", new { action = "status" })).GetProperty("generation").GetInt32();
        Assert.NotEqual(0, (await AnswerAsync(client, "oracle_reindex", new { action = "estimate" })).GetProperty("documents").GetInt32());

        var (steps, answer) = await client.FollowAsync("oracle_reindex", new { action = "start" });

        Assert.Equal(("done", before + 1), (answer.GetProperty("state").GetString(), answer.GetProperty("generation").GetInt32()));
        var told = steps.Select(step => step.GetProperty("progress").GetInt64()).ToList();
        Assert.Equal(told.Distinct().Order(), told);
        Assert.Equal((answer.GetProperty("done").GetInt64(), answer.GetProperty("total").GetInt64()), (told[^1], steps[^1].GetProperty("total").GetInt64()));
        Assert.False(string.IsNullOrEmpty(steps[^1].GetProperty("message").GetString()));
        Assert.Equal(1, (await AnswerAsync(client, "oracle_search", new { query = "ranking results" })).GetProperty("metadata").GetProperty("sources").GetProperty("hybrid").GetInt32());
    }

    [SkippableTheory]
    [InlineData("rrr: Own/Repo", null, "github.com/own/repo")]
    [InlineData(null, "https://github.com/Own/Repo.git", "github.com/own/repo")]
    [InlineData(null, "Own/Repo", "github.com/own/repo")]
    public async Task What_is_learned_belongs_to_the_repository_that_is_meant_and_has_every_field(string? source, string? project, string expected)
    {
        var learned = await ToolCall.AnswerAsync(v2.Host, "oracle_learn", new { pattern = $"Learned for {expected} by {source}{project}", source, project, concepts = "one, two" });

        Assert.Equal(["success", "file", "id", "embedding", "message"], learned.EnumerateObject().Select(field => field.Name));
        var id = learned.GetProperty("id").GetString()!;
        Assert.Equal(($"ψ/memory/learnings/{id["learning_".Length..]}.md", "ok", "Written down, and found by words and by meaning."), (
            learned.GetProperty("file").GetString(), learned.GetProperty("embedding").GetString(), learned.GetProperty("message").GetString()));
        var (_, document) = await v2.GetAsync("/api/doc/" + Uri.EscapeDataString(id));
        Assert.Equal(("learning", expected), (document.GetProperty("type").GetString(), document.GetProperty("project").GetString()));
        var (_, file) = await v2.GetAsync("/api/read?id=" + Uri.EscapeDataString(id));
        // Quoted where YAML would read it otherwise.
        Assert.Contains(source is null ? "\nsource: Oracle Learn\n" : $"\nsource: \"{source}\"\n", file.GetProperty("content").GetString(), StringComparison.Ordinal);
        Assert.Contains("\ntags: [one, two]\n", file.GetProperty("content").GetString(), StringComparison.Ordinal);
    }

    private static async Task<JsonElement> AnswerAsync(TypeScriptClient client, string tool, object? arguments = null)
    {
        var (isError, text, _) = await client.CallAsync(tool, arguments);
        Assert.False(isError, text);
        return JsonDocument.Parse(text).RootElement;
    }

    private Task<TypeScriptClient> ClientAsync(string way) => way == "http" ? TypeScriptClient.HttpAsync(v2.Host.Address) : TypeScriptClient.StdioAsync(v2.DataDir, v2.ChromaUrl);

    private sealed record Pair(OracleProcess Host, TypeScriptClient Client) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Client.DisposeAsync();
            await Host.DisposeAsync();
        }
    }
}
