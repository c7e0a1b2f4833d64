using System.Net.Http.Json;
using System.Text.Json;
using Oracle.Testing;

namespace Oracle.Chaos.Tests.Assistants;

/// <summary>One call of a tool over HTTP, where the client is not the matter.</summary>
internal static class ToolCall
{
    /// <summary>The text of the tool's answer, and whether it is an error.</summary>
    public static async Task<(bool IsError, string Text)> AskAsync(RunningOracle host, string name, object? arguments = null)
    {
        using var call = new HttpRequestMessage(HttpMethod.Post, "/mcp")
        {
            Content = JsonContent.Create(new { jsonrpc = "2.0", id = 1, method = "tools/call", @params = new { name, arguments = arguments ?? new { } } }),
        };
        call.Headers.Accept.ParseAdd("application/json, text/event-stream");
        using var answer = await host.Http.SendAsync(call);
        var text = await answer.Content.ReadAsStringAsync();
        var last = text.Split('\n').Last(line => line.StartsWith("data: ", StringComparison.Ordinal))["data: ".Length..];
        Assert.True(JsonDocument.Parse(last).RootElement.TryGetProperty("result", out var result), text);
        return (result.TryGetProperty("isError", out var isError) && isError.GetBoolean(), Assert.Single(result.GetProperty("content").EnumerateArray()).GetProperty("text").GetString()!);
    }

    /// <summary>What the tool answers. Fails where that is an error.</summary>
    public static async Task<JsonElement> AnswerAsync(RunningOracle host, string name, object? arguments = null)
    {
        var (isError, text) = await AskAsync(host, name, arguments);
        Assert.False(isError, $"{name}: {text}");
        return JsonDocument.Parse(text).RootElement;
    }
}
