using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Oracle.Host.Tests.Cli.Fakes;

namespace Oracle.Host.Tests.Cli;

public sealed class IndexCommandTests : IAsyncLifetime
{
    private const string Progress = """{"event":"progress","files":2,"documents":5,"accepted":3,"unchanged":1,"deleted":0}""";
    private const string Done = """{"event":"done","files":3,"documents":6,"accepted":5,"unchanged":1,"deleted":2,"skipped":0,"rejected":0,"seconds":1.2}""";
    private const string Skipped = """{"event":"skipped","path":"bad.md","error":"not UTF-8"}""";
    private const string DoneWithSkipped = """{"event":"done","files":3,"documents":6,"accepted":6,"unchanged":0,"deleted":0,"skipped":1,"rejected":0,"seconds":1.2}""";

    private CommandLine cli = null!;

    public async Task InitializeAsync()
    {
        cli = await CommandLine.CreateAsync();
        cli.Write("a.md");
        cli.Host.Index(Progress, Done).Stats(synced: 6);
    }

    public async Task DisposeAsync() => await cli.DisposeAsync();

    [Fact]
    public async Task Everything_committed_and_synced_exits_0_and_says_so()
    {
        var outcome = await cli.RunAsync("index", cli.Folder);

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal("3 files read, 6 documents: 5 new or changed, 1 unchanged, 2 deleted (1.2 s)\n  files      new 0 · changed 0 · moved 0 · deleted 0\n6 of 6 documents synced\n", outcome.Out);
        Assert.Empty(outcome.Error);
    }

    [Fact]
    public async Task Paths_are_sent_as_absolute_ones_with_what_to_do_about_missing_files()
    {
        var file = cli.Write("b.md");

        await cli.RunAsync("index", Path.GetRelativePath(Environment.CurrentDirectory, file), cli.Folder + "/", "--delete-missing");

        var sent = JsonDocument.Parse(cli.Host.Bodies.Single(body => body.Length > 0)).RootElement;
        Assert.Equal([file, cli.Folder], sent.GetProperty("paths").EnumerateArray().Select(path => path.GetString()));
        Assert.True(sent.GetProperty("deleteMissing").GetBoolean());
    }

    [Fact]
    public async Task It_waits_until_nothing_is_pending()
    {
        cli.Host.StatsInTurn(FakeHost.StatsBody(synced: 1, pending: 5), FakeHost.StatsBody(synced: 3, pending: 3), FakeHost.StatsBody(synced: 6));

        var outcome = await cli.RunAsync("index", cli.Folder);

        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("6 of 6 documents synced", outcome.Out);
    }

    [Fact]
    public async Task It_waits_for_deletions_while_Chroma_answers()
    {
        cli.Host.StatsInTurn(FakeHost.StatsBody(synced: 6, deleting: 2), FakeHost.StatsBody(synced: 6));

        Assert.Equal(0, (await cli.RunAsync("index", cli.Folder)).ExitCode);
        Assert.Equal(2, cli.Host.Requests.Count(request => request == "GET /api/stats"));
    }

    [Fact]
    public async Task It_does_not_wait_for_deletions_while_Chroma_is_away()
    {
        cli.Host.Stats(synced: 6, deleting: 2, chroma: "unavailable");

        Assert.Equal(0, (await cli.RunAsync("index", cli.Folder)).ExitCode);
        Assert.Single(cli.Host.Requests, request => request == "GET /api/stats");
    }

    [Fact]
    public async Task With_no_wait_it_returns_at_once_and_exits_0()
    {
        cli.Host.Stats(synced: 1, pending: 5);

        var outcome = await cli.RunAsync("index", cli.Folder, "--no-wait");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Single(cli.Host.Requests, request => request == "GET /api/stats");
        Assert.Empty(outcome.Error);
    }

    [Fact]
    public async Task Pending_documents_at_the_timeout_exit_3_with_one_line_that_says_what_to_do()
    {
        cli.Host.Stats(synced: 2, pending: 4);

        var outcome = await cli.RunAsync("index", cli.Folder, "--timeout", "0.3s");

        Assert.Equal(3, outcome.ExitCode);
        Assert.StartsWith("4 of 6 documents not synced (4 pending, 0 failed): ", outcome.Error);
        Assert.Contains("./oracle sync failed", outcome.Error);
        Assert.Equal(1, outcome.Error.Count(letter => letter == '\n'));
        Assert.True(cli.Host.Requests.Count(request => request == "GET /api/stats") > 1, "it asked only once");
    }

