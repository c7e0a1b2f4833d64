using System.Text.Json;

namespace Oracle.Chaos.Tests.OracleV2;

/// <summary>Every parameter that Oracle V2's clients send when they read, and every field that they get, by its value.</summary>
[Collection(V2LibraryGroup.Name)]
public sealed class FieldsTests(V2Library library)
{
    private const string Retro = "retro_16.43_demo_0";
    private const string Principle = "resonance_ψ/memory/resonance/oracle_1";
    private const int Files = V2Library.Items + 4;
    private const int Documents = V2Library.Items + 6;
    // Of the vault's three files and the items.
    private const int Concepts = V2Library.LongConcepts + 12;

    [SkippableFact]
    public async Task Health_is_ok_and_gives_no_reason_where_nothing_is_away()
    {
        var (status, health) = await library.GetAsync("/api/health");

        Assert.Equal(200, status);
        Assert.Equal(["status", "server", "version", "port", "oracle"], Names(health));
        Assert.Equal(("ok", "oracle", "connected", library.Host.Address.Port), (Text(health, "status"), Text(health, "server"), Text(health, "oracle"), Int(health, "port")));
        Assert.Matches("^[0-9]+[.][0-9]+[.][0-9]+", Text(health, "version"));
    }

    [SkippableFact]
    public async Task Stats_count_documents_files_and_vectors()
    {
        var (_, stats) = await library.GetAsync("/api/stats");

        Assert.Equal(Documents, Int(stats, "total"));
        Assert.Equal("""{"essay":1,"item":60,"learning":2,"principle":2,"retro":1}""", stats.GetProperty("by_type").GetRawText());
        Assert.Equal("""{"essay":1,"item":60,"learning":1,"principle":1,"retro":1}""", stats.GetProperty("by_type_files").GetRawText());
        Assert.Equal(0, stats.GetProperty("index_age_hours").GetDouble(), 0.2);
        Assert.Matches("^[0-9-]{10}T[0-9:]{8}[.][0-9]{3}Z$", Text(stats, "last_indexed"));
        Assert.Equal($$"""{"enabled":true,"count":{{Documents}},"collection":"oracle_knowledge","unretrievable":0}""", stats.GetProperty("vector").GetRawText());
        Assert.Equal(
            $$"""[{"key":"hash","model":"{{Text(stats.GetProperty("vectors")[0], "model")}}","collection":"oracle_knowledge","count":{{Documents}},"enabled":true}]""", stats.GetProperty("vectors").GetRawText());
        Assert.NotEmpty(Text(stats.GetProperty("vectors")[0], "model"));
        Assert.Equal((library.Vault, Path.Combine(library.DataDir, "oracle.db")), (Text(stats, "vault_repo"), Text(stats, "database")));
        var concepts = stats.GetProperty("concepts");
        Assert.Equal((Concepts, """{"name":"inventory","count":60}"""), (Int(concepts, "total"), concepts.GetProperty("top")[0].GetRawText()));
        Assert.Equal(("healthy", "connected"), (Text(stats, "fts_status"), Text(stats, "chroma_status")));
        Assert.Equal((Documents, 0, 0), (Int(stats.GetProperty("sync"), "synced"), Int(stats.GetProperty("sync"), "pending"), Int(stats.GetProperty("sync"), "failed")));
    }

