using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Oracle.Chaos.Tests.Hosts;
using Oracle.Cli;
using Oracle.Host.Startup;
using Oracle.Testing;

namespace Oracle.Chaos.Tests.Describing;

/// <summary><c>/openapi/v1.json</c> and the host that serves it agree.</summary>
public sealed class ApiDocumentTests(DescribedHost world) : IClassFixture<DescribedHost>
{
    private const string Mcp = "POST /mcp";
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    private ApiSchemas Document => world.Document;

    [SkippableFact]
    public async Task Every_endpoint_that_is_mapped_is_described_and_no_other()
    {
        using var folder = new TempFolder();
        var given = new Dictionary<string, string?> { ["Oracle:Chroma:Url"] = "http://127.0.0.1:9", ["Oracle:Embedding:Provider"] = "hash" };
        await using var host = (OracleHost)await new OracleLauncher(given, new HostSubstitutes(Log: new TerminalLogs(new Terminal()))).StartAsync(
            new HostRequest(folder["data"], Port: 0, Adopt: false, OnDemand: true), CancellationToken.None);

        var mapped = host.Endpoints.OfType<RouteEndpoint>().SelectMany(endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods
            .Select(method => $"{method} {endpoint.RoutePattern.RawText!.Replace("**", "", StringComparison.Ordinal).TrimEnd('/')}"));

        Assert.Equal(mapped.Order(StringComparer.Ordinal), Document.Operations.Keys.Order(StringComparer.Ordinal));
    }

