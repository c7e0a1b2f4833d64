using System.Net;
using System.Text.Json;

namespace Oracle.Host.Cli.Api;

/// <summary>Problem details (RFC 9457) as far as a person wants to read them.</summary>
internal sealed record Problem(string? Title = null, string? Detail = null, IReadOnlyDictionary<string, string[]>? Errors = null)
{
    /// <summary>The failure that an answer outside 2xx means.</summary>
    public static async Task<CommandFailedException> ReadAsync(HttpResponseMessage response, CancellationToken ct) =>
        new((int)response.StatusCode < 500 ? ExitCodes.BadInput : ExitCodes.Failed,
            (Parse(await BodyAsync(response, ct)) ?? new Problem()).Describe(response.StatusCode, response.ReasonPhrase));

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

    private string Describe(HttpStatusCode status, string? reason)
    {
        var what = Title ?? $"HTTP {(int)status} {reason}";
        var why = Detail ?? (Errors is null ? null : string.Join("; ", Errors.SelectMany(field => field.Value, (field, text) => $"{field.Key}: {text}")));
        var hint = status == HttpStatusCode.Unauthorized ? " (set ORACLE_TOKEN to the host's token)" : "";
        return string.IsNullOrEmpty(why) ? $"{what}{hint}" : $"{what}: {why}{hint}";
    }
}
