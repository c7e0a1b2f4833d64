using System.Diagnostics;
using System.Globalization;

namespace Oracle.ManagedChroma;

/// <summary>One running server: started by this host, or found running where an earlier host left it.</summary>
internal sealed class ChromaProcess
{
    // SIGINT first: Chroma 1.0.0 and 1.4.4 both end within 0.2 s of it, in the middle of a write too. At SIGTERM 1.4.4 spins
    // for ever, because Node's handler for it raises the signal again and the server's hands it back to Node's.
    private static readonly (EndingSignal Signal, TimeSpan Patience)[] Ending =
    [
        (EndingSignal.Interrupt, TimeSpan.FromSeconds(2)),
        (EndingSignal.Terminate, TimeSpan.FromSeconds(5)),
        (EndingSignal.Kill, TimeSpan.FromSeconds(5)),
    ];

    // $0 is the log; the rest is the command. The server starts only once the host has written down who it is (a line on
    // standard input), so none can run that no host knows. It shares no pipe with the host, so it survives the host's death;
    // and its pid is the shell's, because everything here is exec.
    private const string Launcher = """
        read -r go || exit
        umask 077
        exec "$@" >>"$0" 2>&1 </dev/null
        """;

    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(100);

    private readonly TimeProvider time;
    private readonly Process? child;

    private ChromaProcess(ProcessIdentity identity, int port, TimeProvider time, Process? child)
    {
        Identity = identity;
        Address = new UriBuilder(Uri.UriSchemeHttp, "127.0.0.1", port).Uri;
        this.time = time;
        this.child = child;
    }

    public ProcessIdentity Identity { get; }

    public Uri Address { get; }

    /// <summary>An earlier host started it.</summary>
    public bool IsTakenOver => child is null;

    /// <summary>Starts a server, and returns before it answers.</summary>
    /// <param name="command">How to run Chroma's command line.</param>
    /// <param name="folder">Where its data and log go, and where it is written down.</param>
    /// <param name="port">A free port on 127.0.0.1.</param>
    /// <param name="time">The clock to wait by.</param>
    /// <exception cref="ChromaStartException">The process ended before it could be written down.</exception>
    public static ChromaProcess Launch(ChromaCommand command, ChromaFolder folder, int port, TimeProvider time)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", Launcher, folder.Log, .. OwnSession(), command.File, .. command.Arguments,
            "run", "--path", folder.Data, "--host", "127.0.0.1", "--port", port.ToString(CultureInfo.InvariantCulture)])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            WorkingDirectory = folder.Root,
        };
        // The host's own settings begin with CHROMA_ too, and are not meant for the server; secrets are among them.
        foreach (var name in start.Environment.Keys.Where(IsHosts).ToList())
        {
            start.Environment.Remove(name);
        }

        var started = Process.Start(start)!;
        // Closed without that line, it ends the shell.
        using var go = started.StandardInput;
        var identity = ProcessIdentity.Of(started.Id) ?? throw new ChromaStartException("/bin/sh ended at once");
        folder.Write(new ServerRecord(identity.Pid, identity.Started, port));
        go.WriteLine("go");
        return new(identity, port, time, started);
    }

    private static bool IsHosts(string variable) =>
        variable.StartsWith("CHROMA_", StringComparison.Ordinal) || variable.StartsWith("ORACLE_", StringComparison.OrdinalIgnoreCase);

    /// <summary>The server that an earlier host wrote down, if that very process still runs.</summary>
    public static ChromaProcess? LeftBehind(ServerRecord? record, TimeProvider time) =>
        record is not null && record.Process.IsRunning ? new(record.Process, record.Port, time, child: null) : null;

    /// <summary>True once it answers; false when it ends before, or is silent for so long.</summary>
    public async Task<bool> AnswersWithinAsync(TimeSpan patience, CancellationToken cancel)
    {
        for (var since = time.GetTimestamp(); Identity.IsRunning && time.GetElapsedTime(since) < patience;)
        {
            if (await Heartbeat.AnswersAsync(Address, cancel))
            {
                return true;
            }
            await Task.Delay(Glance, time, cancel);
        }
        return false;
    }

    /// <summary>SIGINT, SIGTERM to what still runs 2 s later, and SIGKILL to what still runs after 5 s more.</summary>
    /// <returns>False if it survived even that, as a process in an uninterruptible system call does.</returns>
    public async Task<bool> StopAsync()
    {
        foreach (var (signal, patience) in Ending)
        {
            Signals.Send(Identity, signal);
            if (await EndedWithinAsync(patience))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>What is known about how it ended, in words.</summary>
    public string HowItEnded() =>
        child is null ? "exit code unknown: an earlier host started it"
        : child.WaitForExit(Glance) ? $"exit code {child.ExitCode}"
        : "exit code unknown";

    // Looked at rather than waited for: a process that an earlier host started is not our child.
    private async Task<bool> EndedWithinAsync(TimeSpan patience)
    {
        for (var since = time.GetTimestamp(); Identity.IsRunning;)
        {
            if (time.GetElapsedTime(since) >= patience)
            {
                return false;
            }
            await Task.Delay(Glance, time);
        }
        return true;
    }

    // Ctrl-C reaches every process of the terminal's foreground group. In a session of its own the server outlives the
    // host's last writes, and the host stops it. macOS has no setsid(1); there the server may end first, which does no harm.
    private static string[] OwnSession() =>
        ChromaCommand.OnPath("setsid", Environment.GetEnvironmentVariable("PATH")) is { } setsid ? [setsid] : [];
}
