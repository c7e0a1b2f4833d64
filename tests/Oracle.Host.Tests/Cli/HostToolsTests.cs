using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol.Protocol;
using Oracle.Cli;
using Oracle.Cli.Mcp;
using Oracle.Host.Tests.Cli.Fakes;

namespace Oracle.Host.Tests.Cli;

/// <summary>The bridge between an assistant and the host.</summary>
public sealed class HostToolsTests : IAsyncLifetime
{
    private CommandLine _cli = null!;

    public async Task InitializeAsync()
    {
        _cli = await CommandLine.CreateAsync();
        _cli.Host.On("POST /mcp", AnswerAsync);
    }

    public async Task DisposeAsync() => await _cli.DisposeAsync();

    [Fact]
    public async Task A_host_of_its_own_that_is_slow_to_say_how_it_is_is_waited_for()
    {
        await using var tools = Tools();
        Assert.Equal("answered", await CallAsync(tools));

        // Longer than a host that somebody looks for is given.
        _cli.Host.On("GET /api/health", async context =>
        {
            await Task.Delay(TimeSpan.FromSeconds(3), context.RequestAborted);
            await context.Response.WriteAsync("""{"status":"ok","server":"oracle"}""");
        });

        Assert.Equal("answered", await CallAsync(tools));
        Assert.Equal((1, 0), (_cli.Launcher.Requests.Count, _cli.Launcher.Stopped));
    }

    [Fact]
    public async Task A_host_of_its_own_that_ended_is_let_go_and_another_started()
    {
        await using var tools = Tools();
        Assert.Equal("answered", await CallAsync(tools));
        await using var other = await FakeHost.StartAsync();
        other.On("POST /mcp", AnswerAsync);
        _cli.Launcher.Address = other.Address;

        await _cli.Host.DisposeAsync();

        Assert.Equal("answered", await CallAsync(tools).WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal((2, 1), (_cli.Launcher.Requests.Count, _cli.Launcher.Stopped));
    }

    private HostTools Tools() => new(new Invocation(
        new CliContext { Launcher = _cli.Launcher, Out = _cli.Out, Error = _cli.Error, Environment = _cli.Environment.GetValueOrDefault }, json: false, _cli.DataDir));

    private static async Task<string> CallAsync(HostTools tools)
    {
        var result = await tools.CallAsync("oracle_stats", arguments: null, progress: null, CancellationToken.None);
        return Assert.IsType<TextContentBlock>(Assert.Single(result.Content)).Text;
    }

    // As much of the protocol as a client asks for.
    private static async Task AnswerAsync(HttpContext context)
    {
        context.Request.Body.Position = 0;
        using var asked = await JsonDocument.ParseAsync(context.Request.Body);
        if (!asked.RootElement.TryGetProperty("id", out var id))
        {
            context.Response.StatusCode = StatusCodes.Status202Accepted;
            return;
        }

        object answer = asked.RootElement.GetProperty("method").GetString() switch
        {
            "initialize" => new
            {
                jsonrpc = "2.0", id, result = new { protocolVersion = "2025-06-18", capabilities = new { tools = new { } }, serverInfo = new { name = "oracle", version = "1" } },
            },
            "tools/call" => new { jsonrpc = "2.0", id, result = new { content = new[] { new { type = "text", text = "answered" } } } },
            _ => new { jsonrpc = "2.0", id, error = new { code = -32601, message = "There is no such method." } },
        };
        await context.Response.WriteAsJsonAsync(answer);
    }
}