    [SkippableFact]
    public async Task Every_operation_answers_as_it_is_described()
    {
        Call[] calls = [.. Reading(), .. Writing(), .. Running(), .. Ending()];
        foreach (var call in calls)
            await CheckAsync(call);

        foreach (var (name, operation) in Document.Operations)
        {
            Assert.True(calls.Any(call => call.Operation == name && call.IsGood), $"{name}: no good request is made");
            Assert.True(calls.Any(call => call.Operation == name && !call.IsGood), $"{name}: no bad request is made");
            Assert.Equal(
                Parameters(operation, "query").Order(StringComparer.Ordinal),
                calls.Where(call => call.Operation == name && call.IsGood).SelectMany(QueryOf).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        }
    }

    [SkippableTheory]
    [InlineData("/api/audit")]
    [InlineData("/api/reindex")]
    public async Task A_run_that_is_under_way_is_described_in_the_refusal_of_another(string path)
    {
        await PeaceAsync();
        await CheckAsync(new("POST /api/documents", 200, "/api/documents?waitFor=synced", """{"id":"run","content":"Something to look at."}"""));
        world.Chroma.Pause();
        try
        {
            await CheckAsync(new($"POST {path}", 202, Body: "{}"));
            var refused = await CheckAsync(new($"POST {path}", 409, Body: "{}"));
            Assert.Equal("running", JsonDocument.Parse(refused).RootElement.GetProperty("state").GetString());
        }
        finally
        {
            world.Chroma.Resume();
        }

        await PeaceAsync();
    }

    [SkippableFact]
    public void Every_operation_parameter_answer_and_field_has_words()
    {
        foreach (var (name, operation) in Document.Operations)
        {
            AssertWords(operation, "summary", name);
            AssertWords(operation, "description", name);
            foreach (var parameter in operation.TryGetProperty("parameters", out var parameters) ? parameters.EnumerateArray() : [])
                AssertWords(parameter, "description", name);
            if (operation.TryGetProperty("requestBody", out var body))
                AssertWords(body, "description", name);
            foreach (var answer in operation.GetProperty("responses").EnumerateObject())
            {
                AssertWords(answer.Value, "description", $"{name} {answer.Name}");
                // What ASP.NET writes where nobody has said anything.
                Assert.NotEqual(((HttpStatusCode)int.Parse(answer.Name)).ToString(), answer.Value.GetProperty("description").GetString());
            }
        }

        foreach (var schema in Document.Document.GetProperty("components").GetProperty("schemas").EnumerateObject())
            AssertFields(schema.Value, schema.Name);
    }

    [SkippableFact]
    public void Every_body_and_every_JSON_answer_has_an_example_that_is_one()
    {
        foreach (var (name, operation) in Document.Operations)
        {
            if (operation.TryGetProperty("requestBody", out var body))
                AssertExamples(body, $"{name}, its body");
            foreach (var answer in operation.GetProperty("responses").EnumerateObject().Where(answer => answer.Name[0] == '2'))
                AssertExamples(answer.Value, $"{name} {answer.Name}");
        }
    }

    [SkippableTheory]
    [InlineData("StatsAnswer", "stats")]
    [InlineData("SearchAnswer", "search", "backups")]
    [InlineData("FailedAnswer", "sync", "failed")]
    [InlineData("ReindexAnswer", "reindex", "status")]
    [InlineData("RootsAnswer", "roots")]
    [InlineData("InspectAnswer", "inspect")]
    public async Task What_the_command_line_prints_is_of_the_same_schema(string schema, params string[] command)
    {
        var run = await OracleInProcess.RunAsync([.. command, "--json", "--data-dir", world.DataDir], world.Chroma.Url);

        Assert.True(run.ExitCode == 0, run.Error);
        AssertOf(schema, run.Out);
    }

    [SkippableTheory]
    [InlineData("""{"id":"a","revision":1}""", "")]
    [InlineData("""{"id":"a"}""", "revision")]
    [InlineData("""{"id":"a","revision":1,"more":2}""", "more")]
    [InlineData("""{"id":"a","revision":"1"}""", "revision")]
    public void An_answer_that_lacks_a_field_or_has_another_would_be_noticed(string answer, string named)
    {
        var faults = Document.Faults("DeletedAnswer", JsonDocument.Parse(answer).RootElement);

        Assert.True(named.Length == 0 ? faults.Length == 0 : faults.Contains(named, StringComparison.Ordinal), faults);
    }

    private IEnumerable<Call> Writing()
    {
        const string Documents = "POST /api/documents";
        yield return new(Documents, 200, "/api/documents?waitFor=synced&timeout=60s", """[{"id":"a/1","content":"Backups run at night.","tags":["server"]},{"id":"b","type":"principle","content":"Nothing is deleted."}]""");
        yield return new(Documents, 202, Body: """{"id":"c","content":"A third text.","concepts":["text"],"project":"p"}""");
        yield return new(Documents, 202, Body: """{"id":"d","content":"A line."}""" + "\n" + """{"id":"e","content":"Another."}""" + "\n", ContentType: "application/x-ndjson");
        yield return new(Documents, 202, Body: """[{"id":"f","content":"Good."},{"id":"g","content":""}]""");
        yield return new(Documents, 400, Body: """[{"id":"g"},1]""");
        yield return new(Documents, 400, "/api/documents?waitFor=never", """{"id":"a","content":"x"}""");
        yield return new(Documents, 415, Body: "a=b", ContentType: "application/x-www-form-urlencoded");
        yield return new("POST /api/doc", 200, Body: """{"id":"own","type":"note","content":"A first text.","concepts":["alpha"],"source_file":"own.md","project":"p"}""");
        yield return new("POST /api/doc", 409, Body: """{"id":"own","type":"note","content":"Another."}""");
        yield return new("PATCH /api/doc/{id}", 200, "/api/doc/own", """{"content":"A second text.","concepts":["beta"]}""");
        yield return new("PATCH /api/doc/{id}", 400, "/api/doc/own", "{}");
        yield return new("PATCH /api/doc/{id}", 404, "/api/doc/nothing", """{"content":"x"}""");
        yield return new("POST /api/learn", 200, Body: """{"pattern":"Locks need a deadline","source":"a review","concepts":["locks"],"project":"github.com/owner/repository","cwd":"/","origin":"x"}""");
        yield return new("POST /api/learn", 400, Body: "{}");
        yield return new("POST /api/index", 200, Body: $$"""{"paths":["{{world.Vault}}"],"deleteMissing":true,"force":false,"exclude":["drafts/"],"followLinks":false}""");
        yield return new("POST /api/index", 400, Body: """{"paths":[]}""");
        yield return new("POST /api/index", 403, Body: """{"paths":["/"]}""") { IsStrangers = true };
        yield return new("POST /api/import", 200, Body: $$"""{"path":"{{world.OldDatabase}}"}""");
        yield return new("POST /api/import", 400, Body: """{"path":"/nothing.db"}""");
        yield return new("POST /api/import", 403, Body: """{"path":"/nothing.db"}""") { IsStrangers = true };
    }

    private static IEnumerable<Call> Reading()
    {
        foreach (var path in new[] { "/api/stats", "/api/health", "/health/live", "/health/ready", "/api/reflect", "/api/reindex", "/api/audit", "/api/roots", "/api/inspect", "/api/events", "/metrics", "/openapi/v1.json" })
        {
            yield return new($"GET {path}", 200);
            yield return Call.OfAnotherSite($"GET {path}");
        }

        yield return new("GET /api/sync/failed", 200, "/api/sync/failed?limit=10&offset=0");
        yield return new("GET /api/sync/failed", 400, "/api/sync/failed?limit=0");
        yield return new(Mcp, 200, Body: """{"jsonrpc":"2.0","id":1,"method":"tools/list"}""") { Header = ("Accept", "application/json, text/event-stream") };
        yield return new(Mcp, 202, Body: """{"jsonrpc":"2.0","method":"notifications/initialized"}""") { Header = ("Accept", "application/json, text/event-stream") };
        yield return new(Mcp, 400, Body: """{"jsonrpc":""") { Header = ("Accept", "application/json, text/event-stream") };
        yield return new(Mcp, 406, Body: """{"jsonrpc":"2.0","id":1,"method":"tools/list"}""") { Header = ("Accept", "application/json") };
    }

    // Of what was written before.
    private static IEnumerable<Call> Running()
    {
        foreach (var call in Reading().Where(call => call is { IsGood: true, Operation: not "GET /api/events" }))
            yield return call;
        yield return new("GET /api/documents", 200, "/api/documents?id=a/1");
        yield return new("GET /api/documents", 404, "/api/documents?id=nothing");
        yield return new("GET /api/documents", 400);
        yield return new("GET /api/documents/{id}", 200, "/api/documents/a%2F1");
        yield return new("GET /api/documents/{id}", 404, "/api/documents/nothing");
        yield return new("GET /api/search", 200, "/api/search?q=backups&mode=hybrid&limit=5&offset=0&content=none");
        yield return new("GET /api/search", 200, "/api/search?q=text&type=note&project=p&tag=server");
        yield return new("GET /api/search", 200, "/api/search?q=night&mode=vector");
        yield return new("GET /api/search", 400, "/api/search?q=x&mode=none");
        yield return new("GET /api/list", 200, "/api/list?type=note&limit=100&offset=0&group=false");
        yield return new("GET /api/list", 400, "/api/list?limit=abc");
        yield return new("GET /api/concepts", 200, "/api/concepts?type=all&limit=3");
        yield return new("GET /api/concepts", 400, "/api/concepts?limit=abc");
        yield return new("GET /api/similar", 200, "/api/similar?id=a/1&limit=2");
        yield return new("GET /api/similar", 404, "/api/similar?id=nothing");
        yield return new("GET /api/similar", 400);
        yield return new("GET /api/read", 200, "/api/read?id=a/1");
        yield return new("GET /api/read", 200, "/api/read?file=backup.md");
        yield return new("GET /api/read", 404, "/api/read?file=nothing.md");
        yield return new("GET /api/doc/{id}", 200, "/api/doc/own");
        yield return new("GET /api/doc/{id}", 404, "/api/doc/nothing");
        yield return new("POST /api/sync/sweep", 200);
        yield return new("POST /api/sync/sweep", 415, ContentType: "text/plain");
        yield return new("POST /api/sync/retry", 202, Body: """{"all":true}""");
        yield return new("POST /api/sync/retry", 202, Body: """{"ids":["a/1","nothing"]}""");
        yield return new("POST /api/sync/retry", 400, Body: "{}");
        yield return new("POST /api/sync/retry", 404, Body: """{"ids":["nothing"]}""");
        yield return new("POST /api/audit", 202, Body: """{"repair":true,"force":false,"probe":10}""");
        yield return new("POST /api/audit", 400, Body: """{"force":true}""");
        yield return new("POST /api/reindex", 200, Body: """{"model":"hash-64-v1","dryRun":true}""");
        yield return new("POST /api/reindex", 202, Body: """{"model":"hash-64-v1"}""");
        yield return new("POST /api/reindex", 400, Body: """{"model":""}""");
        yield return new("POST /api/reindex/rollback", 202);
        yield return new("POST /api/reindex/rollback", 415, ContentType: "text/plain");
        yield return new("DELETE /api/reindex", 202);
        yield return new("DELETE /api/reindex", 409);
    }

    private IEnumerable<Call> Ending()
    {
        yield return new("POST /api/roots/move", 200, Body: $$"""{"name":".","path":"{{world.MovedVault}}"}""");
        yield return new("POST /api/roots/move", 404, Body: """{"name":"nothing","path":"/"}""");
        yield return new("POST /api/roots/move", 403, Body: """{"name":".","path":"/"}""") { IsStrangers = true };
        yield return new("POST /api/roots/confirm", 200, Body: """{"name":"."}""");
        yield return new("POST /api/roots/confirm", 404, Body: """{"name":"nothing"}""");
        yield return new("DELETE /api/roots", 200, "/api/roots?name=.&keepDocuments=false");
        yield return new("DELETE /api/roots", 400);
        yield return new("DELETE /api/documents", 202, "/api/documents?id=a/1");
        yield return new("DELETE /api/documents", 404, "/api/documents?id=nothing");
        yield return new("DELETE /api/documents/{id}", 202, "/api/documents/b");
        yield return new("DELETE /api/documents/{id}", 404, "/api/documents/nothing");
        yield return new("GET /api/reflect", 200);
    }

    private async Task<string> CheckAsync(Call call)
    {
        await PrepareAsync(call);
        var operation = Document.Operations[call.Operation];
        if (call is { IsGood: true, Body: { } sent })
        {
            var body = operation.GetProperty("requestBody").GetProperty("content").GetProperty(call.ContentType).GetProperty("schema");
            foreach (var value in call.ContentType == "application/json" ? [sent] : Lines(sent))
                AssertOf(body, value, $"{call}: its body");
        }

        using var request = call.Request();
        using var response = await (call.IsStrangers ? world.Stranger : world.Host.Http).SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var isEndless = call is { Operation: "GET /api/events", IsGood: true };
        var text = isEndless ? "" : await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == call.Status, $"{call}: {(int)response.StatusCode}\n{text}");
        Assert.True(operation.GetProperty("responses").TryGetProperty($"{call.Status}", out var described), $"{call}: {call.Status} is not described");
        if (!described.TryGetProperty("content", out var contents))
        {
            Assert.True(text.Length == 0, $"{call}: {text}");
            return text;
        }

        var type = response.Content.Headers.ContentType!.ToString();
        var content = contents.EnumerateObject().FirstOrDefault(content => content.Name == type || content.Name == response.Content.Headers.ContentType.MediaType);
        Assert.True(content.Value.ValueKind == JsonValueKind.Object, $"{call}: {type} is not described");
        foreach (var value in content.Name switch
        {
            "application/json" or "application/problem+json" => [text],
            "application/x-ndjson" => Lines(text),
            _ => Array.Empty<string>(),
        })
        {
            AssertOf(content.Value.GetProperty("schema"), value, $"{call}: {call.Status}");
        }

        return text;
    }

