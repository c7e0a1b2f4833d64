using System.Globalization;
using System.Text.Json;

namespace Oracle.Chaos.Tests.OracleV2;

/// <summary>What clients of Oracle V2 ask and read, field by field, through the real process.</summary>
public sealed class ClientsTests(V2Host v2) : IClassFixture<V2Host>
{
    private const string Retro = "retro_16.43_demo_0";

    [SkippableFact]
    public async Task Health_says_what_their_clients_print()
    {
        var (status, health) = await v2.GetAsync("/api/health");

        Assert.Equal(200, status);
        Assert.Equal(("oracle", "connected", v2.Host.Address.Port), (Text(health, "server"), Text(health, "oracle"), health.GetProperty("port").GetInt32()));
        Assert.Contains(Text(health, "status"), (string[])["ok", "degraded"]);
        Assert.NotEmpty(Text(health, "version"));
    }

    [SkippableFact]
    public async Task Stats_have_every_field_of_theirs_flat_and_ours_beside_them()
    {
        var (_, stats) = await v2.GetAsync("/api/stats");

        Assert.True(stats.GetProperty("total").GetInt64() >= 6);
        Assert.Equal(2, stats.GetProperty("by_type").GetProperty("principle").GetInt32());
        Assert.Equal(1, stats.GetProperty("by_type_files").GetProperty("principle").GetInt32());
        Assert.EndsWith("Z", Text(stats, "last_indexed"), StringComparison.Ordinal);
        Assert.InRange(DateTimeOffset.Parse(Text(stats, "last_indexed"), CultureInfo.InvariantCulture), DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddMinutes(1));
        Assert.InRange(stats.GetProperty("index_age_hours").GetDouble(), 0, 1);
        Assert.Equal((false, false), (stats.GetProperty("is_stale").GetBoolean(), stats.GetProperty("is_indexing").GetBoolean()));
        Assert.Equal(JsonValueKind.Null, stats.GetProperty("indexing_progress").ValueKind);
        Assert.True(stats.GetProperty("indexing_completed_at").GetInt64() > 1_700_000_000_000);
        Assert.Equal(Path.Combine(v2.DataDir, "oracle.db"), Text(stats, "database"));
        Assert.Equal(v2.Vault, Text(stats, "vault_repo"));
        var vector = stats.GetProperty("vector");
        Assert.True(vector.GetProperty("enabled").GetBoolean());
        Assert.Equal(JsonValueKind.Number, vector.GetProperty("count").ValueKind);
        Assert.Equal("oracle_knowledge", Text(vector, "collection"));
        Assert.Equal(["key", "model", "collection", "count", "enabled"], stats.GetProperty("vectors")[0].EnumerateObject().Select(field => field.Name));
        Assert.Equal(JsonValueKind.Object, stats.GetProperty("sync").ValueKind);
    }

    [SkippableFact]
    public async Task A_search_has_their_fields_and_echoes_the_query_without_elements_of_HTML()
    {
        var (status, page) = await v2.GetAsync("/api/search?q=" + Uri.EscapeDataString("<b>ranking</b>\u0007 <script>results") + "&mode=fts&cwd=/x&model=qwen3");

        Assert.Equal((200, "ranking results", "fts"), (status, Text(page, "query"), Text(page, "mode")));
        Assert.Equal((10, 0), (page.GetProperty("limit").GetInt32(), page.GetProperty("offset").GetInt32()));
        var hit = page.GetProperty("results")[0];
        Assert.Equal((Retro, "retro", "fts"), (Text(hit, "id"), Text(hit, "type"), Text(hit, "source")));
        Assert.Equal("Summary: A long session about searching, ranking and the paging of results.", Text(hit, "content"));
        Assert.Equal("ψ/memory/retrospectives/2026-01/17/16.43_demo.md", Text(hit, "source_file"));
        Assert.Equal(JsonValueKind.Array, hit.GetProperty("concepts").ValueKind);
        Assert.InRange(hit.GetProperty("score").GetDouble(), 0, 1);
    }

