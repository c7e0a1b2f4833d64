using System.Net.Sockets;
using System.Text;

namespace Oracle.Chaos.Tests.BadInput;

/// <summary>Bodies, parameters and request lines that are not what they should be.</summary>
public sealed class RequestTests
{
    private const int Deep = 10_000;

    private static readonly byte[][] Bodies =
    [
        .. new[]
        {
            "", " ", "null", "true", "0", "1e999", "\"text\"", "[]", "{}", "[[]]", "[null,1,\"a\",true,[],{}]", "{", "[", "{\"id\":", "{\"id\":\"a\"", "{\"id\":\"a\",}", "{'id':'a'}", "{id:1}", "// comment", "{}{}", "[1,]",
            "{\"id\":{},\"content\":[]}", "{\"id\":1,\"content\":2}", "{\"id\":null,\"content\":null}", "{\"id\":\"a\",\"id\":\"b\",\"content\":\"x\",\"content\":3}", "{\"id\":\"c\",\"content\":\"x\",\"concepts\":{}}",
            "{\"id\":\"c\",\"content\":\"x\",\"concepts\":[[\"a\"]]}", "{\"id\":\"c\",\"content\":\"x\",\"concepts\":[\"\\ud800\"]}", "{\"id\":\"c\",\"content\":\"x\",\"type\":[]}", "{\"\\ud800\":1}", "[{\"id\":\"n\",\"content\":\"x\",\"\\udc00\":1}]", "{\"id\":\"\\ud800\",\"content\":\"x\"}", "{\"ids\":null,\"all\":null}", "{\"ids\":[\"\\u0000\"]}",
            "{\"paths\":null}", "{\"paths\":[null]}", "{\"paths\":[1]}", "{\"paths\":\"/\"}", "{\"paths\":[\"\\u0000\"]}", "{\"paths\":[\"/\\u0000\",\"/nothing\"]}", "{\"paths\":[\"relative\"]}", "{\"paths\":[\"\\ud800\"]}", "{\"paths\":[\"/no/such\"],\"deleteMissing\":\"yes\"}",
            "{\"repair\":\"yes\"}", "{\"force\":true}", "{\"probe\":-1}", "{\"probe\":1e9}", "{\"probe\":\"\\ud800\"}", "{\"probe\":\"some\"}", "{\"repair\":null,\"probe\":\"all\"}",
            "NaN", "Infinity", "-", "\"\\x\"", "\"unclosed", "\uFEFF{}", "\0", "{\"a\":\0}",
        }.Select(Encoding.UTF8.GetBytes),
        Encoding.UTF8.GetBytes(new string('[', Deep) + new string(']', Deep)),
        Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", Deep)) + "1" + new string('}', Deep)),
        Encoding.UTF8.GetBytes("{\"id\":\"deep\",\"content\":" + new string('[', Deep) + new string(']', Deep) + "}"),
        Encoding.UTF8.GetBytes(new string('[', 1_000_000)),
        Encoding.UTF8.GetBytes("{\"id\":\"" + new string('x', 1_000_000) + "\",\"content\":\"x\"}"),
        Encoding.UTF8.GetBytes("[" + string.Join(',', Enumerable.Repeat("0", 100_000)) + "]"),
        Encoding.Unicode.GetBytes("{\"id\":\"utf16\",\"content\":\"x\"}"), [0xFF, 0xFE, 0x7B, 0x7D], [0xC0, 0xAF], [.. "{\"id\":\""u8, 0xFF, .. "\",\"content\":\"x\"}"u8], [.. "{\"id\":\"bytes\",\"content\":\""u8, 0xED, 0xA0, 0x80, .. "\"}"u8], [0x1F, 0x8B, 0x08, 0x00],
    ];

    private static readonly string[] Types =
        ["application/json", "application/x-ndjson", "application/json; charset=utf-16", "application/json; charset=no-such", "text/plain", "", "application/xml", "a/b; c=\"", "multipart/form-data; boundary=x", "application/problem+json"];

