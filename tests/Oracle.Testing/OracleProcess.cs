using System.Diagnostics;
using System.Text.Json;

namespace Oracle.Testing;

/// <summary>What a command line run of the product came to.</summary>
public sealed record CommandResult(int ExitCode, string Out, string Error)
{
    /// <summary>Standard output as the one JSON value that <c>--json</c> promises.</summary>
    public JsonElement Json => JsonDocument.Parse(Out).RootElement;
}

/// <summary>
/// The product as a process of its own: a host that serves, or one command. It is the program that <c>./oracle</c> runs,
/// compiled ahead. Where neither a signal, a kill, an exit code nor memory is the matter, a host in the test's own process
/// shows the same for a tenth of the work.
/// </summary>
public sealed class OracleProcess : RunningOracle
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan StopDeadline = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly TempFolder _logs;
    private readonly IReadOnlyList<string> _arguments;

    private OracleProcess(Process process, TempFolder logs, IReadOnlyList<string> arguments) => (_process, _logs, _arguments) = (process, logs, arguments);

    public int Pid => _process.Id;

    /// <inheritdoc />
    public override bool HasExited => _process.HasExited;

    /// <inheritdoc />
    public override string Error => File.Exists(_logs["err"]) ? File.ReadAllText(_logs["err"]) : "";

    /// <summary>What it wrote to standard output so far.</summary>
    public string Out => File.Exists(_logs["out"]) ? File.ReadAllText(_logs["out"]) : "";

    /// <summary>Starts a host on a free port and waits for its ready line.</summary>
    /// <param name="dataDir">Its data directory.</param>
    /// <param name="chroma">The Chroma server; null: under the host's own care.</param>
    /// <param name="settings">Further environment.</param>
    /// <param name="arguments">Further arguments of <c>serve</c>.</param>
    /// <exception cref="InvalidOperationException">It ended or did not get ready; holds what it wrote.</exception>
    public static async Task<OracleProcess> ServeAsync(
        string dataDir, Uri? chroma, IReadOnlyDictionary<string, string?>? settings = null, params IEnumerable<string> arguments)
    {
        var host = await StartAsync(["serve", "--data-dir", dataDir, "--port", "0", .. arguments], chroma, settings);
        try
        {
            var ready = await Eventually.Get(
                () => host.HasExited ? throw new InvalidOperationException("ended") : host.Out, static o => o.Contains("ready http://"), StartDeadline);
            host.SetAddress(ready);
            return host;
        }
        catch (Exception e)
        {
            var error = host.Error;
            await host.DisposeAsync();
            throw new InvalidOperationException($"The host did not get ready. It wrote:\n{error}", e);
        }
    }

    /// <summary>Runs one command to its end.</summary>
    public static async Task<CommandResult> RunAsync(
        IEnumerable<string> arguments, Uri? chroma = null, IReadOnlyDictionary<string, string?>? settings = null)
    {
        await using var command = await StartAsync(arguments, chroma, settings);
        await command._process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(5));
        return new CommandResult(command._process.ExitCode, command.Out, command.Error);
    }

    /// <summary>Starts a command and does not wait.</summary>
    public static async Task<OracleProcess> StartAsync(
        IEnumerable<string> arguments, Uri? chroma = null, IReadOnlyDictionary<string, string?>? settings = null)
    {
        var environment = new Dictionary<string, string?>(settings ?? new Dictionary<string, string?>())
        {
            ["CHROMA_URL"] = chroma?.ToString(),
            ["ORACLE_ROOT"] = Repository.Root,
        };
        // Where the model is not the matter a test needs none, and no key of a test's own.
        if (environment.TryAdd("ORACLE_EMBEDDING_PROVIDER", "hash"))
        {
            foreach (var (name, key) in Canaries.Keys)
                environment.TryAdd(name, key);
        }

        if (chroma is null)
            environment["ORACLE_CHROMA_PACKAGE"] = ChromaPackage.ForThisMachine();
        var logs = new TempFolder();
        string[] given = [.. arguments];
        var words = RunAs(environment, ["dotnet", HostProgram.Path, .. given]);
        return new OracleProcess(await ChildProcess.StartAsync(words, logs["out"], logs["err"], environment), logs, given);
    }

    /// <summary>SIGKILL, and waits until the process is gone.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>SIGTERM, and waits for the exit code.</summary>
    public override async Task<int> StopAsync()
    {
        Signals.Send(_process.Id, "TERM");
        await _process.WaitForExitAsync().WaitAsync(StopDeadline);
        return _process.ExitCode;
    }

    public override async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            try
            {
                await StopAsync();
            }
            catch (TimeoutException)
            {
                Kill();
            }
        }

        _process.Dispose();
        Http.Dispose();
        try
        {
            Canaries.AssertNotLeftBy(_arguments, Out + Error);
        }
        finally
        {
            _logs.Dispose();
        }
    }

    // A test that needs a user without rights says who; modes mean nothing to root.
    private static IEnumerable<string> RunAs(Dictionary<string, string?> environment, IReadOnlyList<string> words) =>
        environment.Remove("TEST_RUN_AS_UID", out var uid) && uid is not null
            ? ["setpriv", "--reuid", uid, "--regid", uid, "--clear-groups", .. words]
            : words;
}
