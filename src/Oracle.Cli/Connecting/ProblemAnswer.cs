using System.Net;
using System.Text.Json;
using Oracle.Api;

namespace Oracle.Cli.Connecting;

/// <summary>Problem details (RFC 9457) as far as a person wants to read them.</summary>
internal static class ProblemAnswer
{
    /// <summary>The failure that an answer outside 2xx means.</summary>
    public static async Task<CommandFailedException> ReadAsync(HttpResponseMessage response, CancellationToken ct) =>
        new((int)response.StatusCode < 500 ? ExitCodes.BadInput : ExitCodes.Failed,
            Describe(Parse(await BodyAsync(response, ct)) ?? new Problem(), response.StatusCode, response.ReasonPhrase));

    private static async Task<string> BodyAsync(HttpResponseMessage response, CancellationToken ct)
    {
        try
        {
            return await response.Content.ReadAsStringAsync(ct);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            return "";
        }
    }

    private static Problem? Parse(string body)
    {
        try
        {
            return JsonSerializer.Deserialize<Problem>(body, ApiJson.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Describe(Problem problem, HttpStatusCode status, string? reason)
    {
        var hint = status == HttpStatusCode.Unauthorized ? " (set ORACLE_TOKEN to the host's token)" : "";
        return $"{(string.IsNullOrEmpty(problem.Detail) ? problem.Title ?? $"HTTP {(int)status} {reason}" : problem.Detail)}{hint}";
    }
}
