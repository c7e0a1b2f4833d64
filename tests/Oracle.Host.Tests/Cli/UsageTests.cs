using Oracle.Host.Tests.Cli.Fakes;

namespace Oracle.Host.Tests.Cli;

public sealed class UsageTests : IAsyncLifetime
{
    private CommandLine cli = null!;

    public async Task InitializeAsync() => cli = await CommandLine.CreateAsync();

    public async Task DisposeAsync() => await cli.DisposeAsync();

    [Theory]
    [InlineData("PATH is missing", "index")]
    [InlineData("QUERY is missing", "search")]
    [InlineData("ID is missing", "delete")]
    [InlineData("ID is missing", "show")]
    [InlineData("ID is missing", "sync", "retry")]
    [InlineData("--all: is given together with ids", "sync", "retry", "a", "--all")]
    [InlineData("--force: is given without --repair", "audit", "--force")]
    [InlineData("--probe: '-1'", "audit", "--probe", "-1")]
    [InlineData("--probe: 'some'", "audit", "--probe", "some")]
    [InlineData("'bogus'", "bogus")]
    [InlineData("'--bogus'", "stats", "--bogus")]
    [InlineData("--timeout: 'soon'", "index", ".", "--timeout", "soon")]
    [InlineData("--model: the name of a model is missing", "reindex", "--model", "")]
    [InlineData("--timeout: '10'", "index", ".", "--timeout", "10")]
    [InlineData("--timeout", "index", ".", "--timeout")]
    [InlineData("--mode: 'fuzzy'", "search", "x", "--mode", "fuzzy")]
    [InlineData("--limit: 'ten'", "search", "x", "--limit", "ten")]
    [InlineData("--limit: '0'", "search", "x", "--limit", "0")]
    [InlineData("--port: '65536'", "serve", "--port", "65536")]
    [InlineData("--data-dir", "stats", "--data-dir", "")]
    [InlineData("PATH: '/no/such/file'", "index", "/no/such/file")]
    [InlineData("VAULT: '/no/such/vault'", "up", "/no/such/vault")]
    [InlineData("Required command", "sync")]
    public async Task Bad_usage_exits_2_with_a_message_that_names_it_and_starts_no_host(string named, params string[] args)
    {
        var outcome = await cli.RunAsync(args);

        Assert.Equal(2, outcome.ExitCode);
        Assert.StartsWith("error: ", outcome.Error);
        Assert.Contains(named, outcome.Error);
        Assert.Empty(outcome.Out);
        Assert.Empty(cli.Launcher.Requests);
    }

    [Fact]
    public async Task No_command_at_all_exits_2() => Assert.Equal(2, (await cli.RunAsync()).ExitCode);

    [Theory]
    [InlineData("up")]
    [InlineData("serve")]
    [InlineData("index")]
    [InlineData("search")]
    [InlineData("stats")]
    [InlineData("sync", "status")]
    [InlineData("sync", "sweep")]
    [InlineData("sync", "failed")]
    [InlineData("sync", "retry")]
    [InlineData("reindex")]
    [InlineData("reindex", "status")]
    [InlineData("reindex", "rollback")]
    [InlineData("delete")]
    [InlineData("show")]
    [InlineData("inspect")]
    [InlineData("doctor")]
    public async Task Every_command_has_help_that_names_the_common_options(params string[] command)
    {
        var outcome = await cli.RunAsync([.. command, "--help"]);

        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("--json", outcome.Out);
        Assert.Contains("--data-dir", outcome.Out);
        Assert.Empty(outcome.Error);
    }

    [Theory]
    [InlineData("@file")]
    [InlineData("ดอกไม้ & คำ=1#x")]
    public async Task A_query_reaches_the_host_letter_by_letter(string query)
    {
        cli.Host.Json("GET /api/search", """{"results":[],"total":0,"limit":10,"offset":0,"mode":"hybrid","query":"tar","vectorAvailable":true,"degraded":false,"coverage":1,"pending":0}""");

        var outcome = await cli.RunAsync("search", query);

        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains($"GET /api/search?q={Uri.EscapeDataString(query)}&content=none", cli.Host.Requests);
    }
}