    [SkippableFact]
    public async Task A_hit_of_both_legs_has_every_field()
    {
        var (_, page) = await library.GetAsync("/api/search?q=ranking%20results");

        Assert.Equal(["results", "total", "limit", "offset", "mode", "query", "vectorAvailable", "degraded", "coverage", "pending"], Names(page));
        Assert.Equal(("hybrid", "ranking results", 10, 0), (Text(page, "mode"), Text(page, "query"), Int(page, "limit"), Int(page, "offset")));
        Assert.Equal((true, false, 1.0, 0), (page.GetProperty("vectorAvailable").GetBoolean(), page.GetProperty("degraded").GetBoolean(), page.GetProperty("coverage").GetDouble(), Int(page, "pending")));
        Assert.Equal(page.GetProperty("results").GetArrayLength(), Int(page, "total"));
        var hit = page.GetProperty("results")[0];
        Assert.Equal(["id", "type", "snippet", "source_file", "concepts", "source", "score", "title", "content", "tags", "heading_path", "project", "distance"], Names(hit));
        Assert.Equal((Retro, "retro", "hybrid"), (Text(hit, "id"), Text(hit, "type"), Text(hit, "source")));
        Assert.Equal("Summary: A long session about searching, ranking and the paging of results.", Text(hit, "content"));
        Assert.Equal("Summary: A long session about searching, <mark>ranking</mark> and the paging of <mark>results</mark>.", Text(hit, "snippet"));
        Assert.Equal("ψ/memory/retrospectives/2026-01/17/16.43_demo.md", Text(hit, "source_file"));
        Assert.Equal(["session"], Texts(hit, "concepts"));
        Assert.Equal(JsonValueKind.Null, hit.GetProperty("project").ValueKind);
        Assert.InRange(hit.GetProperty("score").GetDouble(), 0.9, 1);
        Assert.InRange(hit.GetProperty("distance").GetDouble(), 0, 1);
    }

    [SkippableTheory]
    [InlineData("", 10, 0, 10)]
    [InlineData("&limit=1000", 100, 0, 60)]
    [InlineData("&limit=100", 100, 0, 60)]
    [InlineData("&limit=0", 1, 0, 1)]
    [InlineData("&limit=-3&offset=-7", 1, 0, 1)]
    [InlineData("&limit=7&offset=58", 7, 58, 2)]
    [InlineData("&offset=60", 10, 60, 0)]
    public async Task A_search_brings_limit_and_offset_within_what_is_allowed_and_counts_all_that_there_are(string given, int limit, int offset, int results)
    {
        var (status, page) = await library.GetAsync("/api/search?q=inventory&mode=fts" + given);

        Assert.Equal((200, limit, offset, V2Library.Items, results), (status, Int(page, "limit"), Int(page, "offset"), Int(page, "total"), page.GetProperty("results").GetArrayLength()));
    }

    [SkippableFact]
    public async Task Pages_of_a_search_have_every_hit_once_and_no_score_rises()
    {
        var hits = new List<JsonElement>();
        for (var offset = 0; offset < V2Library.Items; offset += 20)
            hits.AddRange((await library.GetAsync($"/api/search?q=inventory&mode=fts&limit=20&offset={offset}")).Body.GetProperty("results").EnumerateArray());

        Assert.Equal(V2Library.Items, hits.Select(hit => Text(hit, "id")).Distinct().Count());
        Assert.Equal(hits.Select(hit => hit.GetProperty("score").GetDouble()).OrderDescending(), hits.Select(hit => hit.GetProperty("score").GetDouble()));
    }

    [SkippableTheory]
    [InlineData("&type=all", 60)]
    [InlineData("&type=item", 60)]
    [InlineData("&type=retro", 0)]
    [InlineData("&type=no-such-type", 0)]
    [InlineData("&project=GitHub.com/Own/One", 59)]
    [InlineData("&project=github.com/own/two", 59)]
    [InlineData("&project=nobody/s", 58)]
    [InlineData("&cwd=/anywhere&model=nonsense", 60)]
    public async Task A_search_is_narrowed_by_type_and_by_project_and_by_nothing_else(string given, int total)
    {
        var (status, page) = await library.GetAsync("/api/search?q=inventory&mode=fts&limit=100" + given);

        Assert.Equal((200, total, total), (status, Int(page, "total"), page.GetProperty("results").GetArrayLength()));
        Assert.DoesNotContain("model", Names(page));
        // Of the project that is asked for, or of none.
        if (given.Contains("One", StringComparison.Ordinal))
            Assert.Equal(["github.com/own/one", null], page.GetProperty("results").EnumerateArray().Select(hit => hit.GetProperty("project").GetString()).Distinct().OrderByDescending(project => project));
    }

