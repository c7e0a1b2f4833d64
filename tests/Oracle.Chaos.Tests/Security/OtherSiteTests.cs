using System.Net;
using System.Text.Json;
using Oracle.Chaos.Tests.Hosts;
using Oracle.Testing;

namespace Oracle.Chaos.Tests.Security;

/// <summary>What pages of other websites try on a host that runs on the machine of whoever looks at them.</summary>
[Collection(nameof(LoopbackHost))]
public sealed class OtherSiteTests(LoopbackHost oracle)
{
    private static readonly string[] Changing =
    [
        "/api/documents", "/api/sync/sweep", "/api/sync/retry", "/api/reindex", "/api/reindex/rollback", "/api/audit", "/api/index", "/api/roots/move",
        "/api/roots/confirm", "/mcp", "/",
    ];

    private static readonly string[] Reading =
        ["/api/search?q=quokka", "/api/stats", "/api/health", "/api/documents?id=kept", "/api/documents/kept", "/api/sync/failed", "/api/reindex", "/api/audit", "/api/roots", "/api/events", "/metrics", "/health/live"];

    [Fact]
    public async Task A_form_or_plain_text_changes_nothing_whatever_it_says()
    {
        foreach (var path in Changing)
        {
            foreach (var type in new[] { "", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain; application/json", "text/plain;charset=application/json" })
            {
                var answer = await oracle.SendAsync($"POST {path}", type.Length == 0 ? "" : $"Content-Type: {type}\r\n", "{\"all\":true}");
                Assert.True(answer.Status == 415, $"{path} {type}: {answer}");
            }
        }

        await AssertUntouchedAsync();
    }

    [Fact]
    public async Task A_stream_of_lines_is_taken_for_documents_alone()
    {
        foreach (var path in Changing.Skip(1))
            Assert.Equal(415, (await oracle.SendAsync($"POST {path}", "Content-Type: application/x-ndjson\r\n", "{}\n")).Status);
        Assert.Equal(400, (await oracle.SendAsync("POST /api/documents", "Content-Type: application/x-ndjson\r\n", "{}\n")).Status);
    }

    [Fact]
    public async Task A_page_with_another_origin_reads_and_changes_nothing()
    {
        var port = oracle.Host.Address.Port;
        foreach (var origin in new[] { "https://evil.example", "null", $"http://evil.example:{port}", $"http://localhost:{port + 1}", $"http://127.0.0.1.evil.example:{port}", "http://localhost:3000.evil.example", "https://studio.example:444", "https://sub.studio.example", "*", "file://" })
        {
            foreach (var path in Changing)
                await AssertRefusedAsync($"POST {path}", $"Origin: {origin}\r\nContent-Type: application/json\r\n");
            foreach (var path in Reading)
                await AssertRefusedAsync($"GET {path}", $"Origin: {origin}\r\nAccept: text/event-stream\r\n");
            await AssertRefusedAsync("DELETE /api/documents?id=kept", $"Origin: {origin}\r\n");
            await AssertRefusedAsync("DELETE /api/roots?name=.", $"Origin: {origin}\r\n");
            await AssertRefusedAsync("OPTIONS /api/documents", $"Origin: {origin}\r\nAccess-Control-Request-Method: DELETE\r\nAccess-Control-Request-Private-Network: true\r\n");
        }

        await AssertUntouchedAsync();
    }

    [Fact]
    public async Task What_a_page_loads_without_an_origin_is_known_by_what_the_browser_says_of_it()
    {
        foreach (var site in new[] { "cross-site", "same-site" })
        {
            foreach (var path in Reading)
                await AssertRefusedAsync($"GET {path}", $"Sec-Fetch-Site: {site}\r\nSec-Fetch-Mode: no-cors\r\nSec-Fetch-Dest: image\r\n");
            await AssertRefusedAsync("DELETE /api/documents?id=kept", $"Sec-Fetch-Site: {site}\r\n");
            await AssertRefusedAsync("POST /api/sync/sweep", $"Sec-Fetch-Site: {site}\r\nContent-Type: application/json\r\n");
        }

        Assert.Equal(200, (await oracle.SendAsync("GET /api/stats", "Sec-Fetch-Site: same-origin\r\n")).Status);
        Assert.Equal(200, (await oracle.SendAsync("GET /api/stats", "Sec-Fetch-Site: none\r\n")).Status);
        Assert.Equal(200, (await oracle.SendAsync("GET /api/stats", $"Origin: http://{oracle.Host.Address.Authority}\r\n")).Status);
    }

    [Fact]
    public async Task A_name_that_was_bound_to_this_machine_is_no_name_of_the_host()
    {
        var port = oracle.Host.Address.Port;
        foreach (var name in new[] { "evil.example", $"evil.example:{port}", $"127.0.0.1.evil.example:{port}", $"localhost.evil.example:{port}", $"0.0.0.0:{port}", $"192.168.1.1:{port}", "" })
        {
            await AssertRefusedAsync("GET /api/documents?id=kept", $"Host: {name}\r\n");
            await AssertRefusedAsync("POST /api/sync/sweep", $"Host: {name}\r\nOrigin: http://{name}\r\nContent-Type: application/json\r\n");
        }
    }

    [Fact]
    public async Task A_site_that_the_settings_allow_is_told_so_and_may_read_errors_too()
    {
        const string Origin = $"Origin: {LoopbackHost.Studio}\r\nSec-Fetch-Site: cross-site\r\n";
        var preflight = await oracle.SendAsync(
            "OPTIONS /api/documents/kept", $"{Origin}Access-Control-Request-Method: DELETE\r\nAccess-Control-Request-Headers: content-type\r\nAccess-Control-Request-Private-Network: true\r\n");
        Assert.Equal(204, preflight.Status);
        Assert.Contains("DELETE", preflight.Header("Access-Control-Allow-Methods"), StringComparison.Ordinal);
        Assert.Contains("Content-Type", preflight.Header("Access-Control-Allow-Headers"), StringComparison.Ordinal);
        Assert.Equal("true", preflight.Header("Access-Control-Allow-Private-Network"));
        foreach (var answer in new[]
        {
            preflight, await oracle.SendAsync("GET /api/stats", Origin), await oracle.SendAsync("GET /nothing", Origin),
            await oracle.SendAsync("POST /api/documents", Origin + "Content-Type: application/json\r\n", "[]"), await oracle.SendAsync("POST /api/documents", Origin + "Content-Type: text/plain\r\n", "[]"),
        })
        {
            Assert.Equal(LoopbackHost.Studio, answer.Header("Access-Control-Allow-Origin"));
            Assert.Contains("Origin", answer.Header("Vary"), StringComparison.Ordinal);
            Assert.Null(answer.Header("Access-Control-Allow-Credentials"));
        }

        // An image of an allowed site is not asked for by CORS, and its answer belongs to nobody.
        await AssertRefusedAsync("GET /api/stats", "Sec-Fetch-Site: cross-site\r\n");
        Assert.Contains("Origin", (await oracle.SendAsync("GET /api/stats")).Header("Vary"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("*")]
    [InlineData("null")]
    [InlineData("studio.example")]
    [InlineData("https://studio.example/")]
    [InlineData("https://studio.example/app")]
    [InlineData("https://user:pass@studio.example")]
    [InlineData("http://localhost:3000,ftp://studio.example")]
    public async Task An_origin_that_is_none_stops_the_start(string origins)
    {
        using var folder = new TempFolder();
        var run = await OracleInProcess.RunAsync(
            ["serve", "--data-dir", folder["data"], "--port", "0"], new Uri("http://127.0.0.1:9"), new Dictionary<string, string?> { ["ORACLE_ALLOWED_ORIGINS"] = origins });
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("Oracle:Http:AllowedOrigins (ORACLE_ALLOWED_ORIGINS)", run.Error, StringComparison.Ordinal);
    }

    private async Task AssertRefusedAsync(string request, string headers)
    {
        var answer = await oracle.SendAsync(request, headers, request.StartsWith("POST", StringComparison.Ordinal) ? "{}" : "");
        // Without a name the server's own parser refuses.
        Assert.True(answer.Status == 403 || (answer.Status == 400 && headers.Contains("Host: \r\n", StringComparison.Ordinal)), $"{request} {headers}: {answer}");
        Assert.DoesNotContain("Access-Control-", answer.Head, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("stays", answer.Body, StringComparison.Ordinal);
        if (answer.Body.Length > 0)
        {
            var problem = JsonDocument.Parse(answer.Body).RootElement;
            Assert.Equal(problem.GetProperty("detail").GetString(), problem.GetProperty("error").GetString());
        }
    }

    private async Task AssertUntouchedAsync()
    {
        Assert.Equal(HttpStatusCode.OK, (await oracle.Host.Http.GetAsync("/api/documents?id=kept")).StatusCode);
        Assert.Equal("idle", (await oracle.Host.GetAsync("/api/reindex")).GetProperty("state").GetString());
        Assert.Equal("idle", (await oracle.Host.GetAsync("/api/audit")).GetProperty("state").GetString());
        // A sweep would be the first of this young host.
        Assert.Equal(JsonValueKind.Null, (await oracle.Host.GetAsync("/api/stats")).GetProperty("sync").GetProperty("lastSyncRun").ValueKind);
    }
}

/// <summary>The classes that share the host on loopback, one after the other.</summary>
[CollectionDefinition(nameof(LoopbackHost))]
public sealed class LoopbackHostCollection : ICollectionFixture<LoopbackHost>;
