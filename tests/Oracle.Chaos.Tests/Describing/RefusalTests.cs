using System.Net.Http.Headers;
using System.Net.Mime;
using System.Text;
using System.Text.Json;
using Oracle.Chaos.Tests.Hosts;
using Oracle.Testing;

namespace Oracle.Chaos.Tests.Describing;

/// <summary>What stands before every endpoint refuses as <c>/openapi/v1.json</c> says, whichever endpoint is asked.</summary>
public sealed class RefusalTests : IDisposable
{
    private const string Token = "refused-without";
    private static readonly Uri NoChroma = new("http://127.0.0.1:9");

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Without_the_token_from_another_site_with_too_much_and_as_a_form()
    {
        await using var host = await OracleInProcess.ServeAsync(
            _folder["data"], NoChroma, new Dictionary<string, string?> { ["ORACLE_TOKEN"] = Token, ["Oracle__Http__BodyBytes"] = "1024" });
        host.AskAsOwner(_folder["data"]);
        var document = await DocumentAsync(host);
        var seen = new List<int>();
        foreach (var (name, operation) in document.Operations)
        {
            await AssertAsync(name, operation, 401, static request => request.Headers.Authorization = null);
            await AssertAsync(name, operation, 403, static request => request.Headers.Add("Origin", "http://elsewhere.example"));
            await AssertAsync(name, operation, 415, static request => request.Content = new StringContent("a=b", Encoding.UTF8, "application/x-www-form-urlencoded"));
            // Bodies with a document may be larger.
            if (!name.Contains("/api/doc", StringComparison.Ordinal) && name is not ("POST /api/learn" or "POST /mcp"))
                await AssertAsync(name, operation, 413, static request => request.Content = new StringContent($"{{\"x\":\"{new string('x', 2_000)}\"}}", Encoding.UTF8, MediaTypeNames.Application.Json));
        }

        Assert.Equal([401, 403, 413, 415], seen.Distinct().Order());

        async Task AssertAsync(string name, JsonElement operation, int status, Action<HttpRequestMessage> change)
        {
            if (!operation.GetProperty("responses").TryGetProperty($"{status}", out _))
                return;
            seen.Add(status);
            using var request = Request(name);
            change(request);
            await AssertRefusedAsync(document, name, await host.Http.SendAsync(request), status);
        }
    }

    [Fact]
    public async Task When_it_is_asked_too_often()
    {
        await using var host = await OracleInProcess.ServeAsync(
            _folder["data"], NoChroma,
            new Dictionary<string, string?> { ["ORACLE_TOKEN"] = Token, ["ORACLE_BIND"] = "0.0.0.0", ["Oracle__Http__RequestsPerMinute"] = "2", ["Oracle__Http__SearchesPerMinute"] = "1" });
        var document = await DocumentAsync(host);
        foreach (var path in new[] { "/api/stats", "/api/search?q=x" })
        {
            using var last = Request($"GET {path}");
            Assert.Equal(200, (int)(await host.Http.SendAsync(last)).StatusCode);
        }

        foreach (var (name, operation) in document.Operations.Where(operation => operation.Value.GetProperty("responses").TryGetProperty("429", out _)))
        {
            using var request = Request(name);
            using var answer = await host.Http.SendAsync(request);
            await AssertRefusedAsync(document, name, answer, 429);
            Assert.True(answer.Headers.RetryAfter?.Delta > TimeSpan.Zero, name);
        }
    }

    private static async Task<ApiSchemas> DocumentAsync(RunningOracle host)
    {
        using var request = Request("GET /openapi/v1.json");
        return new ApiSchemas(JsonDocument.Parse(await (await host.Http.SendAsync(request)).Content.ReadAsStringAsync()).RootElement);
    }

    private static HttpRequestMessage Request(string name)
    {
        var (method, path) = (name.Split(' ')[0], name.Split(' ')[1]);
        var request = new HttpRequestMessage(new HttpMethod(method), path.Replace("{id}", "x", StringComparison.Ordinal)) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", Token) } };
        // As clients of /mcp have to.
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.Accept.ParseAdd("text/event-stream");
        if (method is "POST" or "PATCH")
            request.Content = new StringContent("{}", Encoding.UTF8, MediaTypeNames.Application.Json);
        return request;
    }

    private static async Task AssertRefusedAsync(ApiSchemas document, string name, HttpResponseMessage answer, int status)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True((int)answer.StatusCode == status, $"{name}: {(int)answer.StatusCode} and not {status}\n{text}");
        var contents = document.Operations[name].GetProperty("responses").GetProperty($"{status}").GetProperty("content");
        Assert.True(contents.TryGetProperty(answer.Content.Headers.ContentType!.MediaType!, out var content), $"{name}, {status}: {answer.Content.Headers.ContentType} is not described");
        var faults = document.Faults(content.GetProperty("schema"), JsonDocument.Parse(text).RootElement);
        Assert.True(faults.Length == 0, $"{name}, {status}\n{text}\n{faults}");
    }
}