    [Fact]
    public async Task Documents_that_failed_while_Chroma_is_away_exit_3_and_say_so()
    {
        cli.Host.Stats(synced: 2, failed: 4, chroma: "unavailable");

        var outcome = await cli.RunAsync("index", cli.Folder);

        Assert.Equal(3, outcome.ExitCode);
        Assert.Contains("4 of 6 documents not synced (0 pending, 4 failed): Chroma is unavailable.", outcome.Error);
    }

    [Fact]
    public async Task A_document_that_Chroma_refuses_is_named_with_its_reason()
    {
        cli.Host.Stats(synced: 5, failed: 1, quarantined: 1)
            .Json("GET /api/sync/failed", """{"items":[{"id":"a.md#x","kind":"rejected","error":"dimension 8, got 4","attempts":1,"lastAttempt":null,"nextAttempt":null,"quarantined":true}],"total":1}""");

        var outcome = await cli.RunAsync("index", cli.Folder);

        Assert.Equal(3, outcome.ExitCode);
        Assert.Contains("1 failed, 1 of them quarantined", outcome.Error);
        Assert.Contains("a.md#x: dimension 8, got 4", outcome.Error);
    }

    [Fact]
    public async Task A_skipped_file_exits_2_with_its_name_and_the_rest_is_reported()
    {
        cli.Host.Index(Progress, Skipped, DoneWithSkipped);

        var outcome = await cli.RunAsync("index", cli.Folder);

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("skipped bad.md: not UTF-8\n", outcome.Error);
        Assert.Contains("3 files read", outcome.Out);
    }

    [Fact]
    public async Task A_refused_document_exits_2_with_its_id()
    {
        cli.Host.Index("""{"event":"rejected","path":"big.md","id":"big.md#x","error":"content is over 8 MiB"}""", DoneWithSkipped.Replace("\"skipped\":1,\"rejected\":0", "\"skipped\":0,\"rejected\":1", StringComparison.Ordinal));

        var outcome = await cli.RunAsync("index", cli.Folder);

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("refused big.md, document big.md#x: content is over 8 MiB\n", outcome.Error);
    }

    [Fact]
    public async Task A_skipped_file_stands_above_documents_that_are_not_synced()
    {
        cli.Host.Index(Skipped, DoneWithSkipped).Stats(synced: 2, failed: 4, chroma: "unavailable");

        var outcome = await cli.RunAsync("index", cli.Folder);

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("4 of 6 documents not synced", outcome.Error);
    }

