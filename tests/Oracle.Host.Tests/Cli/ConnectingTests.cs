using Oracle.Host.Tests.Cli.Fakes;

namespace Oracle.Host.Tests.Cli;

public sealed class ConnectingTests : IAsyncLifetime
{
    private CommandLine cli = null!;

    public async Task InitializeAsync()
    {
        cli = await CommandLine.CreateAsync();
        cli.Host.Stats(synced: 1);
    }

    public async Task DisposeAsync() => await cli.DisposeAsync();

    [Fact]
    public async Task A_host_that_runs_is_used_and_left_running()
    {
        cli.WriteHostFile();

        Assert.Equal(0, (await cli.RunAsync("stats")).ExitCode);

        Assert.Empty(cli.Launcher.Requests);
        Assert.Equal(0, cli.Launcher.Stopped);
    }

    [Fact]
    public async Task Without_one_a_host_is_started_for_the_command_and_stopped_after_it()
    {
        Assert.Equal(0, (await cli.RunAsync("stats")).ExitCode);

        var request = Assert.Single(cli.Launcher.Requests);
        Assert.True(request.OnDemand);
        Assert.Null(request.Port);
        Assert.False(request.Adopt);
        Assert.Equal(1, cli.Launcher.Stopped);
    }

    [Fact]
    public async Task A_host_of_ones_own_is_stopped_after_a_failure_too()
    {
        cli.Host.Problem("GET /api/stats", 503, "Service unavailable", "corrupt");

        await cli.RunAsync("stats");

        Assert.Equal(1, cli.Launcher.Stopped);
    }

    [Fact]
    public async Task A_file_that_a_killed_host_left_behind_does_not_count_even_if_another_host_answers_there()
    {
        cli.WriteHostFile(pid: await CommandLine.DeadPidAsync());

        Assert.Equal(0, (await cli.RunAsync("stats")).ExitCode);

        Assert.Single(cli.Launcher.Requests);
    }

    [Fact]
    public async Task A_server_that_is_no_Oracle_does_not_count()
    {
        await using var other = await FakeHost.StartAsync();
        other.Json("GET /api/health", """{"status":"ok","server":"nginx"}""");
        cli.WriteHostFile(other.Address);

        await cli.RunAsync("stats");

        Assert.Single(cli.Launcher.Requests);
    }

    [Fact]
    public async Task A_host_that_is_silent_does_not_count()
    {
        await using var silent = await FakeHost.StartAsync();
        silent.On("GET /api/health", context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        cli.WriteHostFile(silent.Address);

        // Two seconds are meant; other calls are given a hundred.
        await cli.RunAsync("stats").WaitAsync(TimeSpan.FromSeconds(50));

        Assert.Single(cli.Launcher.Requests);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("""{"pid":1}""")]
    [InlineData("""{"pid":1,"address":"not an address","startedAt":"2026-01-31T12:00:00Z"}""")]
    public async Task A_host_file_that_cannot_be_read_does_not_count(string text)
    {
        await File.WriteAllTextAsync(Path.Combine(cli.DataDir, "host.json"), text);

        Assert.Equal(0, (await cli.RunAsync("stats")).ExitCode);
        Assert.Single(cli.Launcher.Requests);
    }

    [Fact]
    public async Task A_host_that_came_up_at_the_same_moment_is_used()
    {
        cli.Launcher.Address = null;
        cli.Launcher.OnStart = () => cli.WriteHostFile();

        Assert.Equal(0, (await cli.RunAsync("stats")).ExitCode);
    }

    [Fact]
    public async Task The_option_stands_above_the_environment_and_reaches_the_launcher_as_an_absolute_path()
    {
        var other = Path.Combine(cli.Folder, "other");

        await cli.RunAsync("stats", "--data-dir", Path.GetRelativePath(Environment.CurrentDirectory, other));

        Assert.Equal(other, Assert.Single(cli.Launcher.Requests).DataDir);
    }

    [Fact]
    public async Task The_token_is_sent()
    {
        cli.WriteHostFile();
        cli.Environment["ORACLE_TOKEN"] = "secret";

        await cli.RunAsync("sync", "status");

        Assert.All(cli.Host.Authorizations, authorization => Assert.Equal("Bearer secret", authorization));
        Assert.Equal(2, cli.Host.Authorizations.Count);
    }

    [Fact]
    public async Task A_host_that_asks_for_a_token_says_how_to_give_it()
    {
        cli.Host.Text("GET /api/stats", "", 401, "text/plain");

        var outcome = await cli.RunAsync("stats");

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("ORACLE_TOKEN", outcome.Error);
    }
}