    [SkippableFact]
    public async Task A_vector_search_counts_what_it_found_and_its_hits_keep_their_concepts()
    {
        var (_, page) = await library.GetAsync("/api/search?q=Item%207%20of%20the%20inventory.&mode=vector&limit=100");

        var hits = page.GetProperty("results").EnumerateArray().ToList();
        Assert.Equal(("vector", true, hits.Count), (Text(page, "mode"), page.GetProperty("vectorAvailable").GetBoolean(), Int(page, "total")));
        Assert.Equal(("plain-07", "vector", "Item 7 of the inventory."), (Text(hits[0], "id"), Text(hits[0], "source"), Text(hits[0], "content")));
        Assert.Equal(["inventory", "odd"], Texts(hits[0], "concepts"));
        Assert.InRange(hits[0].GetProperty("score").GetDouble(), 0.9, 1);
        Assert.InRange(hits[0].GetProperty("distance").GetDouble(), -1e-6, 0.2);
    }

    [SkippableTheory]
    [InlineData("hybrid")]
    [InlineData("fts")]
    public async Task A_query_without_a_word_finds_nothing_and_is_no_error(string mode)
    {
        var (status, page) = await library.GetAsync($"/api/search?q=%3F%3F%3F&limit=7&offset=2&mode={mode}");

        Assert.Equal((200, 0, 0, 7, 2, "???"), (status, page.GetProperty("results").GetArrayLength(), Int(page, "total"), Int(page, "limit"), Int(page, "offset"), Text(page, "query")));
    }

    [SkippableTheory]
    [InlineData("", 10, 0, 10)]
    [InlineData("limit=100", 100, 0, Files)]
    [InlineData("limit=101", 10, 0, 10)]
    [InlineData("limit=0", 1, 0, 1)]
    [InlineData("limit=-5", 1, 0, 1)]
    [InlineData("limit=7&offset=60", 7, 60, 4)]
    [InlineData("offset=-4", 10, 0, 10)]
    [InlineData("offset=64", 10, 64, 0)]
    [InlineData("type=all&group=true", 10, 0, 10)]
    [InlineData("group=perhaps", 10, 0, 10)]
    public async Task A_list_of_files_takes_limit_and_offset_as_theirs_does(string given, int limit, int offset, int results)
    {
        var (status, list) = await library.GetAsync("/api/list?" + given);

        Assert.Equal((200, limit, offset, Files, results), (status, Int(list, "limit"), Int(list, "offset"), Int(list, "total"), list.GetProperty("results").GetArrayLength()));
    }

    [SkippableFact]
    public async Task A_list_has_the_newest_first_and_every_field()
    {
        var (_, list) = await library.GetAsync("/api/list?limit=100&group=false");

        Assert.Equal(["results", "total", "offset", "limit"], Names(list));
        Assert.Equal((Documents, Documents), (Int(list, "total"), list.GetProperty("results").GetArrayLength()));
        var times = list.GetProperty("results").EnumerateArray().Select(entry => entry.GetProperty("indexed_at").GetInt64()).ToList();
        Assert.Equal(times.OrderDescending(), times);
        Assert.InRange(DateTimeOffset.FromUnixTimeMilliseconds(times[0]), DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddMinutes(1));
        var entry = list.GetProperty("results").EnumerateArray().Single(one => Text(one, "id") == "plain-00");
        Assert.Equal(["id", "type", "content", "source_file", "concepts", "project", "indexed_at", "title"], Names(entry));
        Assert.Equal(("item", "Item 0 of the inventory.", "items/00.md", "github.com/own/one"), (Text(entry, "type"), Text(entry, "content"), Text(entry, "source_file"), Text(entry, "project")));
        Assert.Equal(["inventory", "even"], Texts(entry, "concepts"));
    }

    [SkippableFact]
    public async Task What_is_reflected_on_is_a_document_as_it_stands()
    {
        var (_, one) = await library.GetAsync("/api/reflect");

        var (_, document) = await library.GetAsync("/api/doc/" + Uri.EscapeDataString(Text(one, "id")));
        Assert.All(Names(one), name => Assert.Equal(document.GetProperty(name).GetRawText(), one.GetProperty(name).GetRawText()));
    }

