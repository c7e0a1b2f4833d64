using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Oracle.Host.Tests.Cli.Fakes;

namespace Oracle.Host.Tests.Cli;

public sealed class ReindexCommandTests : IAsyncLifetime
{
    private CommandLine cli = null!;

    public async Task InitializeAsync()
    {
        cli = await CommandLine.CreateAsync();
        cli.Host.Stats(synced: 5).Json("POST /api/reindex", Status("running"), 202).Json("POST /api/reindex/rollback", Status("running", kind: "rollback"), 202);
    }

    public async Task DisposeAsync() => await cli.DisposeAsync();

    [Fact]
    public async Task It_begins_waits_for_the_end_and_says_what_is_there_now()
    {
        cli.WriteHostFile();
        InTurn(Status("idle"), Status("running", done: 2), Status("verifying", done: 5), Over());

        var outcome = await cli.RunAsync("reindex");

        Assert.Equal((0, "5 of 5 documents in oracle_knowledge_g2, model hash-2, generation 2 (1.5 s); oracle_knowledge is kept for ./oracle reindex rollback\n", ""),
            (outcome.ExitCode, outcome.Out, outcome.Error));
        Assert.Equal("""{"model":null,"dryRun":false}""", Sent());
        Assert.Empty(cli.Launcher.Requests);
    }