    // One run ends before the next, and the vault has moved before the host is told.
    private async Task PrepareAsync(Call call)
    {
        if (call is { Operation: "POST /api/roots/move", IsGood: true })
            Directory.Move(world.Vault, world.MovedVault);
        if (call is { IsGood: true, Operation: "POST /api/reindex" or "POST /api/reindex/rollback" or "POST /api/audit" or "POST /api/roots/move" or "GET /api/similar" or "DELETE /api/reindex" })
            await PeaceAsync();
        if (call.Operation != "DELETE /api/reindex")
            return;
        // While Chroma stands still no run ends.
        if (call.IsGood)
        {
            world.Chroma.Pause();
            using var begun = await world.Host.Http.PostAsJsonAsync("/api/reindex", new { });
        }
        else
        {
            world.Chroma.Resume();
        }
    }

    private async Task PeaceAsync()
    {
        await Eventually.Get(() => world.Host.GetAsync("/api/reindex"), static run => run.GetProperty("state").GetString() is "idle" or "done" or "cancelled", Deadline);
        await Eventually.Get(() => world.Host.GetAsync("/api/audit"), static run => run.GetProperty("state").GetString() is "idle" or "done", Deadline);
        await Eventually.Get(
            () => world.Host.GetAsync("/api/stats"), static stats => stats.GetProperty("sync").GetProperty("synced").GetInt64() == stats.GetProperty("total").GetInt64(), Deadline);
    }

