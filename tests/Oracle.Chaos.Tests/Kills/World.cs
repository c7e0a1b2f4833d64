using System.Diagnostics;
using Oracle.Testing;
using Oracle.Testing.Faults;
using Xunit.Abstractions;

namespace Oracle.Chaos.Tests.Kills;

/// <summary>A store, its ledger, and the host that is killed, before a Chroma server that may be killed too.</summary>
internal sealed class World : IAsyncDisposable
{
    private static int _collections;
    private readonly TempFolder _folder = new();
    private readonly ITestOutputHelper _output;
    private readonly Dictionary<string, string?> _settings;
    private OracleProcess? _host;
    private Stopwatch _sinceFault = Stopwatch.StartNew();
    private TimeSpan _slowest;
    private int _checks;

    public World(ChromaServer? chroma, ITestOutputHelper output, bool isProxied = false, params IEnumerable<(string Name, string Value)> settings)
    {
        (Chroma, _output) = (chroma, output);
        _settings = settings.ToDictionary(setting => setting.Name, string? (setting) => setting.Value, StringComparer.Ordinal);
        // Worlds may share a server; each has a collection of its own.
        _settings["ORACLE_COLLECTION"] = Collection = $"world-{Interlocked.Increment(ref _collections)}";
        Ledger = new Ledger(_folder["ledger"]);
        Proxy = chroma is not null && isProxied ? new FaultProxy(chroma.Url) : null;
    }

    public string DataDir => _folder["data"];

    public string this[string name] => _folder[name];

    /// <summary>The name it was given; a rebuild may answer under another.</summary>
    public string Collection { get; }

    public Ledger Ledger { get; }

    /// <summary>Null: the host cares for a server of its own.</summary>
    public ChromaServer? Chroma { get; }

    /// <summary>Stands between host and server, where it was asked for.</summary>
    public FaultProxy? Proxy { get; }

    public OracleProcess Host => _host ?? throw new InvalidOperationException("No host runs.");

    public LedgerClient Client => new(Ledger, Host.Http);

    /// <summary>What the host is told; null: it cares for a server of its own.</summary>
    public Uri? ChromaForHost => Proxy?.Url ?? Chroma?.Url;

    private Uri ChromaUrl => Chroma?.Url ?? Testing.ManagedChroma.UrlOf(DataDir);

    /// <summary>Starts a host and waits until it is ready.</summary>
    public async Task StartAsync()
    {
        await ForgetHostAsync();
        _host = await OracleProcess.ServeAsync(DataDir, ChromaForHost, _settings);
    }

    /// <summary>Starts a host and does not wait.</summary>
    public async Task LaunchAsync()
    {
        await ForgetHostAsync();
        _host = await OracleProcess.StartAsync(["serve", "--data-dir", DataDir, "--port", "0"], ChromaForHost, _settings);
    }

    /// <summary>SIGKILL of the host.</summary>
    public void KillHost()
    {
        Host.Kill();
        Faulted();
    }

    /// <summary>The time to agree again runs from here.</summary>
    public void Faulted() => _sinceFault = Stopwatch.StartNew();

    /// <summary>Both stores agree within 60 s of the last fault.</summary>
    public async Task CheckAsync()
    {
        try
        {
            var agreed = await StoresAgree.WithinAsync(DataDir, ChromaUrl, ledger: Ledger, sinceLastFault: _sinceFault);
            _checks++;
            _slowest = agreed.Took > _slowest ? agreed.Took : _slowest;
            Assert.Empty(agreed.Quarantined);
        }
        catch (Xunit.Sdk.XunitException)
        {
            _output.WriteLine($"The end of the host's log:\n{string.Join('\n', Host.Error.Split('\n').TakeLast(40))}");
            throw;
        }

        Assert.Empty(Proxy?.Troubles ?? []);
    }

    /// <summary>Says what was survived.</summary>
    public void Report(string what) => _output.WriteLine(
        $"{what}: {_checks} checks passed, the slowest convergence took {_slowest.TotalSeconds:0.0} s; "
        + $"{Ledger.Acknowledgements} writes acknowledged, {Ledger.Unknown} whose answer was lost");

    public async ValueTask DisposeAsync()
    {
        await ForgetHostAsync();
        if (Proxy is not null)
            await Proxy.DisposeAsync();
        Ledger.Dispose();
        _folder.Dispose();
    }

    private async Task ForgetHostAsync()
    {
        var host = _host;
        // Whatever its end says, it is not asked twice.
        _host = null;
        if (host is not null)
            await host.DisposeAsync();
    }
}
