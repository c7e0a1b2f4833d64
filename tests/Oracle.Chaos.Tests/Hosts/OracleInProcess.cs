using Oracle.Cli;
using Oracle.Host.Settings;
using Oracle.Host.Startup;
using Oracle.Testing;

namespace Oracle.Chaos.Tests.Hosts;

/// <summary>
/// The product in the test's own process: the same command line, host and HTTP on real stores, without the price of a
/// process. What a signal, a kill or an exit code of a process is about needs <see cref="OracleProcess"/>.
/// </summary>
internal sealed class OracleInProcess : RunningOracle
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan StopDeadline = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource _stopping = new();
    private readonly Terminal _out = new();
    private readonly Terminal _error = new();
    private Task<int> _running = Task.FromResult(0);
    private string[] _arguments = [];

    private OracleInProcess()
    {
    }

    /// <inheritdoc />
    public override bool HasExited => _running.IsCompleted;

    /// <inheritdoc />
    public override string Error => _error.ToString();

    /// <summary>Starts a host on a free port and waits for its ready line.</summary>
    /// <param name="dataDir">Its data directory.</param>
    /// <param name="chroma">The Chroma server.</param>
    /// <param name="settings">Further settings, by the names that the environment has for them.</param>
    /// <param name="embedders">In place of those of the build.</param>
    /// <param name="arguments">Further arguments of <c>serve</c>.</param>
    /// <exception cref="InvalidOperationException">It ended or did not get ready; holds what it wrote.</exception>
    public static async Task<OracleInProcess> ServeAsync(
        string dataDir, Uri chroma, IReadOnlyDictionary<string, string?>? settings = null, EmbedderSource? embedders = null, params IEnumerable<string> arguments)
    {
        var host = new OracleInProcess();
        host._running = host.RunAsync(["serve", "--data-dir", dataDir, "--port", "0", .. arguments], chroma, settings, embedders);
        await Task.WhenAny(host._running, host._out.Saw("ready http://")).WaitAsync(StartDeadline);
        if (host.HasExited)
            throw new InvalidOperationException($"The host did not get ready. It wrote:\n{host.Error}");
        host.SetAddress(host._out.ToString());
        return host;
    }

    /// <summary>Runs one command to its end.</summary>
    public static async Task<CommandResult> RunAsync(
        IEnumerable<string> arguments, Uri chroma, IReadOnlyDictionary<string, string?>? settings = null)
    {
        await using var command = new OracleInProcess();
        var exitCode = await command.RunAsync(arguments, chroma, settings, embedders: null).WaitAsync(TimeSpan.FromMinutes(5));
        return new CommandResult(exitCode, command._out.ToString(), command.Error);
    }

    /// <inheritdoc />
    public override async Task<int> StopAsync()
    {
        await _stopping.CancelAsync();
        return await _running.WaitAsync(StopDeadline);
    }

    public override async ValueTask DisposeAsync()
    {
        await StopAsync();
        Http.Dispose();
        _stopping.Dispose();
        Canaries.AssertNotLeftBy(_arguments, _out + Error);
    }

    // On a thread of its own, for a command line keeps the one that it is called on.
    private Task<int> RunAsync(
        IEnumerable<string> arguments, Uri chroma, IReadOnlyDictionary<string, string?>? settings, EmbedderSource? embedders)
    {
        var given = Keys(settings ?? new Dictionary<string, string?>(StringComparer.Ordinal));
        given["Oracle:Chroma:Url"] = chroma.ToString();
        // Where the model is not the matter a test needs none, and no key of a test's own.
        if (given.TryAdd("Oracle:Embedding:Provider", "hash"))
        {
            foreach (var (name, secret) in Canaries.Keys)
                given.TryAdd(SettingAliases.KeyOf(name)!, secret);
        }

        var context = new CliContext
        {
            Launcher = new OracleLauncher(given, new HostSubstitutes(embedders, new TerminalLogs(_error))),
            Out = _out,
            Error = _error,
            Environment = name => settings?.GetValueOrDefault(name) ?? (name == "ORACLE_ROOT" ? Oracle.Testing.Repository.Root : null),
        };
        _arguments = [.. arguments];
        return Task.Run(() => OracleCommand.RunAsync(_arguments, context, _stopping.Token));
    }

    private static Dictionary<string, string?> Keys(IReadOnlyDictionary<string, string?> settings) => settings.ToDictionary(
        setting => SettingAliases.KeyOf(setting.Key) ?? setting.Key.Replace("__", ":", StringComparison.Ordinal), setting => setting.Value, StringComparer.OrdinalIgnoreCase);
}