    private static readonly string[] RequestLines =
    [
        "GET /api/search?q=%FF%FE HTTP/1.1",
        "GET /api/search?q=%C0%AF HTTP/1.1",
        "GET /api/search?q=%ED%A0%80 HTTP/1.1",
        "GET /api/search?q=%00 HTTP/1.1",
        "GET /api/search?q=% HTTP/1.1",
        "GET /api/search?q=%zz&q=%u0041 HTTP/1.1",
        "GET /api/search?q[]=a HTTP/1.1",
        "GET /api/documents/%FF HTTP/1.1",
        "GET /api/documents/%00 HTTP/1.1",
        "GET /api/documents/%2e%2e%2f%2e%2e HTTP/1.1",
        "GET /api/documents/../../etc/passwd HTTP/1.1",
        "GET /api/documents/% HTTP/1.1",
        "GET /api/documents/%ED%A0%80 HTTP/1.1",
        "DELETE /api/documents/ HTTP/1.1",
        "GET //api//documents//x HTTP/1.1",
        "GET http://localhost/api/documents/x HTTP/1.1",
        "GET * HTTP/1.1",
        "OPTIONS * HTTP/1.1",
        "BREW /api/documents HTTP/1.1",
        "GET /api/search?q=\u0001 HTTP/1.1",
        "GET /api/documents?id=ก HTTP/1.1",
        "GET / HTTP/9.9",
    ];

    [SkippableFact]
    public async Task A_body_that_is_not_as_it_should_be_is_refused_and_disturbs_nothing()
    {
        await using var world = await Undisturbed.StartAsync();
        foreach (var path in new[] { "/api/documents", "/api/documents?waitFor=synced&timeout=0s", "/api/sync/retry", "/api/index", "/api/learn", "/api/audit" })
        {
            foreach (var body in Bodies)
            {
                foreach (var type in path == "/api/documents" ? Types[..2] : Types[..1])
                    await world.SendAsync(HttpMethod.Post, path, body, type);
            }

            foreach (var type in Types)
                await world.SendAsync(HttpMethod.Post, path, "{\"id\":\"typed\",\"content\":\"x\"}", type);
        }

        await world.AssertAsync();
    }

    [SkippableFact]
    public async Task A_naughty_string_as_a_parameter_is_used_or_refused_by_name()
    {
        await using var world = await Undisturbed.StartAsync();
        foreach (var text in Naughty.All)
        {
            var escaped = Uri.EscapeDataString(text);
            foreach (var name in new[] { "mode", "type", "project", "limit", "offset" })
            {
                var (status, problem) = await world.SendAsync(HttpMethod.Get, $"/api/search?q=quokka&{name}={escaped}");
                if (status == 400)
                    Assert.StartsWith(name, problem.GetProperty("detail").GetString());
                else
                    Assert.Equal(200, status);
            }

            await world.SendAsync(HttpMethod.Get, $"/api/sync/failed?limit={escaped}&offset={escaped}");
            var (answer, refusal) = await world.SendAsync(HttpMethod.Post, $"/api/documents?waitFor={escaped}", "{\"id\":\"p\",\"content\":\"x\"}");
            Assert.True(answer == 202 || refusal.GetProperty("detail").GetString()!.StartsWith("waitFor", StringComparison.Ordinal));
            (answer, refusal) = await world.SendAsync(HttpMethod.Post, $"/api/documents?timeout={escaped}", "{\"id\":\"p\",\"content\":\"x\"}");
            Assert.True(answer == 202 || refusal.GetProperty("detail").GetString()!.StartsWith("timeout", StringComparison.Ordinal));
            await world.SendAsync(HttpMethod.Post, "/api/sync/retry", $"{{\"ids\":[{Naughty.Json(text)}]}}");
            await world.SendAsync(HttpMethod.Post, "/api/learn", $"{{\"pattern\":{Naughty.Json(text)},\"concepts\":[{Naughty.Json(text)}]}}");
        }

        await world.AssertAsync();
    }

    [SkippableFact]
    public async Task A_request_line_that_is_not_as_it_should_be_gets_no_5xx()
    {
        await using var world = await Undisturbed.StartAsync();
        foreach (var line in RequestLines)
        {
            using var client = new TcpClient();
            await client.ConnectAsync(world.Host.Address.Host, world.Host.Address.Port);
            await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes($"{line}\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
            using var reader = new StreamReader(client.GetStream());
            var answer = await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(30));
            // 505 is the protocol's own word for a version that nobody speaks.
            Assert.True(answer?.Split(' ')[1] is { } status && (status[0] == '4' || status is "200" or "505"), $"{line}: {answer}");
        }

        await world.AssertAsync();
    }
}
