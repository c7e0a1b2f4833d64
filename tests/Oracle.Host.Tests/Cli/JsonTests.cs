using System.Text.Json;
using Oracle.Host.Tests.Cli.Fakes;

namespace Oracle.Host.Tests.Cli;

public sealed class JsonTests : IAsyncLifetime
{
    private CommandLine cli = null!;

    public async Task InitializeAsync()
    {
        cli = await CommandLine.CreateAsync();
        cli.Write("a.md");
    }

    public async Task DisposeAsync() => await cli.DisposeAsync();

    public static TheoryData<string[]> ClientCommands => new(
        ["index", "FOLDER"], ["search", "tar"], ["stats"], ["sync", "status"], ["sync", "sweep"], ["sync", "failed"], ["sync", "retry", "--all"],
        ["reindex"], ["reindex", "--dry-run"], ["reindex", "status"], ["reindex", "cancel"], ["reindex", "rollback"], ["audit"], ["audit", "--repair", "--probe", "10"], ["delete", "a"], ["show", "a"]);

    [Theory]
    [MemberData(nameof(ClientCommands))]
    public async Task With_json_stdout_is_one_JSON_value(string[] command)
    {
        AnswerEverything();

        var outcome = await RunAsync(command);

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal(JsonValueKind.Object, outcome.Json.ValueKind);
    }

    [Theory]
    [MemberData(nameof(ClientCommands))]
    public async Task With_json_on_a_terminal_progress_stays_off_stdout(string[] command)
    {
        AnswerEverything();
        cli.OnTerminal = true;

        Assert.Equal(JsonValueKind.Object, (await RunAsync(command)).Json.ValueKind);
    }

    [Theory]
    [MemberData(nameof(ClientCommands))]
    public async Task A_request_that_the_host_refuses_exits_2_and_leaves_stdout_empty(string[] command)
    {
        foreach (var route in Routes)
        {
            cli.Host.Problem(route, 400, "Bad request", "q is too long");
        }

        var outcome = await RunAsync(command);

        Assert.Equal(2, outcome.ExitCode);
        Assert.Equal("error: q is too long\n", outcome.Error);
        Assert.Empty(outcome.Out);
    }

    [Theory]
    [MemberData(nameof(ClientCommands))]
    public async Task A_host_in_trouble_exits_1_and_leaves_stdout_empty(string[] command)
    {
        foreach (var route in Routes)
        {
            cli.Host.Problem(route, 503, "Service unavailable", "the disk is full");
        }

        var outcome = await RunAsync(command);

        Assert.Equal(1, outcome.ExitCode);
        Assert.Equal("error: the disk is full\n", outcome.Error);
        Assert.Empty(outcome.Out);
    }

    [Theory]
    [MemberData(nameof(ClientCommands))]
    public async Task A_lost_connection_exits_1_and_leaves_stdout_empty(string[] command)
    {
        foreach (var route in Routes)
        {
            cli.Host.On(route, context =>
            {
                context.Abort();
                return Task.CompletedTask;
            });
        }

        var outcome = await RunAsync(command);

        Assert.Equal(1, outcome.ExitCode);
        Assert.StartsWith("error: ", outcome.Error);
        Assert.Empty(outcome.Out);
    }

    [Theory]
    [MemberData(nameof(ClientCommands))]
    public async Task A_start_that_is_refused_exits_2_with_its_reason(string[] command)
    {
        cli.Launcher.Address = null;

        var outcome = await RunAsync(command);

        Assert.Equal(2, outcome.ExitCode);
        Assert.Equal("error: the data directory is held by pid 1\n", outcome.Error);
        Assert.Empty(outcome.Out);
    }

    [Fact]
    public async Task Thai_is_not_escaped()
    {
        cli.Host.Json("GET /api/documents", """{"id":"ก","content":"สวัสดี","type":"note","source_file":"","concepts":[],"sync":{"status":"synced","revision":1}}""");

        Assert.Contains("สวัสดี", (await cli.RunAsync("show", "ก", "--json")).Out);
    }

    [Fact]
    public async Task A_server_that_answers_something_else_exits_1()
    {
        cli.Host.Text("GET /api/stats", "<html>", 200, "text/html");

        var outcome = await cli.RunAsync("stats", "--json");

        Assert.Equal(1, outcome.ExitCode);
        Assert.Empty(outcome.Out);
    }

    private static readonly string[] Routes =
        ["POST /api/index", "GET /api/search", "GET /api/stats", "POST /api/sync/sweep", "GET /api/sync/failed", "POST /api/sync/retry",
        "GET /api/reindex", "POST /api/reindex", "POST /api/reindex/rollback", "DELETE /api/reindex", "POST /api/audit", "GET /api/audit", "GET /api/documents", "DELETE /api/documents"];

    private Task<Outcome> RunAsync(string[] command) =>
        cli.RunAsync([.. command.Select(word => word == "FOLDER" ? cli.Folder : word), "--json"]);

    private void AnswerEverything() => cli.Host
        .Index(
            """{"event":"progress","files":1,"documents":2,"accepted":1,"unchanged":0,"deleted":0}""",
            """{"event":"done","files":1,"documents":2,"accepted":2,"unchanged":0,"deleted":0,"skipped":0,"rejected":0,"seconds":0.1}""")
        .Json("GET /api/search", """{"results":[{"id":"a","type":"note","content":"tar","snippet":"<mark>tar</mark>","source_file":"a.md","concepts":[],"project":null,"source":"fts","score":0.5}],"total":1,"limit":10,"offset":0,"mode":"hybrid","query":"tar","vectorAvailable":false,"degraded":true,"coverage":0.5,"pending":1}""")
        .Stats(synced: 2)
        .Json("POST /api/sync/sweep", """{"attempted":1,"synced":1,"failed":0,"remaining":0,"startedAt":"2026-01-31T12:00:00Z","finishedAt":"2026-01-31T12:00:01Z"}""")
        .Json("GET /api/sync/failed", """{"items":[],"total":0}""")
        .Json("GET /api/reindex", """{"state":"done","generation":2,"done":2,"total":2,"startedAt":"2026-01-31T12:00:00Z","kind":"move","model":"m","collection":"c"}""")
        .Json("POST /api/reindex", """{"kind":"renew","from":"c","model":"m","documents":2,"cached":2,"toEmbed":0,"bytes":9}""")
        .Json("POST /api/reindex/rollback", "{}", 202)
        .Json("DELETE /api/reindex", """{"state":"cancelled","generation":2,"done":0,"total":2}""", 202)
        .Json("POST /api/sync/retry", """{"retried":1}""", 202)
        .Json("POST /api/audit", """{"state":"running","checked":0,"missing":0,"stale":0,"orphans":0,"unretrievable":0,"repaired":0,"samples":{"missing":[],"stale":[],"orphans":[],"unretrievable":[]},"startedAt":"2026-01-31T12:00:00Z","finishedAt":null}""", 202)
        .Json("GET /api/audit", """{"state":"done","checked":2,"missing":0,"stale":0,"orphans":0,"unretrievable":0,"repaired":0,"samples":{"missing":[],"stale":[],"orphans":[],"unretrievable":[]},"startedAt":"2026-01-31T12:00:00Z","finishedAt":"2026-01-31T12:00:01Z"}""")
        .Json("GET /api/documents", """{"id":"a","content":"text","type":"note","source_file":"","concepts":[],"sync":{"status":"synced","revision":1}}""")
        .Json("DELETE /api/documents", """{"id":"a","revision":7}""", 202);
}
