using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Oracle.ManagedChroma;

/// <summary>
/// Keeps one Chroma server running on this machine for as long as the host runs: takes over the one an earlier host left
/// behind or starts one, starts it again when it ends, and ends it with the host.
/// </summary>
/// <remarks>
/// It never fails the host: what is wrong stands in <see cref="Status"/> and the log, and it goes on trying. The caller
/// holds the data directory's lock, so no two of these share a folder.
/// </remarks>
/// <param name="folder">Where the server's data, log and record are.</param>
/// <param name="findCommand">Asked before each start, so that a server installed meanwhile is found.</param>
/// <param name="time">The clock to wait by.</param>
/// <param name="log">Where it tells what happens.</param>
internal sealed class ManagedChromaServer(
    ChromaFolder folder, Func<ChromaCommand?> findCommand, TimeProvider time, ILogger<ManagedChromaServer> log) : BackgroundService
{
    // A cold start reads some hundred megabytes of binary from disk.
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan TakeoverPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(100);

    private readonly TaskCompletionSource<Uri> ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile ManagedChromaStatus status = ManagedChromaStatus.Initial;

    /// <summary>What it is doing now.</summary>
    public ManagedChromaStatus Status => status;

    /// <summary>
    /// Where the server answers; null until it first did. It keeps its port over restarts unless another program took it.
    /// </summary>
    public Uri? Address => status.Address;

    /// <summary>Completes with the address when the server answers for the first time.</summary>
    public Task<Uri> WhenReady => ready.Task;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var backoff = new RestartBackoff();
        try
        {
            while (true)
            {
                var (trouble, lived) = await LiveOnceAsync(stoppingToken);
                var delay = backoff.After(lived);
                // The same trouble again and again is told once.
                log.Log(trouble == status.Trouble ? LogLevel.Debug : LogLevel.Error,
                    "{Trouble}. Trying again in {Seconds} s. What it wrote itself is in {Log}", trouble, delay.TotalSeconds, folder.Log);
                status = status with { State = ManagedChromaState.Waiting, Pid = null, Trouble = trouble };
                await Task.Delay(delay, time, stoppingToken);
                status = status with { Restarts = status.Restarts + 1 };
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            status = status with { State = ManagedChromaState.Stopped, Pid = null };
        }
    }

    /// <summary>One server's life: from taking it over or starting it to its end, which comes with the host's at the latest.</summary>
    /// <returns>Why it is no longer there, and for how long it answered.</returns>
    private async Task<(string Trouble, TimeSpan Lived)> LiveOnceAsync(CancellationToken stopping)
    {
        ChromaProcess? server = null;
        try
        {
            folder.Create();
            var record = folder.ReadRecord();
            server = ChromaProcess.LeftBehind(record, time);
            if (server is not null && !await IsTakenOverAsync(server, stopping))
            {
                server = null;
            }
            if (server is null)
            {
                var logEnd = folder.BeginLog();
                // The record may have gone with the data.
                server = Launch(record?.Port ?? Address?.Port);
                await StartedAsync(server, logEnd, stopping);
            }
            var since = time.GetTimestamp();
            status = status with { State = ManagedChromaState.Running, Address = server.Address, Pid = server.Identity.Pid };
            ready.TrySetResult(server.Address);

            var trouble = await LosesItsDataAsync(server, stopping)
                ? $"The data of Chroma (pid {server.Identity.Pid}) in {folder.Data} were removed while it ran; it is ended"
                : $"Chroma (pid {server.Identity.Pid}) ended by itself ({server.HowItEnded()})";
            return (trouble, time.GetElapsedTime(since));
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            return (e is ChromaStartException ? e.Message : $"Chroma could not be started: {e.Message}", TimeSpan.Zero);
        }
        finally
        {
            if (server is not null && !await server.StopAsync())
            {
                log.LogError("Chroma (pid {Pid}) survived SIGKILL and holds {Data}: see with 'ps -o pid,stat,wchan' what it waits for",
                    server.Identity.Pid, folder.Data);
            }
        }
    }

    /// <summary>Waits until its process has ended, or, and then it says true, its data are gone.</summary>
    /// <remarks>
    /// Looked at rather than left to the server: on files that have no name any more it answers every question as before, and
    /// refuses every write ("attempt to write a readonly database") until it is started again.
    /// </remarks>
    private async Task<bool> LosesItsDataAsync(ChromaProcess server, CancellationToken stopping)
    {
        // A server that was taken over has had data; one that has just started may write its first ones late.
        for (var had = server.IsTakenOver; server.Identity.IsRunning;)
        {
            var isEmpty = folder.IsEmpty;
            if (isEmpty && had)
            {
                return true;
            }
            had |= !isEmpty;
            await Task.Delay(Glance, time, stopping);
        }
        return false;
    }

    /// <summary>True if the server that an earlier host left running answers. One that does not is ended.</summary>
    private async Task<bool> IsTakenOverAsync(ChromaProcess server, CancellationToken stopping)
    {
        var (pid, address) = (server.Identity.Pid, server.Address);
        status = status with { State = ManagedChromaState.Starting, Pid = pid };
        if (await server.AnswersWithinAsync(TakeoverPatience, stopping))
        {
            log.LogInformation("Chroma (pid {Pid}) was left running by an earlier host and answers on {Address}: taken over", pid, address);
            return true;
        }
        log.LogWarning("Chroma (pid {Pid}) was left running by an earlier host and does not answer on {Address}: ending it", pid, address);
        // Two servers on the same data would ruin them.
        return await server.StopAsync() ? false : throw new ChromaStartException(
            $"Chroma (pid {pid}), left running by an earlier host, survived SIGKILL and holds {folder.Data}");
    }

    private ChromaProcess Launch(int? wantedPort)
    {
        var command = findCommand() ?? throw new ChromaStartException(ChromaCommand.HowToGetOne);
        var server = ChromaProcess.Launch(command, folder, LoopbackPort.Free(wantedPort), time);
        status = status with { State = ManagedChromaState.Starting, Pid = server.Identity.Pid };
        return server;
    }

    private async Task StartedAsync(ChromaProcess server, long logEnd, CancellationToken stopping)
    {
        if (!await server.AnswersWithinAsync(StartPatience, stopping))
        {
            throw new ChromaStartException(server.Identity.IsRunning
                ? $"Chroma did not answer on {server.Address} within {StartPatience.TotalSeconds} s of its start"
                : $"Chroma ended at its start ({server.HowItEnded()}); its last words: \"{folder.LastWords(logEnd)}\"");
        }
        log.LogInformation("Chroma (pid {Pid}) answers on {Address}; its log is {Log}", server.Identity.Pid, server.Address, folder.Log);
    }
}
