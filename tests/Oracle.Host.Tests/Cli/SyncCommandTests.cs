using System.Text.Json;
using Oracle.Host.Tests.Cli.Fakes;

namespace Oracle.Host.Tests.Cli;

public sealed class SyncCommandTests : IAsyncLifetime
{
    private CommandLine cli = null!;

    public async Task InitializeAsync() => cli = await CommandLine.CreateAsync();

    public async Task DisposeAsync() => await cli.DisposeAsync();

    [Theory]
    [InlineData("stats")]
    [InlineData("sync", "status")]
    public async Task Both_reports_show_every_count(params string[] command)
    {
        cli.Host.Stats(synced: 1234, pending: 5, failed: 4, quarantined: 3, deleting: 2);

        var outcome = await cli.RunAsync(command);

        Assert.Equal(0, outcome.ExitCode);
        Assert.Matches(@"synced +1,234 *\n", outcome.Out);
        Assert.Matches(@"pending +5 *\n", outcome.Out);
        Assert.Matches(@"failed +4 \(3 quarantined\) *\n", outcome.Out);
        Assert.Matches(@"deleting +2 *\n", outcome.Out);
        Assert.Matches(@"last sweep +never *\n", outcome.Out);
    }

    [Fact]
    public async Task Sync_status_as_JSON_is_the_sync_block()
    {
        cli.Host.Stats(synced: 1, failed: 2);

        Assert.Equal(2, (await cli.RunAsync("sync", "status", "--json")).Json.GetProperty("failed").GetInt64());
    }

    [Fact]
    public async Task A_sweep_that_synced_all_exits_0()
    {
        Sweep(synced: 3, failed: 0, remaining: 0);

        var outcome = await cli.RunAsync("sync", "sweep");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal("3 documents attempted: 3 synced, 0 failed; 0 remaining (1.5 s)\n", outcome.Out);
    }

    [Theory]
    [InlineData(2, 1, 0, "./oracle sync failed")]
    [InlineData(0, 0, 7, "./oracle sync failed")]
    [InlineData(50, 0, 7, "./oracle sync sweep")]
    public async Task A_sweep_that_leaves_some_exits_3_and_says_where_to_look(int synced, int failed, int remaining, string next)
    {
        Sweep(synced, failed, remaining);

        var outcome = await cli.RunAsync("sync", "sweep");

        Assert.Equal(3, outcome.ExitCode);
        Assert.Contains(next, outcome.Error);
    }

    [Fact]
    public async Task A_sweep_beside_another_is_refused_in_one_line()
    {
        cli.Host.Problem("POST /api/sync/sweep", 409, "Conflict", "busy");

        var outcome = await cli.RunAsync("sync", "sweep");

        Assert.Equal(2, outcome.ExitCode);
        Assert.Equal("error: a sweep is running already; wait for its end and try again\n", outcome.Error);
    }

    [Fact]
    public async Task Failed_documents_are_listed_with_their_reasons()
    {
        cli.Host.Json("GET /api/sync/failed", """
            {"items":[{"id":"a","kind":"rejected","error":"dimension 8,\ngot 4","attempts":1,"lastAttempt":null,"nextAttempt":null,"quarantined":true},
                      {"id":"[b]","kind":"unavailable","error":"Chroma does not answer","attempts":0,"lastAttempt":null,"nextAttempt":"2026-01-31T12:00:00Z","quarantined":false}],"total":3}
            """);

        var outcome = await cli.RunAsync("sync", "failed");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Matches(@"a +rejected +1 +quarantined +dimension 8, got 4", outcome.Out);
        Assert.Matches(@"\[b\] +unavailable +0 +2026-01-31 12:00:00Z +Chroma does not answer", outcome.Out);
        Assert.Equal("note: 1 more are not listed\n", outcome.Error);
    }

    [Theory]
    [InlineData("""{"ids":["a/b","-ค"]}""", "--", "a/b", "-ค")]
    [InlineData("""{"all":true}""", "--all")]
    public async Task A_retry_asks_for_what_was_named_and_says_how_many_it_is(string body, params string[] named)
    {
        cli.WriteHostFile();
        cli.Host.Json("POST /api/sync/retry", """{"retried":2}""", 202);

        var outcome = await cli.RunAsync(["sync", "retry", .. named]);

        Assert.Equal((0, "2 documents to be tried again\n", ""), (outcome.ExitCode, outcome.Out, outcome.Error));
        Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(body).RootElement, JsonDocument.Parse(cli.Host.Bodies.Last()).RootElement));
    }

    [Fact]
    public async Task A_retry_names_each_unknown_id_and_does_the_rest()
    {
        cli.WriteHostFile();
        cli.Host.Json("POST /api/sync/retry", """{"retried":1,"unknown":["b","c"]}""", 202);

        var outcome = await cli.RunAsync("sync", "retry", "a", "b", "c");

        Assert.Equal((2, "1 document to be tried again\n"), (outcome.ExitCode, outcome.Out));
        Assert.Equal("error: no document has the id 'b'\nerror: no document has the id 'c'\n", outcome.Error);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 3)]
    public async Task A_retry_in_a_host_of_its_own_waits_for_what_comes_of_it(int failed, int exitCode)
    {
        cli.Host.Json("POST /api/sync/retry", """{"retried":2}""", 202);
        cli.Host.StatsInTurn(FakeHost.StatsBody(pending: 2), FakeHost.StatsBody(synced: 2 - failed, failed: failed, quarantined: failed));
        cli.Host.Json("GET /api/sync/failed", """{"items":[{"id":"a","kind":"rejected","error":"Chroma refused it","attempts":1,"quarantined":true}],"total":1}""");

        var outcome = await cli.RunAsync("sync", "retry", "--all");

        Assert.Equal(exitCode, outcome.ExitCode);
        Assert.Equal(failed > 0, outcome.Error.Contains("a: Chroma refused it", StringComparison.Ordinal));
    }

    private void Sweep(int synced, int failed, int remaining) => cli.Host.Json(
        "POST /api/sync/sweep",
        $$"""{"attempted":{{synced + failed}},"synced":{{synced}},"failed":{{failed}},"remaining":{{remaining}},"startedAt":"2026-01-31T12:00:00Z","finishedAt":"2026-01-31T12:00:01.5Z"}""");
}
