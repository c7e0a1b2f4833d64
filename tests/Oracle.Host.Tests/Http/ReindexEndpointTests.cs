using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Oracle.Actors.Hosting;
using Oracle.Actors.Reindexing;
using Oracle.Documents.Reindexing;
using Oracle.Host.Tests.Http.Fakes;
using static Oracle.Host.Tests.Http.Fakes.Samples;

namespace Oracle.Host.Tests.Http;

public sealed class ReindexEndpointTests : IAsyncLifetime
{
    private StubActors host = null!;

    public async Task InitializeAsync() => host = await StubActors.StartAsync();

    public async Task DisposeAsync() => await host.DisposeAsync();

    [Fact]
    public async Task Before_the_first_one_the_state_is_idle_with_the_generation_of_the_collection_that_answers()
    {
        Reindexer(new Reindex.Status(null, First, null, "The configured model is hash-2: ./oracle reindex"));

        Same(
            """
            {"state":"idle","generation":1,"done":0,"total":0,"startedAt":null,"kind":null,"model":"hash-1","collection":"oracle_knowledge",
             "advice":"The configured model is hash-2: ./oracle reindex"}
            """,
            await host.Http.GetFromJsonAsync<JsonElement>("/api/reindex"));
    }

    [Fact]
    public async Task Before_the_first_collection_the_generation_is_0()
    {
        Reindexer(new Reindex.Status(null, null, null, null));

        Same(
            """{"state":"idle","generation":0,"done":0,"total":0,"startedAt":null,"kind":null,"model":null,"collection":null}""",
            await host.Http.GetFromJsonAsync<JsonElement>("/api/reindex"));
    }

    [Fact]
    public async Task One_that_is_over_says_when_why_and_what_it_left()
    {
        var run = Running with { State = ReindexState.Failed, FinishedAt = Noon.AddSeconds(2), Error = "The disk is full." };
        Reindexer(new Reindex.Status(run, Second, First, null));

        Same(
            """
            {"state":"failed","generation":2,"done":3,"total":5,"startedAt":"2026-01-31T12:00:00+00:00","kind":"move","model":"hash-2",
             "collection":"oracle_knowledge_g2","error":"The disk is full.","finishedAt":"2026-01-31T12:00:02+00:00","kept":"oracle_knowledge"}
            """,
            await host.Http.GetFromJsonAsync<JsonElement>("/api/reindex"));
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("{}", null)]
    [InlineData("""{"model":null,"dryRun":null}""", null)]
    [InlineData("""{"model":"ก","dryRun":false,"more":1}""", "ก")]
    public async Task A_start_is_accepted_with_the_model_that_was_named_and_runs_already(string? body, string? model)
    {
        Reindexer(new Reindex.Accepted(Running));

        var (status, answer) = await PostAsync("/api/reindex", body);

        Assert.Equal((202, "running"), (status, answer.GetProperty("state").GetString()));
        Assert.Equal([new Reindex.Start(model)], host.Asked);
    }

    [Theory]
    [InlineData("""{"model":1}""", "model:")]
    [InlineData("""{"model":""}""", "model:")]
    [InlineData("""{"model":"\ud800"}""", "lone surrogate")]
    [InlineData("""{"\ud800":1}""", "lone surrogate")]
    [InlineData("""{"dryRun":"yes"}""", "dryRun:")]
    [InlineData("[]", "not an object")]
    [InlineData("{", "not JSON")]
    public async Task A_body_that_is_wrong_is_refused_with_the_field_and_asks_nobody(string body, string named)
    {
        var (status, answer) = await PostAsync("/api/reindex", body);

        Assert.Equal(400, status);
        Assert.Contains(named, answer.GetProperty("detail").GetString());
        Assert.Empty(host.Asked);
    }

    [Theory]
    [InlineData("/api/reindex")]
    [InlineData("/api/reindex/rollback")]
    public async Task Beside_another_one_it_is_a_conflict_that_says_how_far_that_is(string path)
    {
        Reindexer(new Reindex.AlreadyRunning(Running));

        var (status, answer) = await PostAsync(path);

        Assert.Equal(409, status);
        Assert.Equal(409, answer.GetProperty("status").GetInt32());
        Assert.Equal(("running", 2, 3, 5, "hash-2"), (
            answer.GetProperty("state").GetString(), answer.GetProperty("generation").GetInt32(), answer.GetProperty("done").GetInt32(),
            answer.GetProperty("total").GetInt32(), answer.GetProperty("model").GetString()));
    }

    [Theory]
    [InlineData(true, true, 400)]
    [InlineData(false, true, 409)]
    [InlineData(false, false, 503)]
    public async Task A_refusal_says_whether_to_ask_for_something_else_do_something_first_or_wait_for_Chroma(bool isInput, bool connected, int expected)
    {
        Reindexer(new Reindex.Refused("There is no model 'x'.", isInput));
        host.Chroma.Publish(Sync(connected).Circuit, connected ? First : null, modelTrouble: null);

        var (status, answer) = await PostAsync("/api/reindex", """{"model":"x"}""");

        Assert.Equal((expected, "There is no model 'x'."), (status, answer.GetProperty("detail").GetString()));
    }

    [Fact]
    public async Task A_dry_run_answers_what_would_be_done()
    {
        Reindexer(new Reindex.Estimate(ReindexKind.Renew, "oracle_knowledge", "hash-1", 5, 4, 1, 99));

        var (status, answer) = await PostAsync("/api/reindex", """{"dryRun":true}""");

        Assert.Equal(200, status);
        Assert.Equal([new Reindex.DryRun()], host.Asked);
        Same("""{"kind":"renew","from":"oracle_knowledge","model":"hash-1","documents":5,"cached":4,"toEmbed":1,"bytes":99}""", answer);
    }

    [Fact]
    public async Task A_rollback_is_asked_for_as_such()
    {
        Reindexer(new Reindex.Accepted(Running with { Kind = ReindexKind.Rollback }));

        var (status, answer) = await PostAsync("/api/reindex/rollback");

        Assert.Equal((202, "rollback"), (status, answer.GetProperty("kind").GetString()));
        Assert.Equal([Reindex.Rollback.Instance], host.Asked);
    }

    [Theory]
    [InlineData("/api/reindex")]
    [InlineData("/api/reindex/rollback")]
    public async Task What_a_page_of_another_site_could_send_unasked_changes_nothing(string path)
    {
        foreach (var type in (string[])["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
        {
            using var content = new StringContent("{}", System.Net.Http.Headers.MediaTypeHeaderValue.Parse(type));
            using var response = await host.Http.PostAsync(path, content);
            Assert.Equal(415, (int)response.StatusCode);
        }

        using var bare = await host.Http.PostAsync(path, content: null);
        Assert.Equal(415, (int)bare.StatusCode);
        Assert.Empty(host.Asked);
    }

    [Fact]
    public async Task An_actor_that_does_not_answer_is_503()
    {
        using var response = await host.Http.GetAsync("/api/reindex");

        Assert.Equal(503, (int)response.StatusCode);
    }

    private void Reindexer(object answer) => host.On<ActorKeys.Reindexer>(_ => answer);

    private async Task<(int Status, JsonElement Body)> PostAsync(string path, string? body = null)
    {
        using var content = new StringContent(body ?? "", Encoding.UTF8, "application/json");
        using var response = await host.Http.PostAsync(path, content);
        return ((int)response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>());
    }

    private static void Same(string expected, JsonElement actual) =>
        Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(expected).RootElement, actual), $"There is {actual}");
}
