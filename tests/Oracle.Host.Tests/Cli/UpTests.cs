using Microsoft.AspNetCore.Http;
using Oracle.Host.Tests.Cli.Fakes;

namespace Oracle.Host.Tests.Cli;

public sealed class UpTests : IAsyncLifetime
{
    private const string Done = """{"event":"done","files":1,"documents":6,"accepted":6,"unchanged":0,"deleted":0,"skipped":0,"rejected":0,"seconds":1.2}""";
    private const string DoneWithSkipped = """{"event":"done","files":1,"documents":6,"accepted":6,"unchanged":0,"deleted":0,"skipped":1,"rejected":0,"seconds":1.2}""";

    private CommandLine cli = null!;
    private string vault = null!;

    public async Task InitializeAsync()
    {
        cli = await CommandLine.CreateAsync();
        vault = Directory.CreateDirectory(Path.Combine(cli.Folder, "samples", "vault")).FullName;
        cli.Host.Index(Done).Stats(synced: 6);
    }

    public async Task DisposeAsync() => await cli.DisposeAsync();

    private string Ready => $"ready {cli.Host.Address.GetLeftPart(UriPartial.Authority)}\n";

    [Fact]
    public async Task When_the_vault_is_synced_up_prints_one_line_runs_on_and_exits_0_when_stopped()
    {
        var running = cli.RunAsync("up", vault);
        await cli.Out.ShowsAsync("ready");
        Assert.False(running.IsCompleted);
        cli.Interrupt();
        var outcome = await running;

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal(Ready, outcome.Out);
        Assert.Equal(1, cli.Launcher.Stopped);
        Assert.Contains(vault, cli.Host.Bodies.Single(body => body.Length > 0));
    }

    [Fact]
    public async Task The_ready_line_waits_until_nothing_is_left_to_sync()
    {
        cli.Host.StatsInTurn(
            FakeHost.StatsBody(synced: 1, pending: 5), FakeHost.StatsBody(synced: 5, failed: 1), FakeHost.StatsBody(synced: 6, deleting: 1), FakeHost.StatsBody(synced: 6));

        await UntilReadyAsync();

        Assert.Equal(4, cli.Host.Requests.Count(request => request == "GET /api/stats"));
    }

    [Fact]
    public async Task A_quarantined_document_does_not_hold_the_ready_line_back()
    {
        cli.Host.Stats(synced: 5, failed: 1, quarantined: 1);

        await UntilReadyAsync();

        Assert.DoesNotContain("still", cli.Error.ToString());
    }

    [Fact]
    public async Task At_the_latest_the_ready_line_comes_with_a_note_of_what_is_still_going_on()
    {
        cli.ReadyWithin = TimeSpan.FromSeconds(0.3);
        cli.Host.Stats(synced: 2, failed: 4, chroma: "unavailable");

        await UntilReadyAsync();

        Assert.Contains("note: Chroma is unavailable: 4 documents will follow", cli.Error.ToString());
    }

    [Fact]
    public async Task Indexing_goes_on_after_the_ready_line()
    {
        cli.ReadyWithin = TimeSpan.FromSeconds(0.1);
        var go = new TaskCompletionSource();
        cli.Host.On("POST /api/index", async context =>
        {
            await go.Task;
            await context.Response.WriteAsync(Done);
        });

        var running = cli.RunAsync("up", vault);
        await cli.Out.ShowsAsync("ready");
        Assert.Contains($"note: still indexing {vault}", cli.Error.ToString());
        go.SetResult();
        await cli.Error.ShowsAsync("6 of 6 documents synced");
        cli.Interrupt();
        Assert.Equal(0, (await running).ExitCode);
    }

    [Fact]
    public async Task A_skipped_file_is_a_warning_and_not_the_end()
    {
        cli.Host.Index("""{"event":"skipped","path":"bad.md","error":"not UTF-8"}""", DoneWithSkipped);

        await UntilReadyAsync();

        Assert.Contains("skipped bad.md: not UTF-8", cli.Error.ToString());
    }

    [Fact]
    public async Task An_index_run_that_fails_is_reported_and_the_host_serves_on()
    {
        cli.Host.Index("""{"event":"failed","error":"the disk is full"}""");

        await UntilReadyAsync();

        Assert.Contains("error: indexing stopped: the disk is full", cli.Error.ToString());
    }

    [Fact]
    public async Task Without_a_name_the_sample_vault_of_the_repository_is_indexed_where_nothing_is_known()
    {
        cli.Environment["ORACLE_ROOT"] = cli.Folder;
        cli.Host.Json("GET /api/roots", """{"roots":[]}""");
        cli.Host.StatsInTurn(FakeHost.StatsBody(), FakeHost.StatsBody(synced: 6));

        await UntilReadyAsync("up");

        Assert.Contains(vault, cli.Host.Bodies.Single(body => body.Length > 0));
    }

