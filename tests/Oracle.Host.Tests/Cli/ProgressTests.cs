using Oracle.Host.Tests.Cli.Fakes;

namespace Oracle.Host.Tests.Cli;

public sealed class ProgressTests : IAsyncLifetime
{
    private const char Escape = '\e';

    // In each of the colour systems that a terminal may have.
    private static readonly string[] Green = ["\e[32m", "\e[38;5;2m", "\e[38;2;0;128;0m"];

    private CommandLine cli = null!;

    public async Task InitializeAsync()
    {
        cli = await CommandLine.CreateAsync();
        cli.Write("a.md");
        cli.Environment["TERM"] = "xterm-256color";
        cli.Host
            .Index(
                """{"event":"progress","files":2,"documents":5,"accepted":3,"unchanged":1,"deleted":0}""",
                """{"event":"skipped","path":"bad.md","error":"not UTF-8"}""",
                """{"event":"done","files":3,"documents":6,"accepted":5,"unchanged":1,"deleted":0,"skipped":1,"rejected":0,"seconds":1.2}""")
            .Stats(synced: 6)
            .Json("GET /api/search", """{"results":[{"id":"a","type":"note","content":"tar","source":"fts","score":0.5}],"total":1,"vectorAvailable":true,"degraded":false,"coverage":1,"pending":0}""");
    }

    public async Task DisposeAsync() => await cli.DisposeAsync();

    [Fact]
    public async Task A_terminal_shows_what_is_read_committed_and_synced()
    {
        cli.OnTerminal = true;

        var error = (await cli.RunAsync("index", cli.Folder)).Error;

        Assert.Contains("files 3 of 3", error);
        Assert.Contains("committed 6 of 6", error);
        Assert.Contains("synced 6 of 6", error);
        Assert.Contains("skipped bad.md: not UTF-8", error);
        Assert.Contains(Escape, error);
    }

    [Fact]
    public async Task What_is_no_terminal_gets_no_progress()
    {
        var error = (await cli.RunAsync("index", cli.Folder)).Error;

        Assert.DoesNotContain("committed 6 of 6", error);
        Assert.DoesNotContain(Escape, error);
    }

    [Theory]
    [InlineData(true, null, true)]
    [InlineData(true, "1", false)]
    [InlineData(false, null, false)]
    public async Task Doctor_is_coloured_only_on_a_terminal_without_NO_COLOR(bool terminal, string? noColor, bool coloured)
    {
        cli.OnTerminal = terminal;
        if (noColor is not null)
        {
            cli.Environment["NO_COLOR"] = noColor;
        }

        var report = (await cli.RunAsync("doctor")).Out;

        Assert.Equal(coloured, Green.Any(report.Contains));
    }

    [Fact]
    public async Task Results_that_are_piped_hold_no_escape_sequence() =>
        Assert.DoesNotContain(Escape, (await cli.RunAsync("search", "tar")).Out);
}
