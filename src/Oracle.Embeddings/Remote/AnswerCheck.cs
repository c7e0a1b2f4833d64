using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace Oracle.Embeddings.Remote;

/// <summary>
/// Says what a server's refusal means, the same for each wire format: whether the embedder as a whole is in trouble or a text is to
/// blame. A server that asks for a pause gets it: until it is over nothing is sent.
/// </summary>
/// <param name="server">For messages.</param>
/// <param name="key">What no message may hold; null: there is none.</param>
/// <param name="clock">Measures the pause.</param>
internal sealed partial class AnswerCheck(Uri server, string? key, TimeProvider clock) : DelegatingHandler
{
    private const int MostOfBody = 500;
    private static readonly TimeSpan LongestPause = TimeSpan.FromDays(1);

    // UTC ticks; several requests may be on their way.
    private long _notBefore;

    /// <inheritdoc />
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var notBefore = new DateTimeOffset(Interlocked.Read(ref _notBefore), TimeSpan.Zero);
        if (notBefore - clock.GetUtcNow() is var left && left > TimeSpan.Zero)
            throw new EmbedderUnavailableException(string.Create(CultureInfo.InvariantCulture, $"{server} asked for a pause until {notBefore:HH:mm:ss} UTC.")) { RetryAfter = left };
        var answer = await AskAsync(request, cancellationToken);
        if (answer.IsSuccessStatusCode)
            return answer;
        using (answer)
            throw Refusal(answer, await BodyAsync(answer, cancellationToken));
    }

    private async Task<HttpResponseMessage> AskAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        try
        {
            return await base.SendAsync(request, cancel);
        }
        catch (HttpRequestException e)
        {
            throw new EmbedderUnavailableException($"{server} does not answer: {e.Message}", e);
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw new EmbedderUnavailableException($"{server} does not answer: no connection within 10 s.", e);
        }
    }

    private Exception Refusal(HttpResponseMessage answer, string body)
    {
        var said = $"{server} answered {(int)answer.StatusCode}{(body.Length > 0 ? $": {body}" : ".")}";
        switch (answer.StatusCode)
        {
            case HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnprocessableEntity:
                return new TextRefusedException(said) { IsTooLong = answer.StatusCode == HttpStatusCode.RequestEntityTooLarge || SaysTooLong().IsMatch(body) };
            case HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden:
                return new EmbedderUnavailableException($"{said} Set Oracle:Embedding:ApiKey (ORACLE_EMBEDDING_API_KEY) to a key that it takes.");
            case HttpStatusCode.NotFound:
                return new EmbedderUnavailableException($"{said} Look whether the model is there, and whether Oracle:Embedding:Url (ORACLE_EMBEDDING_URL) is right.");
            case HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable:
                return new EmbedderUnavailableException(said) { RetryAfter = Pause(answer) };
            // Some servers answer so for a text that they stumble over: whoever asked finds out which.
            case HttpStatusCode.InternalServerError:
                return SaysTooLong().IsMatch(body) ? new TextRefusedException(said) { IsTooLong = true } : new InvalidOperationException(said);
            default:
                return new EmbedderUnavailableException(said);
        }
    }

    // RFC 9110, 10.2.3: seconds, or a date.
    private TimeSpan? Pause(HttpResponseMessage answer)
    {
        var now = clock.GetUtcNow();
        var pause = answer.Headers.RetryAfter is { } header ? header.Delta ?? (header.Date - now) : null;
        if (pause is not { } wanted || wanted <= TimeSpan.Zero)
            return null;
        wanted = wanted < LongestPause ? wanted : LongestPause;
        Interlocked.Exchange(ref _notBefore, (now + wanted).UtcTicks);
        return wanted;
    }

    private async Task<string> BodyAsync(HttpResponseMessage answer, CancellationToken cancel)
    {
        string body;
        try
        {
            body = await answer.Content.ReadAsStringAsync(cancel);
        }
        catch (HttpRequestException)
        {
            return "";
        }

        // Some servers say which key they did not take, in JSON as one writer or another escapes it.
        body = Escaped().Replace(body, static found => found.Groups["code"] is { Success: true, Value: var code } ? $"{(char)Convert.ToInt32(code, 16)}" : "/");
        if (key is not null)
            body = body.Replace(key, "***", StringComparison.Ordinal).Replace(Uri.EscapeDataString(key), "***", StringComparison.OrdinalIgnoreCase);
        body = Blanks().Replace(body, " ").Trim();
        return body.Length <= MostOfBody ? body : body[..MostOfBody] + "…";
    }

    [GeneratedRegex("too (long|large|many tokens)|context (length|size|window)|maximum (context|input|sequence|length)|input length|token limit", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, Timeout.Infinite)]
    private static partial Regex SaysTooLong();

    // Letters, digits and marks of ASCII.
    [GeneratedRegex(@"\\(u00(?<code>[2-7][0-9a-fA-F])|/)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, Timeout.Infinite)]
    private static partial Regex Escaped();

    [GeneratedRegex(@"\s+", RegexOptions.None, Timeout.Infinite)]
    private static partial Regex Blanks();
}
