using System.Net;
using Microsoft.Extensions.Time.Testing;
using Oracle.Embeddings.Remote;

namespace Oracle.Embeddings.Tests.Remote;

/// <summary>What a server's refusal means, and whom it blames.</summary>
public sealed class AnswerCheckTests
{
    private static readonly Uri Url = new("http://embedder.test/v1");

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 30, 12, 0, 0, TimeSpan.Zero));
    private int _asked;

    [Theory]
    [InlineData(400, typeof(TextRefusedException))]
    [InlineData(413, typeof(TextRefusedException))]
    [InlineData(422, typeof(TextRefusedException))]
    [InlineData(401, typeof(EmbedderUnavailableException))]
    [InlineData(403, typeof(EmbedderUnavailableException))]
    [InlineData(404, typeof(EmbedderUnavailableException))]
    [InlineData(429, typeof(EmbedderUnavailableException))]
    [InlineData(503, typeof(EmbedderUnavailableException))]
    [InlineData(504, typeof(EmbedderUnavailableException))]
    [InlineData(500, typeof(InvalidOperationException))]
    public async Task A_refusal_blames_the_text_the_embedder_or_nobody_yet(int status, Type blame)
    {
        var error = await Assert.ThrowsAsync(blame, () => AskAsync(_ => new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent("said so") }));
        Assert.Contains($"{Url} answered {status}: said so", error.Message);
    }

    [Theory]
    [InlineData(400, "the input length exceeds the context length", true)]
    [InlineData(400, "This model's maximum context length is 8192 tokens", true)]
    [InlineData(413, "", true)]
    [InlineData(500, "input (812 tokens) is too large to process. increase the physical batch size", true)]
    [InlineData(400, "no such encoding", false)]
    public async Task A_text_that_is_too_long_is_told_from_one_that_is_not_liked(int status, string body, bool isTooLong) =>
        Assert.Equal(isTooLong, (await Assert.ThrowsAsync<TextRefusedException>(() => AskAsync(_ => new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body) }))).IsTooLong);

    [Theory, InlineData("30"), InlineData("Mon, 30 Nov 2026 12:00:30 GMT")]
    public async Task Nothing_is_sent_before_the_pause_that_was_asked_for_is_over(string retryAfter)
    {
        using var check = new AnswerCheck(Url, key: null, _clock) { InnerHandler = new Server(this, _ => TooMany(retryAfter)) };
        using var http = new HttpMessageInvoker(check);
        Assert.Equal(TimeSpan.FromSeconds(30), (await Assert.ThrowsAsync<EmbedderUnavailableException>(() => SendAsync(http))).RetryAfter);
        _clock.Advance(TimeSpan.FromSeconds(29));
        var early = await Assert.ThrowsAsync<EmbedderUnavailableException>(() => SendAsync(http));
        Assert.Contains("pause until 12:00:30", early.Message);
        Assert.Equal(TimeSpan.FromSeconds(1), early.RetryAfter);
        Assert.Equal(1, _asked);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<EmbedderUnavailableException>(() => SendAsync(http));
        Assert.Equal(2, _asked);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_away_and_the_key_is_in_no_message()
    {
        Assert.Contains("does not answer", (await Assert.ThrowsAsync<EmbedderUnavailableException>(() => AskAsync(_ => throw new HttpRequestException("Connection refused")))).Message);
        var error = await Assert.ThrowsAsync<EmbedderUnavailableException>(() => AskAsync(_ => new HttpResponseMessage(HttpStatusCode.Unauthorized) { Content = new StringContent("bad key sk-secret.") }));
        Assert.DoesNotContain("sk-secret", error.ToString());
        Assert.Contains("***", error.Message);
        // As a writer of JSON escapes it.
        error = await Assert.ThrowsAsync<EmbedderUnavailableException>(() => AskAsync(_ => new HttpResponseMessage(HttpStatusCode.Unauthorized) { Content = new StringContent("""{"key":"sk\/se\u002Bcret"}""") }, "sk/se+cret"));
        Assert.DoesNotContain("cret", error.Message);
    }

    private static HttpResponseMessage TooMany(string retryAfter)
    {
        var answer = new HttpResponseMessage(HttpStatusCode.TooManyRequests);
        answer.Headers.TryAddWithoutValidation("Retry-After", retryAfter);
        return answer;
    }

    private async Task AskAsync(Func<HttpRequestMessage, HttpResponseMessage> answer, string key = "sk-secret")
    {
        using var check = new AnswerCheck(Url, key, _clock) { InnerHandler = new Server(this, answer) };
        using var http = new HttpMessageInvoker(check);
        await SendAsync(http);
    }

    private static async Task SendAsync(HttpMessageInvoker http)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Url);
        using var answer = await http.SendAsync(request, CancellationToken.None);
    }

    private sealed class Server(AnswerCheckTests test, Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            test._asked++;
            return Task.FromResult(answer(request));
        }
    }
}
