using System.Text;

namespace Oracle.Testing.Faults;

/// <summary>Answers that no healthy server gave.</summary>
internal static class Answers
{
    public static readonly byte[] TooManyRequests = Json(429, "Too Many Requests", "RateLimited", "Rate limit exceeded", "Retry-After: 1\r\n");
    public static readonly byte[] InternalError = Json(500, "Internal Server Error", "InternalError", "injected by the fault proxy");
    public static readonly byte[] Unavailable = Json(503, "Service Unavailable", "Unavailable", "injected by the fault proxy");
    public static readonly byte[] CompactionError =
        Json(500, "Internal Server Error", "InternalError", "Error in compaction: Error sending backfill request to compactor: injected by the fault proxy");

    public static readonly byte[] GatewayTimeout = Page(504, "Gateway Time-out");
    public static readonly byte[] Html = Page(200, "OK");

    /// <summary>The answer with half its JSON, and a Content-Length that fits it.</summary>
    public static byte[] Truncated(ProxiedResponse answer)
    {
        // Half of a bare number would be JSON again, and nobody could know.
        var isBare = answer.Body.Length == 0 || answer.Body[0] is not ((byte)'{' or (byte)'[');
        var cut = isBare ? [] : answer.Body[..(answer.Body.Length / 2)];
        return Message(answer.Status, "Cut", answer.ContentType, cut, "Connection: close\r\n");
    }

    /// <summary>The answer, announced as longer than it is.</summary>
    public static byte[] TooLong(ProxiedResponse answer) =>
        Message(answer.Status, "Long", answer.ContentType, answer.Body, "Connection: close\r\n", excess: 64);

    private static byte[] Json(int status, string reason, string error, string message, string headers = "") =>
        Message(status, reason, "application/json", Encoding.UTF8.GetBytes($$"""{"error":"{{error}}","message":"{{message}}"}"""), headers);

    private static byte[] Page(int status, string title) =>
        Message(status, title, "text/html; charset=utf-8", Encoding.UTF8.GetBytes($"<!doctype html><html><title>{status} {title}</title><h1>{title}</h1></html>"));

    private static byte[] Message(int status, string reason, string? contentType, byte[] body, string headers = "", int excess = 0) =>
    [
        .. Encoding.ASCII.GetBytes(
            $"HTTP/1.1 {status} {reason}\r\nContent-Type: {contentType ?? "application/json"}\r\nContent-Length: {body.Length + excess}\r\n{headers}\r\n"),
        .. body,
    ];
}