    [Fact]
    public async Task A_file_name_cannot_steer_the_terminal()
    {
        cli.Host.Index("""{"event":"skipped","path":"\u001b[2Jbad\n.md","error":"not UTF-8"}""", DoneWithSkipped);

        // Ordinal: a comparison by language passes over control characters.
        Assert.Contains("skipped [2Jbad .md: not UTF-8\n", (await cli.RunAsync("index", cli.Folder)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_that_ends_without_done_exits_1_and_says_that_what_is_committed_is_kept()
    {
        cli.Host.Index(Progress);

        await ShowsThatWhatIsCommittedIsKeptAsync();
    }

    [Fact]
    public async Task A_stream_that_ends_within_a_line_is_the_same()
    {
        cli.Host.Index(Progress, """{"event":"progr""");

        await ShowsThatWhatIsCommittedIsKeptAsync();
    }

    [Fact]
    public async Task A_connection_that_breaks_is_the_same()
    {
        cli.Host.On("POST /api/index", async context =>
        {
            await context.Response.WriteAsync(Skipped + "\n");
            await context.Response.Body.FlushAsync();
            // An earlier end could keep the first line from the client.
            await cli.Error.ShowsAsync("skipped bad.md");
            context.Abort();
        });

        await ShowsThatWhatIsCommittedIsKeptAsync();
    }

    [Fact]
    public async Task A_connection_that_breaks_before_the_first_line_is_the_same()
    {
        cli.Host.On("POST /api/index", context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });

        await ShowsThatWhatIsCommittedIsKeptAsync();
    }

    [Fact]
    public async Task A_run_that_the_host_gives_up_exits_1_with_its_reason()
    {
        cli.Host.Index(Progress, """{"event":"failed","error":"the disk is full"}""");

        var outcome = await cli.RunAsync("index", cli.Folder);

        Assert.Equal(1, outcome.ExitCode);
        Assert.Equal("error: indexing stopped: the disk is full. What is committed is kept; run the same command again for the rest.\n", outcome.Error);
    }

    [Theory]
    [InlineData("kept", "  gone or ignored: 53 (kept; --delete-missing deletes them)\n")]
    [InlineData("held", "  gone or ignored: 53 (kept, for so many at once are held; roots confirm deletes them)\n")]
    public async Task What_is_gone_or_ignored_and_stays_is_told(string field, string line)
    {
        cli.Host.Index(Done.Replace("}", $",\"{field}\":53}}", StringComparison.Ordinal)).Stats(synced: 6);

        Assert.Contains(line, (await cli.RunAsync("index", cli.Folder)).Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--exclude=drafts/", "\"exclude\":[\"drafts/\"]")]
    [InlineData("--no-exclude", "\"exclude\":[]")]
    [InlineData("--delete-missing", "\"exclude\":null")]
    public async Task What_is_left_out_is_told_to_the_host(string option, string told)
    {
        cli.Host.Index(Done).Stats(synced: 6);

        Assert.Equal(0, (await cli.RunAsync("index", cli.Folder, option)).ExitCode);
        Assert.Contains(told, cli.Host.Bodies.Single(body => body.Length > 0), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Leaving_out_and_leaving_nothing_out_do_not_go_together()
    {
        var outcome = await cli.RunAsync("index", cli.Folder, "--exclude", "a", "--no-exclude");

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("--no-exclude", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pattern_that_is_none_is_bad_input()
    {
        cli.Host.Problem("POST /api/index", 400, "Bad Request", "exclude: '[WIP' is no pattern in the form of .gitignore");
        var outcome = await cli.RunAsync("index", cli.Folder, "--exclude", "[WIP");

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("exclude: '[WIP'", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_of_a_later_version_is_passed_over()
    {
        cli.Host.Index(Progress, """{"event":"weather","sky":"blue"}""", Done);

        Assert.Equal(0, (await cli.RunAsync("index", cli.Folder)).ExitCode);
    }

    [Fact]
    public async Task Ctrl_C_ends_the_request_and_exits_1_with_a_line()
    {
        var aborted = new TaskCompletionSource();
        cli.Host.On("POST /api/index", async context =>
        {
            await context.Response.WriteAsync(Progress + "\n");
            await context.Response.Body.FlushAsync();
            context.RequestAborted.Register(aborted.SetResult);
            cli.Interrupt();
            await aborted.Task;
        });

        var outcome = await cli.RunAsync("index", cli.Folder);

        Assert.Equal(1, outcome.ExitCode);
        Assert.Equal("error: interrupted. What is committed is kept; run the same command again for the rest.\n", outcome.Error);
        await aborted.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Json_has_the_numbers_the_lists_and_the_sync_block_even_when_something_is_wrong()
    {
        cli.Host.Index(Skipped, DoneWithSkipped).Stats(synced: 2, failed: 4, chroma: "unavailable");

        var json = (await cli.RunAsync("index", cli.Folder, "--json")).Json;

        Assert.Equal(6, json.GetProperty("accepted").GetInt64());
        Assert.Equal(1, json.GetProperty("skipped").GetInt64());
        Assert.Equal("bad.md", json.GetProperty("skippedFiles")[0].GetProperty("path").GetString());
        Assert.Equal(0, json.GetProperty("rejectedDocuments").GetArrayLength());
        Assert.Equal(4, json.GetProperty("sync").GetProperty("failed").GetInt64());
        Assert.Equal(
            ["deleting", "failed", "generation", "lastSyncRun", "oldestPendingSeconds", "pending", "quarantined", "synced"],
            json.GetProperty("sync").EnumerateObject().Select(field => field.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_count_that_is_absent_does_not_pass_for_zero()
    {
        cli.Host.Json("GET /api/stats", """{"total":6,"chroma_status":"connected","sync":{"synced":6,"pending":0,"quarantined":0,"deleting":0}}""");

        var outcome = await cli.RunAsync("index", cli.Folder);

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("'failed'", outcome.Error);
    }

    private async Task ShowsThatWhatIsCommittedIsKeptAsync()
    {
        var outcome = await cli.RunAsync("index", cli.Folder);

        Assert.Equal(1, outcome.ExitCode);
        Assert.EndsWith(
            "error: the host ended before everything was read. What is committed is kept; run the same command again for the rest.\n", outcome.Error);
    }
}