    [Fact]
    public async Task As_JSON_it_is_what_the_host_said_last()
    {
        InTurn(Status("idle"), Status("running"), Over());

        var outcome = await cli.RunAsync("reindex", "--model", "hash-2", "--json");

        Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(Over()).RootElement, outcome.Json));
        Assert.Equal("""{"model":"hash-2","dryRun":false}""", Sent());
    }

    [Fact]
    public async Task One_that_fails_exits_1_with_the_error()
    {
        InTurn(Status("idle"), Status("running"), Status("failed", more: ""","error":"The disk is full." """));

        var outcome = await cli.RunAsync("reindex");

        Assert.Equal((1, "", "error: the re-index failed: The disk is full.\n"), (outcome.ExitCode, outcome.Out, outcome.Error));
    }

    [Theory]
    [InlineData(400, 2)]
    [InlineData(409, 2)]
    [InlineData(503, 1)]
    public async Task One_that_is_refused_exits_2_and_one_that_cannot_be_made_now_1(int status, int exitCode)
    {
        InTurn(Status("idle"));
        cli.Host.Problem("POST /api/reindex", status, "No", "There is no model 'x'.");

        var outcome = await cli.RunAsync("reindex", "--model", "x");

        Assert.Equal((exitCode, "error: There is no model 'x'.\n"), (outcome.ExitCode, outcome.Error));
    }

    [Fact]
    public async Task Documents_that_are_not_synced_afterwards_exit_3_with_a_reason()
    {
        InTurn(Status("idle"), Over());
        cli.Host.Stats(synced: 4, failed: 1, quarantined: 1)
            .Json("GET /api/sync/failed", """{"items":[{"id":"a","kind":"rejected","error":"too odd","attempts":1,"quarantined":true}],"total":1}""");

        var outcome = await cli.RunAsync("reindex");

        Assert.Equal(3, outcome.ExitCode);
        Assert.Contains("a: too odd", outcome.Error);
    }

    [Theory]
    [InlineData("reindex")]
    [InlineData("reindex", "--model", "hash-2")]
    public async Task One_under_way_is_followed_and_said_to_be(params string[] command)
    {
        InTurn(Status("running"), Over());

        var outcome = await cli.RunAsync(command);

        Assert.Equal((0, "A re-index into oracle_knowledge_g2 (model hash-2) is under way since 2026-01-31 12:00:00Z; following it.\n"), (outcome.ExitCode, outcome.Error));
        Assert.DoesNotContain(cli.Host.Requests, request => request.StartsWith("POST", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("POST /api/reindex", "reindex", "--model", "hash-3")]
    [InlineData("POST /api/reindex/rollback", "reindex", "rollback")]
    public async Task One_under_way_that_is_not_what_was_asked_for_is_not_taken_for_it(string route, params string[] command)
    {
        cli.WriteHostFile();
        InTurn(Status("running"));
        cli.Host.Problem(route, 409, "Conflict", "A re-index runs since noon.");

        var outcome = await cli.RunAsync(command);

        Assert.Equal((2, "error: A re-index runs since noon.\n"), (outcome.ExitCode, outcome.Error));
    }

    [Fact]
    public async Task A_host_of_its_own_begins_when_Chroma_is_connected()
    {
        InTurn(Status("idle"), Over());
        cli.Host.StatsInTurn(FakeHost.StatsBody(synced: 5, chroma: "unavailable"), FakeHost.StatsBody(synced: 5, chroma: "unavailable"), FakeHost.StatsBody(synced: 5));

        Assert.Equal(0, (await cli.RunAsync("reindex")).ExitCode);

        Assert.Equal(3, cli.Host.Requests.TakeWhile(request => request != "POST /api/reindex").Count(request => request == "GET /api/stats"));
        Assert.Equal(1, cli.Launcher.Stopped);
    }

    [Theory]
    [InlineData(true, "interrupted. The re-index goes on in the host: ./oracle reindex status")]
    [InlineData(false, "interrupted. The re-index goes on while a host runs: ./oracle serve, or the same command again.")]
    public async Task Interrupted_it_says_what_becomes_of_the_rest(bool running, string said)
    {
        if (running)
            cli.WriteHostFile();
        var asked = 0;
        cli.Host.On("GET /api/reindex", async context =>
        {
            if (++asked == 3)
                cli.Interrupt();
            await context.Response.WriteAsync(asked == 1 ? Status("idle") : Status("running", done: 2));
        });

        var outcome = await cli.RunAsync("reindex");

        Assert.Equal((1, $"error: {said}\n"), (outcome.ExitCode, outcome.Error));
        Assert.DoesNotContain(cli.Host.Requests, request => request.StartsWith("DELETE", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_host_that_is_started_again_elsewhere_is_waited_for()
    {
        await using var next = await FakeHost.StartAsync();
        next.Json("GET /api/reindex", Over()).Stats(synced: 5);
        cli.WriteHostFile();
        var asked = 0;
        cli.Host.On("GET /api/reindex", async context =>
        {
            if (++asked <= 2)
            {
                await context.Response.WriteAsync(asked == 1 ? Status("idle") : Status("running", done: 2));
                return;
            }

            cli.WriteHostFile(next.Address);
            context.Abort();
        });

        var outcome = await cli.RunAsync("reindex");

        Assert.Equal(0, outcome.ExitCode);
        Assert.StartsWith("5 of 5 documents", outcome.Out);
        Assert.Matches("^the connection to the host at .* is lost: .*; waiting for the host\n$", outcome.Error);
    }

    [Fact]
    public async Task A_terminal_shows_how_far_it_is_and_why_it_waits()
    {
        cli.OnTerminal = true;
        cli.Environment["TERM"] = "xterm-256color";
        InTurn(Status("idle"), Status("running", done: 2, more: ""","error":"Chroma does not answer." """), Status("verifying", done: 5), Over());

        var error = (await cli.RunAsync("reindex")).Error;

        Assert.Contains("waiting: Chroma does not answer.", error);
        Assert.Contains("5 of 5", error);
        Assert.Contains('\e', error);
    }

    [Fact]
    public async Task A_dry_run_says_what_would_be_done_and_begins_nothing()
    {
        cli.Host.Json("POST /api/reindex", """{"kind":"move","from":"oracle_knowledge","model":"hash-2","documents":5000,"cached":4000,"toEmbed":1000,"bytes":123456}""");

        var outcome = await cli.RunAsync("reindex", "--dry-run", "--model", "hash-2");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal("""{"model":"hash-2","dryRun":true}""", Sent());
        Assert.Matches(@"would +fill another collection while oracle_knowledge answers", outcome.Out);
        Assert.Matches(@"documents +5,000 \(123,456 bytes of text\)", outcome.Out);
        Assert.Matches(@"to embed +1,000 *\n", outcome.Out);
        Assert.DoesNotContain("GET /api/stats", cli.Host.Requests);
    }

    [Fact]
    public async Task Status_shows_every_field_that_is_known()
    {
        cli.Host.Json("GET /api/reindex", Status("failed", done: 3, more: ""","error":"The disk is full.","finishedAt":"2026-01-31T12:00:01Z","kept":"old","advice":"Run ./oracle reindex." """));

        var outcome = await cli.RunAsync("reindex", "status");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Matches(@"re-index +failed \(move\)", outcome.Out);
        Assert.Matches(@"written +3 of 5", outcome.Out);
        Assert.Matches(@"error +The disk is full\.", outcome.Out);
        Assert.Matches(@"kept +old \(./oracle reindex rollback\)", outcome.Out);
        Assert.Matches(@"advice +Run ./oracle reindex\.", outcome.Out);
    }

    [Fact]
    public async Task Status_before_the_first_one_is_idle()
    {
        cli.Host.Json("GET /api/reindex", """{"state":"idle","generation":0,"done":0,"total":0,"startedAt":null,"kind":null,"model":null,"collection":null}""");

        Assert.Matches(@"^re-index +idle *\ngeneration +0 *\n$", (await cli.RunAsync("reindex", "status")).Out);
    }

    [Fact]
    public async Task Advice_is_given_at_the_end_and_among_the_figures()
    {
        InTurn(Status("idle"), Status("done", done: 5, more: ""","advice":"Mind the model." """));

        Assert.Equal("Mind the model.\n", (await cli.RunAsync("reindex")).Error);
        Assert.Matches(@"advice +Mind the model\.", (await cli.RunAsync("stats")).Out);
    }

    [Fact]
    public async Task A_rollback_is_waited_for()
    {
        InTurn(Status("done"), Status("running", kind: "rollback"), Status("done", done: 5, kind: "rollback"));

        var outcome = await cli.RunAsync("reindex", "rollback");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("POST /api/reindex/rollback", cli.Host.Requests);
        Assert.StartsWith("5 of 5 documents in ", outcome.Out);
    }

    [Fact]
    public async Task One_under_way_is_cancelled_and_whoever_follows_it_is_told()
    {
        cli.WriteHostFile();
        cli.Host.Json("DELETE /api/reindex", Status("cancelled"), 202);
        var done = await cli.RunAsync("reindex", "cancel");
        Assert.Equal((0, "cancelled the re-index of oracle_knowledge_g2; the search stays as it was\n"), (done.ExitCode, done.Out));

        InTurn(Status("running"), Status("cancelled"));
        var followed = await cli.RunAsync("reindex");
        Assert.Equal(1, followed.ExitCode);
        Assert.EndsWith("error: the re-index was cancelled; the search stays as it was\n", followed.Error);
    }

    [Fact]
    public async Task Where_none_is_under_way_there_is_nothing_to_cancel()
    {
        cli.WriteHostFile();
        cli.Host.Problem("DELETE /api/reindex", 409, "Conflict", "No re-index is under way.");

        var refused = await cli.RunAsync("reindex", "cancel");
        Assert.Equal((2, "error: No re-index is under way.\n"), (refused.ExitCode, refused.Error));
    }

    private void InTurn(params string[] bodies)
    {
        var turn = -1;
        cli.Host.On("GET /api/reindex", context => context.Response.WriteAsync(bodies[Math.Min(Interlocked.Increment(ref turn), bodies.Length - 1)]));
    }

    private string Sent() => cli.Host.Bodies.Single(body => body.Length > 0);

    private static string Over() => Status("done", done: 5, more: ""","finishedAt":"2026-01-31T12:00:01.5Z","kept":"oracle_knowledge" """);

    private static string Status(string state, int done = 0, string kind = "move", string more = "") => state == "idle"
        ? """{"state":"idle","generation":1,"done":0,"total":0,"startedAt":null,"kind":null,"model":"hash-1","collection":"oracle_knowledge"}"""
        : $$"""{"state":"{{state}}","generation":2,"done":{{done}},"total":5,"startedAt":"2026-01-31T12:00:00Z","kind":"{{kind}}","model":"hash-2","collection":"oracle_knowledge_g2"{{more}}}""";
}
