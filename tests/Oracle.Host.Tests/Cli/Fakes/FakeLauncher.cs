using System.Collections.Concurrent;
using Oracle.Cli;
using Oracle.Host.Startup;

namespace Oracle.Host.Tests.Cli.Fakes;

/// <summary>"Starts" a host that already answers, or refuses to.</summary>
internal sealed class FakeLauncher : IHostLauncher
{
    public ConcurrentQueue<HostRequest> Requests { get; } = [];

    /// <summary>Where the started host answers; null: the start is refused.</summary>
    public Uri? Address { get; set; }

    public string Refusal { get; set; } = "the data directory is held by pid 1";

    /// <summary>Done at each start, before it succeeds or fails.</summary>
    public Action OnStart { get; set; } = () => { };

    /// <summary>Completed to have the host stop by itself.</summary>
    public TaskCompletionSource Ends { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Stopped;

    public Task<IRunningHost> StartAsync(HostRequest request, CancellationToken ct)
    {
        Requests.Enqueue(request);
        OnStart();
        return Address is null
            ? Task.FromException<IRunningHost>(new StartRefusedException(Refusal))
            : Task.FromResult<IRunningHost>(new Host(this, Address));
    }

    public Task InstallModelAsync(string model, CancellationToken ct) => Task.CompletedTask;

    public bool IsOfOracleV2(string database) => OracleV2InTheWay.Is(database);

    private sealed class Host(FakeLauncher launcher, Uri address) : IRunningHost
    {
        public string OwnersSecret => "secret";

        public Uri Address => address;

        public async Task WaitForShutdownAsync(CancellationToken ct)
        {
            try
            {
                await launcher.Ends.Task.WaitAsync(ct);
            }
            catch (OperationCanceledException)
            {
                // A real host takes a moment to stop.
                await Task.Delay(100, CancellationToken.None);
            }
        }

        public ValueTask DisposeAsync()
        {
            Interlocked.Increment(ref launcher.Stopped);
            return ValueTask.CompletedTask;
        }
    }
}
