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

    private void Sweep(int synced, int failed, int remaining) => cli.Host.Json(
        "POST /api/sync/sweep",
        $$"""{"attempted":{{synced + failed}},"synced":{{synced}},"failed":{{failed}},"remaining":{{remaining}},"startedAt":"2026-01-31T12:00:00Z","finishedAt":"2026-01-31T12:00:01.5Z"}""");
}
