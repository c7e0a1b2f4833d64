using System.Text.Json;
using Oracle.Chaos.Tests.OracleV2;

namespace Oracle.Chaos.Tests.Assistants;

/// <summary>Every argument of the tools that read, and every field that they answer, by its value.</summary>
[Collection(V2LibraryGroup.Name)]
public sealed class ToolFieldsTests(V2Library library)
{
    private const string Retro = "retro_16.43_demo_0";
    private const int Documents = V2Library.Items + 6;

    [SkippableFact]
    public async Task The_tools_describe_the_arguments_of_Oracle_V2_and_their_defaults()
    {
        await using var client = await TypeScriptClient.HttpAsync(library.Host.Address);
        var tools = await client.ListAsync();

        Assert.Equal(
            [
                "oracle_search: query*, type=all, limit=5 1..100, offset=0 0.., mode=hybrid hybrid|fts|vector, project, cwd, model",
                "oracle_learn: pattern*, source, concepts, project",
                "oracle_list: type=all, limit=10 1..100, offset=0 0..",
                "oracle_stats:",
                "oracle_concepts: limit=50 1..200, type=all",
                "oracle_reflect:",
                "oracle_read: id, file",
                "oracle_similar: id*, limit=5 1..50",
                "oracle_delete: id*",
                "oracle_sync: action=status status|failed|sweep|retry, ids, limit=50 1..1000",
                "oracle_reindex: action=status status|start|estimate|cancel|rollback, model, wait=False",
                "oracle_audit: action=status status|start, repair=False, wait=False",
            ],
            tools.Select(tool => Described(tool.Key, tool.Value.GetProperty("inputSchema"))));
    }

    [SkippableFact]
    public async Task A_search_tells_its_hits_and_what_found_them()
    {
        var answer = await ToolCall.AnswerAsync(library.Host, "oracle_search", new { query = "<b>ranking</b> results", cwd = "/anywhere", model = "qwen3" });

        Assert.Equal(["results", "total", "query", "metadata"], Names(answer));
        var hits = answer.GetProperty("results").EnumerateArray().ToList();
        Assert.Equal(["id", "type", "title", "content", "source_file", "concepts", "score", "source", "project", "distance"], Names(hits[0]));
        Assert.Equal((Retro, "retro", "hybrid"), (Text(hits[0], "id"), Text(hits[0], "type"), Text(hits[0], "source")));
        Assert.Equal("Summary: A long session about searching, ranking and the paging of results.", Text(hits[0], "content"));
        Assert.Equal("ψ/memory/retrospectives/2026-01/17/16.43_demo.md", Text(hits[0], "source_file"));
        Assert.Equal("""["session"]""", JsonSerializer.Serialize(hits[0].GetProperty("concepts")));
        Assert.InRange(hits[0].GetProperty("score").GetDouble(), 0.9, 1);
        Assert.InRange(hits[0].GetProperty("distance").GetDouble(), 0, 1);
        Assert.Equal((hits.Count, "ranking results"), (Int(answer, "total"), Text(answer, "query")));

        var metadata = answer.GetProperty("metadata");
        Assert.Equal(["mode", "limit", "offset", "total", "ftsMatches", "vectorMatches", "sources", "searchTime"], Names(metadata));
        Assert.Equal(("hybrid", 5, 0), (Text(metadata, "mode"), Int(metadata, "limit"), Int(metadata, "offset")));
        int Of(string source) => hits.Count(hit => Text(hit, "source") == source);
        Assert.Equal($$"""{"fts":{{Of("fts")}},"vector":{{Of("vector")}},"hybrid":{{Of("hybrid")}}}""", JsonSerializer.Serialize(metadata.GetProperty("sources")));
        Assert.Equal((Of("fts") + Of("hybrid"), Of("vector") + Of("hybrid")), (Int(metadata, "ftsMatches"), Int(metadata, "vectorMatches")));
        Assert.Equal(1, Int(metadata, "ftsMatches"));
        Assert.InRange(Int(metadata, "searchTime"), 0, 60_000);
    }

    [SkippableFact]
    public async Task A_search_counts_the_hits_of_its_page_and_all_that_there_are()
    {
        var first = await ToolCall.AnswerAsync(library.Host, "oracle_search", new { query = "inventory", mode = "fts" });
        var last = await ToolCall.AnswerAsync(library.Host, "oracle_search", new { query = "inventory", mode = "fts", type = "item", limit = "1000", offset = 58 });
        var own = await ToolCall.AnswerAsync(library.Host, "oracle_search", new { query = "inventory", mode = "fts", limit = -1, project = "GitHub.com/own/ONE" });
        var unknown = await ToolCall.AnswerAsync(library.Host, "oracle_search", new { query = "inventory", type = "no-such-type" });

        Assert.Equal((5, 5, 0, 60, 5, 0), Counted(first));
        Assert.Equal((2, 100, 58, 60, 2, 0), Counted(last));
        Assert.Equal((1, 1, 0, 59, 1, 0), Counted(own));
        Assert.Equal((0, 5, 0, 0, 0, 0), Counted(unknown));
    }

