using System.Text.Json;
using Oracle.Host.Tests.Cli.Fakes;

namespace Oracle.Host.Tests.Cli;

public sealed class AuditCommandTests : IAsyncLifetime
{
    private CommandLine cli = null!;

    public async Task InitializeAsync()
    {
        cli = await CommandLine.CreateAsync();
        cli.Host.Stats(synced: 3).Json("POST /api/audit", Answer("running"), 202);
    }

    public async Task DisposeAsync() => await cli.DisposeAsync();

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(2, 2, 0)]
    [InlineData(2, 0, 4)]
    [InlineData(2, 1, 4)]
    public async Task The_exit_code_says_whether_anything_is_left(int stale, int repaired, int exitCode)
    {
        cli.Host.Json("GET /api/audit", Answer("done", stale, repaired));

        Assert.Equal(exitCode, (await cli.RunAsync("audit")).ExitCode);
    }

    [Fact]
    public async Task What_was_found_is_named()
    {
        cli.Host.Json("GET /api/audit", Answer("done", stale: 7));

        var outcome = await cli.RunAsync("audit");

        Assert.Matches(@"stale +7 \(a, ค, …\)", outcome.Out);
        Assert.Contains("7 found, 0 repaired", outcome.Out);
        Assert.Equal("To repair: ./oracle audit --repair\n", outcome.Error);
    }

    [Fact]
    public async Task An_audit_that_was_given_up_exits_1_with_its_reason()
    {
        cli.Host.Json("GET /api/audit", Answer("failed", note: "Chroma does not answer."));

        var outcome = await cli.RunAsync("audit");

        Assert.Equal((1, "error: Chroma does not answer.\n"), (outcome.ExitCode, outcome.Error));
    }

    [Fact]
    public async Task An_audit_beside_another_is_refused_in_one_line()
    {
        cli.Host.Problem("POST /api/audit", 409, "Conflict", "busy");

        var outcome = await cli.RunAsync("audit");

        Assert.Equal((2, "error: an audit is running already; wait for its end and try again\n"), (outcome.ExitCode, outcome.Error));
    }

    [Fact]
    public async Task An_audit_that_is_gone_when_it_is_asked_for_exits_1()
    {
        cli.Host.Json("GET /api/audit", Answer("done", startedAt: "2025-01-01T00:00:00Z"));

        var outcome = await cli.RunAsync("audit");

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("cut short", outcome.Error);
    }

    [Fact]
    public async Task A_running_host_is_asked_at_once_for_it_waits_for_Chroma_by_itself()
    {
        cli.WriteHostFile();
        cli.Host.Stats(synced: 3, chroma: "unavailable").Json("GET /api/audit", Answer("done"));

        Assert.Equal(0, (await cli.RunAsync("audit")).ExitCode);
    }

    [Theory]
    [InlineData("""{"repair":false,"force":false,"probe":null}""")]
    [InlineData("""{"repair":true,"force":true,"probe":20}""", "--repair", "--force", "--probe", "20")]
    [InlineData("""{"repair":true,"force":false,"probe":null}""", "--repair", "--probe", "all")]
    public async Task What_is_asked_for_is_passed_on(string body, params string[] options)
    {
        cli.Host.Json("GET /api/audit", Answer("done"));

        await cli.RunAsync(["audit", .. options]);

        var asked = cli.Host.Requests.Zip(cli.Host.Bodies, (request, sent) => (request, sent)).Single(pair => pair.request == "POST /api/audit").sent;
        Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(body).RootElement, JsonDocument.Parse(asked).RootElement), asked);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 3)]
    public async Task After_a_repair_a_host_of_its_own_waits_for_what_comes_of_it(int failed, int exitCode)
    {
        cli.Host.Json("GET /api/audit", Answer("done", stale: 2, repaired: 2));
        cli.Host.StatsInTurn(
            FakeHost.StatsBody(synced: 1, pending: 2), FakeHost.StatsBody(synced: 1, pending: 2),
            FakeHost.StatsBody(synced: 3 - failed, failed: failed, quarantined: failed));
        cli.Host.Json("GET /api/sync/failed", """{"items":[{"id":"a","kind":"rejected","error":"Chroma refused it","attempts":1,"quarantined":true}],"total":1}""");

        var outcome = await cli.RunAsync("audit", "--repair");

        Assert.Equal(exitCode, outcome.ExitCode);
        Assert.Equal(failed > 0, outcome.Error.Contains("a: Chroma refused it", StringComparison.Ordinal));
    }

    private static string Answer(string state, int stale = 0, int repaired = 0, string? note = null, string startedAt = "2026-01-31T12:00:00Z") =>
        $$"""
        {"state":"{{state}}","checked":3,"missing":0,"stale":{{stale}},"orphans":0,"unretrievable":0,"repaired":{{repaired}},
         "samples":{"missing":[],"stale":["a","ค"],"orphans":[],"unretrievable":[]},
         "startedAt":"{{startedAt}}","finishedAt":null{{(note is null ? "" : $",\"note\":\"{note}\"")}}}
        """;
}