    [Fact]
    public async Task Without_a_name_no_sample_is_put_among_documents_that_were_imported()
    {
        cli.Environment["ORACLE_ROOT"] = cli.Folder;
        cli.Host.Json("GET /api/roots", """{"roots":[]}""");

        await UntilReadyAsync("up");

        Assert.DoesNotContain("POST /api/index", cli.Host.Requests);
        Assert.Contains("6 documents, and no folder is followed: ./oracle up FOLDER", cli.Error.ToString());
    }

    [Fact]
    public async Task A_file_is_refused_before_anything_is_started()
    {
        var file = Path.Combine(cli.Folder, "oracle.db");
        await File.WriteAllTextAsync(file, "x");
        var outcome = await cli.RunAsync("up", file);

        Assert.Equal((2, 0), (outcome.ExitCode, cli.Launcher.Stopped));
        Assert.Contains("is a file; up follows folders", outcome.Error);
    }

    [Fact]
    public async Task Without_a_name_what_is_known_is_waited_for_and_no_sample_is_indexed()
    {
        cli.Environment["ORACLE_ROOT"] = cli.Folder;
        var asked = 0;
        cli.Host.On("GET /api/roots", context =>
        {
            var listedAt = ++asked < 3 ? "null" : "\"2026-11-30T00:00:00Z\"";
            return context.Response.WriteAsync(
                $$"""
                {"roots":[{"name":".","path":"/notes","state":"ok","documents":6,"following":{"isWatched":true,"listedAt":{{listedAt}} } },
                 {"name":"away","path":"/away","state":"missing","documents":1}]}
                """);
        });

        await UntilReadyAsync("up");

        Assert.Equal(3, asked);
        Assert.DoesNotContain("POST /api/index", cli.Host.Requests);
        Assert.Contains("following /notes, /away", cli.Error.ToString());
    }

    [Fact]
    public async Task Port_and_adoption_reach_the_launcher()
    {
        await UntilReadyAsync("up", vault, "--port", "1234", "--adopt");

        var request = Assert.Single(cli.Launcher.Requests);
        Assert.Equal(new Oracle.Cli.HostRequest(null, 1234, Adopt: true, OnDemand: false, Follows: true), request);
    }

    [Theory]
    [InlineData("up")]
    [InlineData("serve")]
    public async Task A_refused_start_exits_2(string command)
    {
        cli.Environment["ORACLE_ROOT"] = cli.Folder;
        cli.Launcher.Address = null;

        var outcome = await cli.RunAsync(command);

        Assert.Equal(2, outcome.ExitCode);
        Assert.Equal("error: the data directory is held by pid 1\n", outcome.Error);
    }

    [Fact]
    public async Task Stopped_before_it_is_ready_up_exits_0_without_a_ready_line()
    {
        cli.Host.On("POST /api/index", context =>
        {
            cli.Interrupt();
            return Task.Delay(Timeout.Infinite, context.RequestAborted);
        });

        var outcome = await cli.RunAsync("up", vault);

        Assert.Equal(0, outcome.ExitCode);
        Assert.Empty(outcome.Out);
        Assert.Equal(1, cli.Launcher.Stopped);
    }

    [Fact]
    public async Task A_host_that_stops_by_itself_ends_the_command()
    {
        var running = cli.RunAsync("up", vault);
        await cli.Out.ShowsAsync("ready");
        cli.Launcher.Ends.SetResult();

        Assert.Equal(0, (await running).ExitCode);
    }

    [Fact]
    public async Task A_host_that_breaks_exits_1()
    {
        var running = cli.RunAsync("up", vault);
        await cli.Out.ShowsAsync("ready");
        cli.Launcher.Ends.SetException(new InvalidOperationException("the writer is gone"));
        var outcome = await running;

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("error: the writer is gone", outcome.Error);
    }

    [Fact]
    public async Task Serve_indexes_nothing_and_prints_the_same_line()
    {
        await UntilReadyAsync("serve");

        Assert.Equal(Ready, cli.Out.ToString());
        Assert.Empty(cli.Host.Requests);
    }

    [Fact]
    public async Task With_json_the_ready_line_is_JSON()
    {
        await UntilReadyAsync("serve", "--json");

        Assert.Equal($$"""{"ready":"{{cli.Host.Address.GetLeftPart(UriPartial.Authority)}}"}""" + "\n", cli.Out.ToString());
    }

    private async Task UntilReadyAsync(params string[] args)
    {
        var running = cli.RunAsync(args.Length > 0 ? args : ["up", vault]);
        await cli.Out.ShowsAsync("ready");
        cli.Interrupt();
        Assert.Equal(0, (await running).ExitCode);
    }
}
