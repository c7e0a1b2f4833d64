using System.Runtime.InteropServices;

namespace Oracle.Cli;

/// <summary>Turns the first SIGINT or SIGTERM into a request to stop. A later one ends the process as usual.</summary>
public sealed class StopSignals : IDisposable
{
    // GNU timeout(1), for one, signals the process and then its group: two signals that mean one.
    private static readonly TimeSpan OneAndTheSame = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource stopping = new();
    private readonly PosixSignalRegistration[] registrations;
    private long first;

    /// <summary>Listens until disposed.</summary>
    public StopSignals() =>
        registrations = [PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop)];

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Stopping => stopping.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var registration in registrations)
        {
            registration.Dispose();
        }
        stopping.Dispose();
    }

    private void Stop(PosixSignalContext signal)
    {
        var before = Interlocked.CompareExchange(ref first, TimeProvider.System.GetTimestamp(), 0);
        signal.Cancel = before == 0 || TimeProvider.System.GetElapsedTime(before) < OneAndTheSame;
        if (before == 0)
        {
            stopping.Cancel();
        }
    }
}
