using System.Text.Json;
using CsCheck;

namespace Oracle.Chroma.Tests.Outcomes;

/// <summary>What each answer to a write means.</summary>
public sealed class StatusTests
{
    private static string Words(string message) => $$"""{"error":"SomeError","message":"{{message}}"}""";

    public static TheoryData<int, string, ChromaFailureKind> Answers => new()
    {
        { 400, Words("Collection expecting embedding with dimension of 8, got 4"), ChromaFailureKind.Rejected },
        { 422, Words("Failed to deserialize the JSON body"), ChromaFailureKind.Rejected },
        { 413, "Payload too large", ChromaFailureKind.TooLarge },
        { 404, Words("Collection [x] does not exist"), ChromaFailureKind.NotFound },
        { 404, """{"error":"NotFoundError","message":"Collection [x] does""", ChromaFailureKind.Ambiguous },
        { 404, """{"detail":"Not Found"}""", ChromaFailureKind.Configuration },
        { 404, "", ChromaFailureKind.Configuration },
        { 401, "", ChromaFailureKind.Configuration },
        { 403, Words("Forbidden"), ChromaFailureKind.Configuration },
        { 409, Words("Collection [x] already exists"), ChromaFailureKind.Configuration },
        { 410, Words("The v1 API is gone"), ChromaFailureKind.Configuration },
        { 415, "", ChromaFailureKind.Configuration },
        { 501, Words("Not implemented"), ChromaFailureKind.Configuration },
        { 429, Words("Rate limited"), ChromaFailureKind.Unavailable },
        { 503, "", ChromaFailureKind.Unavailable },
        { 504, "", ChromaFailureKind.Unavailable },
        { 500, Words("Internal error"), ChromaFailureKind.Ambiguous },
        { 412, Words("Error getting collection: Missing field: [Missing metadata segment]"), ChromaFailureKind.Ambiguous },
        { 502, "<html>Bad Gateway</html>", ChromaFailureKind.Ambiguous },
        { 500, Words("Error in compaction: Error applying log"), ChromaFailureKind.Broken },
        { 500, Words("(code: 2067) UNIQUE constraint failed: collections.name"), ChromaFailureKind.Rejected },
        { 500, Words("(code: 1) too many SQL variables"), ChromaFailureKind.Rejected },
        { 500, Words("(code: 1) Expression tree is too large (maximum depth 1000)"), ChromaFailureKind.Rejected },
    };

    [Theory, MemberData(nameof(Answers))]
    public async Task Each_answer_has_its_meaning(int status, string body, ChromaFailureKind kind)
    {
        var failure = await UpsertFailure(Responder.Answer(status, body));

        Assert.True((kind, status) == (failure.Kind, failure.StatusCode), failure.ToString());
    }

    [Fact]
    public async Task A_message_carries_the_server_the_call_and_the_words_of_Chroma()
    {
        await using var server = new Responder(Responder.Answer(400, Words("got 4")));
        using var chroma = Client(server.Url);

        var result = await chroma.UpsertAsync(Samples.Collection, [Samples.Record()], Samples.Limits);

        Assert.Equal($"Chroma at {server.Url.GetLeftPart(UriPartial.Authority)} answered 400 to upsert: got 4", result.Failure!.Message);
    }

    [Fact]
    public async Task A_404_without_the_words_of_Chroma_does_not_say_that_a_collection_is_lost()
    {
        var failure = await UpsertFailure(Responder.Answer(404, "<html>default backend</html>"));

        Assert.Equal(ChromaFailureKind.Configuration, failure.Kind);
    }

    [Fact]
    public async Task A_400_without_the_words_of_Chroma_blames_no_document()
    {
        var failure = await UpsertFailure(Responder.Answer(400, "<html>Bad Request</html>"));

        Assert.Equal(ChromaFailureKind.Ambiguous, failure.Kind);
    }

    [Fact]
    public async Task A_redirection_is_not_followed()
    {
        var failure = await UpsertFailure(Responder.Answer(302, "", "Location: /elsewhere\r\n"));

        Assert.Equal(ChromaFailureKind.Configuration, failure.Kind);
    }

    [Fact]
    public async Task A_database_that_does_not_exist_blames_no_document()
    {
        var failure = await UpsertFailure(Responder.Answer(400, Words("Database [nope] does not exist")));

        Assert.Equal(ChromaFailureKind.Configuration, failure.Kind);
    }

    [Fact]
    public async Task Words_are_cut_and_lose_their_control_characters()
    {
        var failure = await UpsertFailure(Responder.Answer(500, Words(@"red\u001b[31m\n" + new string('x', 5_000))));

        Assert.Contains("red [31m ", failure.Message);
        Assert.InRange(failure.Message.Length, 500, 1_010);
    }

    [Theory]
    [InlineData("Retry-After: 7\r\n", 7)]
    [InlineData("Date: Sun, 22 Nov 2026 16:00:00 GMT\r\nRetry-After: Sun, 22 Nov 2026 16:00:09 GMT\r\n", 9)]
    [InlineData("Date: Sun, 22 Nov 2026 16:00:09 GMT\r\nRetry-After: Sun, 22 Nov 2026 16:00:00 GMT\r\n", 0)]
    public async Task Retry_After_is_read_as_seconds_or_as_a_date_of_the_clock_of_the_server(string headers, int seconds)
    {
        var failure = await UpsertFailure(Responder.Answer(429, "", headers));

        Assert.Equal(TimeSpan.FromSeconds(seconds), failure.RetryAfter);
    }

    [Theory]
    [InlineData(504, true)]
    [InlineData(500, true)]
    [InlineData(503, false)]
    [InlineData(400, false)]
    public async Task A_write_that_a_proxy_gave_up_on_may_still_be_applied(int status, bool maybe)
    {
        var failure = await UpsertFailure(Responder.Answer(status, Words("x")));

        Assert.Equal(maybe, failure.MaybeApplied);
    }

    [Fact]
    public void A_write_is_confirmed_by_a_200_with_a_JSON_object_and_by_nothing_else()
    {
        var bodies = Gen.OneOf(
            Gen.OneOf("{}", "{\"deleted\":2}", " {} ", "", "null", "[]", "{", "{}}", "1", "\"{}\"", "<html>", Words("x"), "{\"error\":null}"),
            Gen.String);
        Gen.Select(Gen.OneOf(200, 201, 204, 206, 304, 400, 500), bodies).Sample(
            (status, body) =>
            {
                using var chroma = new ChromaClient(new ChromaOptions { Url = new("http://127.0.0.1:1") }, new Canned(status, body));
                var confirmed = chroma.UpsertAsync(Samples.Collection, [Samples.Record()], Samples.Limits).GetAwaiter().GetResult().Succeeded;
                return confirmed == (status == 200 && IsPlainObject(body));
            },
            iter: 2_000,
            threads: 1);
    }

    private static bool IsPlainObject(string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind == JsonValueKind.Object
                && (!json.RootElement.TryGetProperty("error", out var error) || error.ValueKind == JsonValueKind.Null);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static async Task<ChromaFailure> UpsertFailure(Reply reply)
    {
        await using var server = new Responder(reply);
        using var chroma = Client(server.Url);
        var result = await chroma.UpsertAsync(Samples.Collection, [Samples.Record()], Samples.Limits);
        Assert.False(result.Succeeded);
        Assert.Single(server.Requests);
        return result.Failure!;
    }

    private static ChromaClient Client(Uri url) => new(new ChromaOptions { Url = url });
}