    [SkippableFact]
    public async Task A_list_is_of_documents_with_a_title_and_a_beginning()
    {
        var list = await ToolCall.AnswerAsync(library.Host, "oracle_list", new { type = "essay" });
        var items = await ToolCall.AnswerAsync(library.Host, "oracle_list", new { limit = 100, offset = 4 });

        Assert.Equal(["documents", "total", "limit", "offset", "type"], Names(list));
        Assert.Equal((1, 10, 0, "essay"), (Int(list, "total"), Int(list, "limit"), Int(list, "offset"), Text(list, "type")));
        var one = Assert.Single(list.GetProperty("documents").EnumerateArray());
        Assert.Equal(["id", "type", "title", "content", "source_file", "concepts", "indexed_at"], Names(one));
        Assert.Equal(("long", "essay", "long.md"), (Text(one, "id"), Text(one, "type"), Text(one, "source_file")));
        Assert.Equal((V2Library.LongText[..80], V2Library.LongText[..500]), (Text(one, "title"), Text(one, "content")));
        Assert.Equal(V2Library.LongConcepts, one.GetProperty("concepts").GetArrayLength());
        Assert.InRange(DateTimeOffset.FromUnixTimeMilliseconds(one.GetProperty("indexed_at").GetInt64()), DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddMinutes(1));
        // Two of one file are two.
        Assert.Equal((Documents, 100, 4, "all", Documents - 4), (Int(items, "total"), Int(items, "limit"), Int(items, "offset"), Text(items, "type"), items.GetProperty("documents").GetArrayLength()));
    }

    [SkippableFact]
    public async Task Stats_count_and_say_how_both_indexes_are()
    {
        var stats = await ToolCall.AnswerAsync(library.Host, "oracle_stats");

        Assert.Equal((Documents, Documents, V2Library.LongConcepts + 12), (Int(stats, "total_documents"), Int(stats, "fts_indexed"), Int(stats, "unique_concepts")));
        Assert.Equal("""{"essay":1,"item":60,"learning":2,"principle":2,"retro":1}""", JsonSerializer.Serialize(stats.GetProperty("by_type")));
        Assert.Equal(("connected", "healthy"), (Text(stats, "vector_status"), Text(stats, "fts_status")));
        Assert.Equal(Text((await library.GetAsync("/api/health")).Body, "version"), Text(stats, "version"));
        Assert.Equal((await library.GetAsync("/api/stats")).Body.GetProperty("last_indexed").GetDateTimeOffset().ToUnixTimeMilliseconds(), stats.GetProperty("last_indexed").GetDateTimeOffset().ToUnixTimeMilliseconds());
        Assert.Equal((Documents, Documents), (Int(stats.GetProperty("sync"), "synced"), Int(stats.GetProperty("vector"), "count")));
    }

    [SkippableFact]
    public async Task Concepts_reflect_read_similar_and_sync_answer_what_HTTP_does()
    {
        Assert.Equal(
            """{"concepts":[{"name":"inventory","count":60},{"name":"even","count":30}],"total_unique":3,"filter_type":"item"}""",
            JsonSerializer.Serialize(await ToolCall.AnswerAsync(library.Host, "oracle_concepts", new { type = "item", limit = 2 })));
        Assert.Equal(50, (await ToolCall.AnswerAsync(library.Host, "oracle_concepts")).GetProperty("concepts").GetArrayLength());
        Assert.Equal(200, (await ToolCall.AnswerAsync(library.Host, "oracle_concepts", new { limit = 1000 })).GetProperty("concepts").GetArrayLength());

        var principle = (await ToolCall.AnswerAsync(library.Host, "oracle_reflect")).GetProperty("principle");
        var (_, document) = await library.GetAsync("/api/doc/" + Uri.EscapeDataString(Text(principle, "id")));
        Assert.Equal(["id", "type", "content", "source_file", "concepts"], Names(principle));
        Assert.All(Names(principle), name => Assert.Equal(document.GetProperty(name).GetRawText(), JsonSerializer.Serialize(principle.GetProperty(name), Plain)));

        // On one line.
        Assert.Equal((false, (await library.GetAsync("/api/read?id=plain-00")).Body.GetRawText()), await ToolCall.AskAsync(library.Host, "oracle_read", new { id = "plain-00" }));
        Assert.Equal((false, (await library.GetAsync("/api/read?file=items/01.md")).Body.GetRawText()), await ToolCall.AskAsync(library.Host, "oracle_read", new { file = "items/01.md" }));

        var near = await ToolCall.AnswerAsync(library.Host, "oracle_similar", new { id = "plain-07" });
        var (_, asked) = await library.GetAsync("/api/similar?id=plain-07");
        Assert.Equal(["results", "docId"], Names(near));
        Assert.Equal(asked.GetProperty("results").EnumerateArray().Select(hit => (Text(hit, "id"), hit.GetProperty("score").GetDouble())), near.GetProperty("results").EnumerateArray().Select(hit => (Text(hit, "id"), hit.GetProperty("score").GetDouble())));
        Assert.Equal(50, (await ToolCall.AnswerAsync(library.Host, "oracle_similar", new { id = "plain-07", limit = 1000 })).GetProperty("results").GetArrayLength());
        Assert.Equal("""{"items":[],"total":0}""", JsonSerializer.Serialize(await ToolCall.AnswerAsync(library.Host, "oracle_sync", new { action = "failed" })));
    }