    [SkippableTheory]
    [InlineData("q=List%3Cint%3E", 200, "List<int>")]
    [InlineData("q=a%20%3C%20b%20%3E%20c", 200, "a < b > c")]
    [InlineData("q=List%3Cobject%3E", 200, "List<object>")]
    [InlineData("q=%3F%3F%3F", 200, "???")]
    [InlineData("q=AND", 200, "AND")]
    [InlineData("q=a,%20b.", 200, "a, b.")]
    [InlineData("q=x&limit=1000", 200, "x")]
    [InlineData("q=x&limit=-3&offset=-7", 200, "x")]
    [InlineData("q=x&type=no-such-type", 200, "x")]
    [InlineData("", 400, "q")]
    [InlineData("q=%3Cb%3E%3C/b%3E", 400, "empty")]
    [InlineData("q=x&limit=abc", 400, "limit")]
    [InlineData("q=x&offset=1.5", 400, "offset")]
    public async Task Any_query_is_answered_or_refused_by_the_name_of_its_field(string query, int expected, string said)
    {
        var (status, body) = await v2.GetAsync("/api/search?" + query);

        Assert.Equal(expected, status);
        if (expected == 200)
            Assert.Equal(said, Text(body, "query"));
        else
            Assert.Contains(said, Text(body, "error"), StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("limit=1", 1)]
    [InlineData("limit=100", 100)]
    [InlineData("limit=101", 10)]
    [InlineData("limit=0", 1)]
    [InlineData("limit=-5", 1)]
    [InlineData("", 10)]
    public async Task A_list_takes_limits_as_theirs_does(string query, int limit)
    {
        var (status, list) = await v2.GetAsync("/api/list?" + query);

        Assert.Equal((200, limit, 0), (status, list.GetProperty("limit").GetInt32(), list.GetProperty("offset").GetInt32()));
    }

    [SkippableFact]
    public async Task A_list_has_one_entry_for_each_file_unless_it_is_asked_for_all_documents()
    {
        var (_, files) = await v2.GetAsync("/api/list?type=principle");
        var (_, all) = await v2.GetAsync("/api/list?type=principle&group=false");

        Assert.Equal((1, 1), (files.GetProperty("total").GetInt32(), files.GetProperty("results").GetArrayLength()));
        Assert.Equal((2, 2), (all.GetProperty("total").GetInt32(), all.GetProperty("results").GetArrayLength()));
        var entry = files.GetProperty("results")[0];
        Assert.Equal("resonance_ψ/memory/resonance/oracle_0", Text(entry, "id"));
        Assert.True(entry.GetProperty("indexed_at").GetInt64() > 1_700_000_000_000);
        Assert.Equal(400, (await v2.GetAsync("/api/list?limit=abc")).Status);
        Assert.Equal(0, (await v2.GetAsync("/api/list?type=nothing")).Body.GetProperty("total").GetInt32());
    }

    [SkippableFact]
    public async Task Reflect_gives_a_principle_or_learning_with_their_five_fields()
    {
        var (status, one) = await v2.GetAsync("/api/reflect");

        Assert.Equal(200, status);
        Assert.Contains(Text(one, "type"), (string[])["principle", "learning"]);
        Assert.Equal(["id", "type", "content", "source_file", "concepts"], one.EnumerateObject().Select(field => field.Name));
    }

    [SkippableFact]
    public async Task A_document_is_read_by_its_id_with_the_slash_encoded_under_either_path()
    {
        var id = Uri.EscapeDataString("resonance_ψ/memory/resonance/oracle_1");
        foreach (var path in (string[])["/api/doc/", "/api/v1/doc/"])
        {
            var (status, document) = await v2.GetAsync(path + id);
            Assert.Equal(200, status);
            Assert.Equal(["id", "type", "content", "source_file", "concepts", "project"], document.EnumerateObject().Select(field => field.Name));
            Assert.Equal("Patterns: Patterns are worth more than intentions.", Text(document, "content"));
        }

        var (missing, problem) = await v2.GetAsync("/api/doc/nothing");
        Assert.Equal((404, "There is no document 'nothing'."), (missing, Text(problem, "error")));
        Assert.Equal(Text(problem, "detail"), Text(problem, "error"));
    }

    [SkippableFact]
    public async Task A_document_is_made_changed_and_not_made_twice()
    {
        var (made, answer) = await v2.SendAsync(HttpMethod.Post, "/api/doc", """{"id":"own-1","type":"note","content":"A first text.","concepts":["Alpha","beta"]}""");
        Assert.Equal((200, true, "own-1"), (made, answer.GetProperty("ok").GetBoolean(), Text(answer, "id")));
        Assert.Equal(409, (await v2.SendAsync(HttpMethod.Post, "/api/doc", """{"id":"own-1","type":"note","content":"Another."}""")).Status);
        Assert.Equal(200, (await v2.SendAsync(HttpMethod.Patch, "/api/doc/own-1", """{"content":"A second text."}""")).Status);
        var (_, document) = await v2.GetAsync("/api/doc/own-1");
        Assert.Equal(("A second text.", "imported/own-1.md"), (Text(document, "content"), Text(document, "source_file")));
        Assert.Equal(["alpha", "beta"], document.GetProperty("concepts").EnumerateArray().Select(concept => concept.GetString()!));
        Assert.Equal(404, (await v2.SendAsync(HttpMethod.Patch, "/api/doc/nothing", """{"content":"x"}""")).Status);
        Assert.Equal(400, (await v2.SendAsync(HttpMethod.Patch, "/api/doc/own-1", "{}")).Status);
    }

    [SkippableFact]
    public async Task A_document_that_is_added_keeps_what_is_given_and_gets_what_is_not()
    {
        var (status, answer) = await v2.SendAsync(HttpMethod.Post, "/api/doc", """{"type":"vision","content":"Given.","concepts":"Alpha, beta","source_file":"own/file.md","project":"Own/Repo"}""");

        Assert.Equal((200, true), (status, answer.GetProperty("ok").GetBoolean()));
        Assert.Equal(["ok", "id"], answer.EnumerateObject().Select(field => field.Name));
        Assert.Matches("^vision_[0-9]{13}_[0-9a-f]{32}$", Text(answer, "id"));
        Assert.Equal(
            $$"""{"id":"{{Text(answer, "id")}}","type":"vision","content":"Given.","source_file":"own/file.md","concepts":["alpha","beta"],"project":"own/repo"}""",
            (await v2.GetAsync("/api/doc/" + Text(answer, "id"))).Body.GetRawText());
    }

    [SkippableFact]
    public async Task A_change_of_one_field_leaves_the_others_and_takes_an_id_with_a_slash()
    {
        await v2.SendAsync(HttpMethod.Post, "/api/doc", """{"id":"own/2","type":"note","content":"A text.","concepts":["one"],"project":"p/q"}""");

        var (status, answer) = await v2.SendAsync(HttpMethod.Patch, "/api/doc/own%2F2", """{"concepts":["Two","three"]}""");

        Assert.Equal((200, """{"ok":true,"id":"own/2"}"""), (status, answer.GetRawText()));
        const string Changed = """{"id":"own/2","type":"note","content":"A text.","source_file":"imported/own/2.md","concepts":["two","three"],"project":"p/q"}""";
        Assert.Equal(Changed, (await v2.GetAsync("/api/doc/own%2F2")).Body.GetRawText());
        // A plain slash is taken, too.
        Assert.Equal(Changed, (await v2.GetAsync("/api/doc/own/2")).Body.GetRawText());
    }

    [SkippableTheory]
    [InlineData("POST", "/api/doc", """{"content":"x"}""", 400, "type: is missing")]
    [InlineData("POST", "/api/doc", """{"type":"note"}""", 400, "content: is missing")]
    [InlineData("POST", "/api/doc", """{"type":"note","content":7}""", 400, "content: ")]
    [InlineData("POST", "/api/doc", """{"type":"note","content":"x","concepts":[7]}""", 400, "concepts[0]: ")]
    [InlineData("POST", "/api/doc", """{"type":"note","content":""}""", 400, "content: ")]
    [InlineData("POST", "/api/doc", """{"id":""", 400, "The body is not JSON: ")]
    [InlineData("PATCH", "/api/doc/retro_16.43_demo_0", "{}", 400, "content: and concepts: are missing; give one of them")]
    [InlineData("PATCH", "/api/doc/retro_16.43_demo_0", """{"content":[]}""", 400, "content: ")]
    [InlineData("PATCH", "/api/doc/nothing", """{"content":"x"}""", 404, "There is no document 'nothing'.")]
    public async Task What_is_wrong_with_a_document_is_named(string method, string path, string body, int status, string error)
    {
        var (answered, problem) = await v2.SendAsync(new HttpMethod(method), path, body);

        Assert.Equal(status, answered);
        Assert.StartsWith(error, Text(problem, "error"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Of_many_who_add_the_same_document_at_once_one_has_made_it_and_the_others_are_told()
    {
        for (var round = 0; round < 5; round++)
        {
            var id = $"raced-{round}";
            var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(
                _ => v2.SendAsync(HttpMethod.Post, "/api/doc", $$"""{"id":"{{id}}","type":"note","content":"The very same."}""")));

            Assert.Equal([200, .. Enumerable.Repeat(409, 7)], answers.Select(answer => answer.Status).Order());
            Assert.All(answers.Where(answer => answer.Status == 409), answer => Assert.Equal($"Document already exists: {id}", Text(answer.Body, "error")));
        }
    }

    [SkippableFact]
    public async Task Concepts_are_counted_over_all_and_over_one_type()
    {
        var (_, all) = await v2.GetAsync("/api/concepts?limit=3");
        var (_, some) = await v2.GetAsync("/api/concepts?type=learning");

        Assert.Equal(3, all.GetProperty("concepts").GetArrayLength());
        Assert.Equal("all", Text(all, "filter_type"));
        Assert.True(all.GetProperty("total_unique").GetInt32() >= 3);
        Assert.Equal("learning", Text(some, "filter_type"));
        Assert.Contains(some.GetProperty("concepts").EnumerateArray(), concept => Text(concept, "name") == "mcp" && concept.GetProperty("count").GetInt32() >= 2);
    }

    [SkippableFact]
    public async Task Similar_documents_leave_the_document_itself_out()
    {
        var (status, near) = await v2.GetAsync("/api/similar?limit=2&id=" + Uri.EscapeDataString(Retro));

        Assert.Equal((200, Retro), (status, Text(near, "docId")));
        Assert.NotEqual(0, near.GetProperty("results").GetArrayLength());
        Assert.All(near.GetProperty("results").EnumerateArray(), hit => Assert.True(Text(hit, "id") != Retro && Text(hit, "source") == "vector" && hit.GetProperty("score").GetDouble() is >= 0 and <= 1));
        Assert.Equal(400, (await v2.GetAsync("/api/similar")).Status);
        var (missing, problem) = await v2.GetAsync("/api/similar?id=nothing");
        Assert.Equal((404, 0, "nothing"), (missing, problem.GetProperty("results").GetArrayLength(), Text(problem, "docId")));
    }

    [SkippableFact]
    public async Task A_file_is_read_whole_by_its_name_or_by_a_document_of_it_and_nothing_else_is_read()
    {
        var file = "ψ/memory/learnings/2026-01-17_permissions.md";
        var (status, byFile) = await v2.GetAsync("/api/read?file=" + Uri.EscapeDataString(file));
        var (_, byId) = await v2.GetAsync("/api/read?id=" + Uri.EscapeDataString("learning_ψ/memory/learnings/2026-01-17_permissions_1"));

        Assert.Equal((200, File.ReadAllText(Path.Combine(v2.Vault, file)), "file"), (status, Text(byFile, "content"), Text(byFile, "source")));
        Assert.Equal(Path.Combine(v2.Vault, file), Text(byFile, "resolved_path"));
        Assert.Equal(Text(byFile, "content"), Text(byId, "content"));
        foreach (var path in (string[])["/etc/passwd", "../data/oracle.db", "ψ/../../data/oracle.db", file + "/../../../../x"])
            Assert.Equal(404, (await v2.GetAsync("/api/read?file=" + Uri.EscapeDataString(path))).Status);
        Assert.Equal(400, (await v2.GetAsync("/api/read")).Status);
    }

    [SkippableFact]
    public async Task What_is_not_there_says_so_in_the_field_that_their_clients_read()
    {
        var (status, problem) = await v2.GetAsync("/api/oracles");

        Assert.Equal((404, true), (status, Text(problem, "error").Length > 0));
    }

    private static string Text(JsonElement of, string name) => of.GetProperty(name).GetString()!;
}