    [SkippableTheory]
    [InlineData("", 5)]
    [InlineData("&limit=1", 1)]
    [InlineData("&limit=0", 1)]
    [InlineData("&limit=-1", 1)]
    [InlineData("&limit=1000", 50)]
    [InlineData("&model=nonsense", 5)]
    public async Task As_many_near_documents_are_given_as_are_asked_for_and_at_most_50(string given, int results)
    {
        var (status, near) = await library.GetAsync("/api/similar?id=plain-07" + given);

        Assert.Equal((200, results), (status, near.GetProperty("results").GetArrayLength()));
    }

    [SkippableFact]
    public async Task A_near_document_has_every_field()
    {
        var (_, near) = await library.GetAsync("/api/similar?id=plain-07&limit=50");

        Assert.Equal(["results", "docId"], Names(near));
        Assert.Equal("plain-07", Text(near, "docId"));
        var hits = near.GetProperty("results").EnumerateArray().ToList();
        Assert.DoesNotContain(hits, hit => Text(hit, "id") == "plain-07");
        Assert.Equal(hits.Select(hit => hit.GetProperty("score").GetDouble()).OrderDescending(), hits.Select(hit => hit.GetProperty("score").GetDouble()));
        var item = hits.First(hit => Text(hit, "id") == "plain-00");
        Assert.Equal(["id", "type", "snippet", "source_file", "concepts", "source", "score", "title", "content", "tags", "heading_path", "project", "distance"], Names(item));
        Assert.Equal(("item", "Item 0 of the inventory.", "items/00.md", "vector", "github.com/own/one"), (Text(item, "type"), Text(item, "content"), Text(item, "source_file"), Text(item, "source"), Text(item, "project")));
        Assert.Equal(["inventory", "even"], Texts(item, "concepts"));
        Assert.InRange(item.GetProperty("score").GetDouble(), 0.01, 1);
    }

    [SkippableFact]
    public async Task A_document_has_every_field()
    {
        Assert.Equal(
            """{"id":"plain-01","type":"item","content":"Item 1 of the inventory.","source_file":"items/01.md","concepts":["inventory","odd"],"project":"github.com/own/two"}""",
            (await library.GetAsync("/api/doc/plain-01")).Body.GetRawText());
        Assert.Equal(
            $$"""{"id":"{{Principle}}","type":"principle","content":"Patterns: Patterns are worth more than intentions.","source_file":"ψ/memory/resonance/oracle.md","concepts":["pattern","intention"],"project":null}""",
            (await library.GetAsync("/api/doc/" + Uri.EscapeDataString(Principle))).Body.GetRawText());
    }

    [SkippableTheory]
    [InlineData("", 50, Concepts, "all")]
    [InlineData("limit=1000", 200, Concepts, "all")]
    [InlineData("limit=0", 1, Concepts, "all")]
    [InlineData("limit=-1", 1, Concepts, "all")]
    [InlineData("type=all&limit=2", 2, Concepts, "all")]
    [InlineData("type=item", 3, 3, "item")]
    [InlineData("type=nothing", 0, 0, "nothing")]
    public async Task As_many_concepts_are_given_as_are_asked_for_and_at_most_200(string given, int shown, int total, string type)
    {
        var (status, concepts) = await library.GetAsync("/api/concepts?" + given);

        Assert.Equal(["concepts", "total_unique", "filter_type"], Names(concepts));
        Assert.Equal((200, shown, total, type), (status, concepts.GetProperty("concepts").GetArrayLength(), Int(concepts, "total_unique"), Text(concepts, "filter_type")));
        if (type == "item")
            Assert.Equal("""[{"name":"inventory","count":60},{"name":"even","count":30},{"name":"odd","count":30}]""", concepts.GetProperty("concepts").GetRawText());
    }

