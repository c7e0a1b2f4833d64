using System.Diagnostics;
using System.Text.Json;
using Oracle.Cli;

namespace Oracle.Host.Tests.Cli.Fakes;

/// <summary>What a command left behind.</summary>
internal sealed record Outcome(int ExitCode, string Out, string Error)
{
    /// <summary>Fails unless stdout is one JSON value and nothing else.</summary>
    public JsonElement Json => JsonDocument.Parse(Out).RootElement;
}

/// <summary>The command line with a host, a data directory and an environment of a test's own.</summary>
internal sealed class CommandLine : IAsyncDisposable
{
    private readonly CancellationTokenSource stopping = new();

    private CommandLine(FakeHost host)
    {
        Host = host;
        Launcher = new FakeLauncher { Address = host.Address };
        Folder = Directory.CreateTempSubdirectory("oracle-cli-").FullName;
        DataDir = Path.Combine(Folder, "data");
        Directory.CreateDirectory(DataDir);
        Environment["ORACLE_DATA_DIR"] = DataDir;
    }

    public FakeHost Host { get; }

    public FakeLauncher Launcher { get; }

    /// <summary>For the test's own files; gone afterwards.</summary>
    public string Folder { get; }

    public string DataDir { get; }

    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal);

    public Screen Out { get; } = new();

    public Screen Error { get; } = new();

    public bool OnTerminal { get; set; }

    public TimeSpan ReadyWithin { get; set; } = TimeSpan.FromSeconds(30);

    public static async Task<CommandLine> CreateAsync() => new(await FakeHost.StartAsync());

    public async Task<Outcome> RunAsync(params string[] args)
    {
        var context = new CliContext
        {
            Launcher = Launcher,
            Out = Out,
            Error = Error,
            OutIsTerminal = OnTerminal,
            ErrorIsTerminal = OnTerminal,
            Environment = Environment.GetValueOrDefault,
            ReadyWithin = ReadyWithin,
        };
        var exitCode = await OracleCommand.RunAsync(args, context, stopping.Token);
        return new Outcome(exitCode, Out.ToString(), Error.ToString());
    }

    /// <summary>As Ctrl-C does.</summary>
    public void Interrupt() => stopping.Cancel();

    /// <summary>A file with this text, in the test's folder.</summary>
    public string Write(string name, string text = "# a note")
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Has a host written down as running in the data directory.</summary>
    public void WriteHostFile(Uri? address = null, int? pid = null) => File.WriteAllText(
        Path.Combine(DataDir, "host.json"),
        $$"""{"pid":{{pid ?? System.Environment.ProcessId}},"address":"{{(address ?? Host.Address).GetLeftPart(UriPartial.Authority)}}","startedAt":"2026-01-31T12:00:00Z"}""");

    /// <summary>The pid of a process that has ended.</summary>
    public static async Task<int> DeadPidAsync()
    {
        using var process = Process.Start("true");
        await process.WaitForExitAsync();
        return process.Id;
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        stopping.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
