using Oracle.Host.Tests.Cli.Fakes;

namespace Oracle.Host.Tests.Cli.Doctor;

public sealed class DoctorCommandTests : IAsyncLifetime
{
    private CommandLine cli = null!;

    public async Task InitializeAsync()
    {
        cli = await CommandLine.CreateAsync();
        cli.Environment["ORACLE_PORT"] = "0";
        cli.Environment["CHROMA_URL"] = cli.Host.Address.ToString();
        cli.Host.Json("GET /api/v2/heartbeat", """{"nanosecond heartbeat":1}""");
    }

    public async Task DisposeAsync() => await cli.DisposeAsync();

    [Fact]
    public async Task A_machine_where_all_is_well_exits_0_and_no_host_is_started()
    {
        var outcome = await cli.RunAsync("doctor", "--json");

        Assert.True(outcome.ExitCode == 0, outcome.Out);
        Assert.True(outcome.Json.GetProperty("ok").GetBoolean());
        Assert.Equal(9, outcome.Json.GetProperty("checks").GetArrayLength());
        Assert.Empty(cli.Launcher.Requests);
    }

    [Fact]
    public async Task What_must_be_mended_exits_2_with_what_mends_it()
    {
        cli.Host.Text("GET /api/v2/heartbeat", "", 404, "text/plain");

        var outcome = await cli.RunAsync("doctor");

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("does not answer", outcome.Out);
        Assert.Contains("→ start that server, or unset CHROMA_URL", outcome.Out);
    }

    [Fact]
    public async Task With_nothing_installed_at_all_every_check_is_still_made()
    {
        cli.Environment.Remove("CHROMA_URL");
        cli.Environment["ORACLE_ROOT"] = cli.Folder;
        cli.Environment["PATH"] = "";

        var outcome = await cli.RunAsync("doctor", "--json", "--data-dir", Path.Combine(cli.Folder, "nowhere"));

        Assert.Equal(2, outcome.ExitCode);
        Assert.Equal(9, outcome.Json.GetProperty("checks").GetArrayLength());
    }

    [Fact]
    public async Task A_host_that_runs_is_found()
    {
        cli.WriteHostFile();

        Assert.Contains($"pid {Environment.ProcessId} answers at {cli.Host.Address}", (await cli.RunAsync("doctor")).Out);
    }
}