    [SkippableTheory]
    [InlineData("oracle_search", """{}""", "Query cannot be empty")]
    [InlineData("oracle_search", """{"query":7}""", "query: is not a text")]
    [InlineData("oracle_search", """{"query":"x","mode":"semantic"}""", "mode: is 'semantic', allowed are hybrid, fts, vector")]
    [InlineData("oracle_search", """{"query":"x","limit":1.5}""", "limit: is not a whole number")]
    [InlineData("oracle_search", """{"query":"x","offset":"far"}""", "offset: is not a whole number")]
    [InlineData("oracle_learn", """{}""", "Missing required field: pattern")]
    [InlineData("oracle_learn", """{"pattern":"x","concepts":[7]}""", "concepts[0]: is not a text")]
    [InlineData("oracle_list", """{"limit":0}""", "limit must be between 1 and 100")]
    [InlineData("oracle_read", """{}""", "file: or id: is missing; give one of them")]
    [InlineData("oracle_read", """{"id":"nothing"}""", "There is no document 'nothing'.")]
    [InlineData("oracle_similar", """{}""", "id: is missing")]
    [InlineData("oracle_similar", """{"id":"nothing"}""", "There is no document 'nothing'.")]
    [InlineData("oracle_delete", """{}""", "id: is missing")]
    [InlineData("oracle_sync", """{"action":"stop"}""", "action: is 'stop', allowed are status, failed, sweep, retry")]
    [InlineData("oracle_reindex", """{"action":"stop"}""", "action: is 'stop', allowed are status, start, estimate, cancel, rollback")]
    [InlineData("oracle_reindex", """{"action":"start","wait":"yes"}""", "wait: is neither true nor false")]
    [InlineData("oracle_audit", """{"repair":1}""", "repair: is neither true nor false")]
    public async Task A_wrong_argument_is_named(string tool, string arguments, string error) =>
        Assert.Equal((true, $"Error: {error}"), await ToolCall.AskAsync(library.Host, tool, JsonSerializer.Deserialize<JsonElement>(arguments)));

    private static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static string Described(string name, JsonElement schema)
    {
        var required = schema.TryGetProperty("required", out var all) ? all.EnumerateArray().Select(one => one.GetString()).ToHashSet() : [];
        return $"{name}:{string.Join(",", schema.GetProperty("properties").EnumerateObject().Select(one => $" {one.Name}{(required.Contains(one.Name) ? "*" : "")}{Rest(one.Value)}"))}";
    }

    private static string Rest(JsonElement one)
    {
        var text = one.TryGetProperty("default", out var standard) ? $"={standard}" : "";
        if (one.TryGetProperty("enum", out var words))
            text += $" {string.Join('|', words.EnumerateArray())}";
        if (one.TryGetProperty("minimum", out var least))
            text += $" {least}..{(one.TryGetProperty("maximum", out var most) ? most : "")}";
        return text;
    }

    private static (int Total, int Limit, int Offset, int All, int ByWords, int ByVectors) Counted(JsonElement answer)
    {
        var metadata = answer.GetProperty("metadata");
        Assert.Equal(Int(answer, "total"), answer.GetProperty("results").GetArrayLength());
        return (Int(answer, "total"), Int(metadata, "limit"), Int(metadata, "offset"), Int(metadata, "total"), Int(metadata, "ftsMatches"), Int(metadata, "vectorMatches"));
    }

    private static string Text(JsonElement of, string name) => of.GetProperty(name).GetString()!;

    private static int Int(JsonElement of, string name) => of.GetProperty(name).GetInt32();

    private static IEnumerable<string> Names(JsonElement of) => of.EnumerateObject().Select(field => field.Name);
}