    [SkippableFact]
    public async Task What_lies_in_no_file_is_read_from_the_store()
    {
        const string Whole = """{"content":"Item 0 of the inventory.","source_file":"items/00.md","resolved_path":null,"source":"fts_cache","project":"github.com/own/one"}""";
        Assert.Equal(Whole, (await library.GetAsync("/api/read?id=plain-00")).Body.GetRawText());
        Assert.Equal(Whole, (await library.GetAsync("/api/read?file=items/00.md")).Body.GetRawText());

        var (_, file) = await library.GetAsync("/api/read?id=" + Uri.EscapeDataString(Retro));
        Assert.Equal(["content", "source_file", "resolved_path", "source"], Names(file));
        Assert.Equal(("ψ/memory/retrospectives/2026-01/17/16.43_demo.md", "file"), (Text(file, "source_file"), Text(file, "source")));
    }

    [SkippableTheory]
    [InlineData("search", 400, "q: is missing or empty")]
    [InlineData("search?q=", 400, "q: is missing or empty")]
    [InlineData("search?q=x&mode=semantic", 400, "mode: is 'semantic', allowed are hybrid, fts, vector")]
    [InlineData("search?q=x&limit=abc", 400, "limit: is 'abc', allowed is a whole number")]
    [InlineData("search?q=x&offset=1.5", 400, "offset: is '1.5', allowed is a whole number")]
    [InlineData("list?limit=abc", 400, "limit: is 'abc', allowed is a whole number")]
    [InlineData("list?offset=abc", 400, "offset: is 'abc', allowed is a whole number")]
    [InlineData("similar", 400, "id: is missing or empty")]
    [InlineData("similar?id=plain-00&limit=abc", 400, "limit: is 'abc', allowed is a whole number")]
    [InlineData("similar?id=nothing", 404, "There is no document 'nothing'.")]
    [InlineData("doc/nothing", 404, "There is no document 'nothing'.")]
    [InlineData("concepts?limit=abc", 400, "limit: is 'abc', allowed is a whole number")]
    [InlineData("read", 400, "file: or id: is missing; give one of them")]
    [InlineData("read?id=nothing", 404, "There is no document 'nothing'.")]
    [InlineData("read?file=nothing.md", 404, "There is no indexed file 'nothing.md'.")]
    [InlineData("oracles", 404, "There is nothing at /api/oracles.")]
    public async Task What_is_wrong_stands_in_the_field_that_their_clients_read(string path, int status, string error)
    {
        using var response = await library.Host.Http.GetAsync("/api/" + path);
        var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;

        Assert.Equal((status, "application/problem+json", error, error), ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, Text(problem, "error"), Text(problem, "detail")));
    }

    [SkippableTheory]
    [InlineData("search?q=inventory&mode=fts&limit=3")]
    [InlineData("list?limit=3")]
    [InlineData("similar?id=plain-07&limit=3")]
    [InlineData("concepts?limit=3")]
    [InlineData("doc/plain-00")]
    [InlineData("read?id=plain-00")]
    [InlineData("health")]
    [InlineData("stats")]
    [InlineData("reflect")]
    public async Task Every_path_has_its_alias_and_answers_JSON_in_UTF_8(string path)
    {
        using var response = await library.Host.Http.GetAsync("/api/v1/" + path);
        var aliased = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        var (status, plain) = await library.GetAsync("/api/" + path);

        Assert.Equal((200, "application/json; charset=utf-8"), (status, response.Content.Headers.ContentType?.ToString()));
        if (path == "reflect")
            Assert.Equal(Names(plain), Names(aliased));
        else
            Assert.Equal(plain.GetRawText(), aliased.GetRawText());
    }

    private static string Text(JsonElement of, string name) => of.GetProperty(name).GetString()!;

    private static int Int(JsonElement of, string name) => of.GetProperty(name).GetInt32();

    private static IEnumerable<string> Names(JsonElement of) => of.EnumerateObject().Select(field => field.Name);

    private static IEnumerable<string> Texts(JsonElement of, string name) => of.GetProperty(name).EnumerateArray().Select(text => text.GetString()!);
}
