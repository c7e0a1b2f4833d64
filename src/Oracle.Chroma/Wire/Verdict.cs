using System.Net.Sockets;
using System.Text.Json;

namespace Oracle.Chroma.Wire;

/// <summary>What an answer, or the lack of one, means. Statuses and texts are those of Chroma 1.0.0 and 1.4.4.</summary>
internal static class Verdict
{
    // SQLite's words inside a 500: the same request fails the same way for ever.
    private static readonly string[] PermanentErrors = ["UNIQUE constraint", "too many SQL variables", "Expression tree is too large"];

    /// <summary>An answer that is no success.</summary>
    public static ChromaFailure OfStatus(string address, string call, int status, TimeSpan? retryAfter, ReadOnlySpan<byte> body)
    {
        var words = ChromasWords(body);
        var kind = status switch
        {
            413 => ChromaFailureKind.TooLarge,
            429 or 503 or 504 => ChromaFailureKind.Unavailable,
            // Asked to make a collection in a database that is not there.
            400 when words is not null && words.StartsWith("Database [", StringComparison.Ordinal) => ChromaFailureKind.Configuration,
            400 or 422 => words is null ? ChromaFailureKind.Ambiguous : ChromaFailureKind.Rejected,
            404 when words is not null => ChromaFailureKind.NotFound,
            // JSON that ends in the middle: what it would have said is not known, and asking again tells.
            404 when IsCut(body) => ChromaFailureKind.Ambiguous,
            // An unknown route answers 404 without words: no v2 API there, and no collection is lost.
            404 => ChromaFailureKind.Configuration,
            // 412 is 1.4.4's answer to a write into a collection that is being deleted at that moment; asked again, it is a 404.
            408 or 412 => ChromaFailureKind.Ambiguous,
            >= 300 and < 500 or 501 => ChromaFailureKind.Configuration,
            500 when words is not null && words.Contains("Error in compaction", StringComparison.Ordinal) => ChromaFailureKind.Broken,
            500 when words is not null && PermanentErrors.Any(words.Contains) => ChromaFailureKind.Rejected,
            _ => ChromaFailureKind.Ambiguous,
        };
        var said = words ?? (kind == ChromaFailureKind.Configuration && status == 404 ? $"{Words.Beginning(body)}; is that a Chroma server with API v2?" : Words.Beginning(body));
        return new(kind, Words.Bounded($"Chroma at {address} answered {status} to {call}: {said}"), status, retryAfter);
    }

    /// <summary>A 200 whose body is not what Chroma answers to this call.</summary>
    public static ChromaFailure OfForeignBody(string address, string call, ReadOnlySpan<byte> body) =>
        new(
            ChromaFailureKind.Ambiguous,
            Words.Bounded($"Chroma at {address} answered 200 to {call}, but not as Chroma does ({Words.Beginning(body)}); is something else listening there?"),
            200);

    /// <summary>No answer within the time given.</summary>
    public static ChromaFailure OfTimeout(string address, string call, TimeSpan timeout, bool sent) => sent
        ? new(ChromaFailureKind.Ambiguous, $"Chroma at {address} did not answer {call} within {timeout.TotalSeconds:0.###} s")
        : new(ChromaFailureKind.Unavailable, $"Chroma at {address} could not be reached in time; nothing was sent");

    /// <summary>The connection failed.</summary>
    public static ChromaFailure OfError(string address, string call, Exception error, bool sent)
    {
        var http = error as HttpRequestException;
        var cause = error.GetBaseException();
        if (http?.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
            return new(ChromaFailureKind.Ambiguous, $"Chroma at {address} answered {call} with more than this client reads; ask for fewer records");
        if (sent)
            return new(ChromaFailureKind.Ambiguous, Words.Bounded($"Chroma at {address} broke the connection after {call} was sent: {cause.Message}"));
        return http?.HttpRequestError switch
        {
            HttpRequestError.SecureConnectionError =>
                new(ChromaFailureKind.Configuration, Words.Bounded($"Chroma at {address} cannot be trusted over TLS: {cause.Message}")),
            HttpRequestError.NameResolutionError =>
                new(ChromaFailureKind.Unavailable, $"Chroma at {address} cannot be found: its host name does not resolve"),
            _ when cause is SocketException { SocketErrorCode: SocketError.ConnectionRefused } =>
                new(ChromaFailureKind.Unavailable, $"Chroma at {address} refused the connection"),
            _ => new(ChromaFailureKind.Unavailable, Words.Bounded($"Chroma at {address} cannot be reached: {cause.Message}")),
        };
    }

    private static bool IsCut(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body, isFinalBlock: false, default);
        try
        {
            return reader.Read() && !reader.TrySkip();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string? ChromasWords(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, WireJson.Plain.ErrorAnswer)?.Message;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