    private void AssertOf(JsonElement schema, string text, string where)
    {
        var faults = Document.Faults(schema, JsonDocument.Parse(text).RootElement);
        Assert.True(faults.Length == 0, $"{where}\n{text}\n{faults}");
    }

    private void AssertOf(string schema, string text)
    {
        var faults = Document.Faults(schema, JsonDocument.Parse(text).RootElement);
        Assert.True(faults.Length == 0, $"{schema}\n{text}\n{faults}");
    }

    private void AssertExamples(JsonElement of, string where)
    {
        if (!of.TryGetProperty("content", out var contents))
            return;
        foreach (var content in contents.EnumerateObject().Where(content => content.Name.Contains("json", StringComparison.Ordinal)))
        {
            Assert.True(content.Value.TryGetProperty("example", out var example), $"{where} has no example");
            AssertOf(content.Value.GetProperty("schema"), example.GetRawText(), where);
        }
    }

    private static void AssertFields(JsonElement schema, string where)
    {
        foreach (var field in schema.TryGetProperty("properties", out var fields) ? fields.EnumerateObject() : default)
        {
            // What may be null has its words beside the schema that it has otherwise.
            if (field.Value.TryGetProperty("oneOf", out var either))
                Assert.True(either.EnumerateArray().Any(one => one.TryGetProperty("description", out _)), $"{where}.{field.Name} has no description");
            else
                AssertWords(field.Value, "description", $"{where}.{field.Name}");
            AssertFields(field.Value, $"{where}.{field.Name}");
        }
    }

    private static void AssertWords(JsonElement of, string name, string where) =>
        Assert.True(of.TryGetProperty(name, out var words) && !string.IsNullOrWhiteSpace(words.GetString()), $"{where} has no {name}");

    private static IEnumerable<string> Parameters(JsonElement operation, string place) => operation.TryGetProperty("parameters", out var parameters)
        ? parameters.EnumerateArray().Where(parameter => parameter.GetProperty("in").GetString() == place).Select(parameter => parameter.GetProperty("name").GetString()!)
        : [];

    private static IEnumerable<string> QueryOf(Call call) =>
        call.Target?.Split('?') is [_, var query] ? query.Split('&').Select(part => part.Split('=')[0]) : [];

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
