using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Oracle.Testing;

/// <summary>
/// A real Chroma server of the test's own: free loopback port, own data folder. Disposing it leaves neither process nor folder.
/// </summary>
public sealed class ChromaServer : IAsyncDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopDeadline = TimeSpan.FromSeconds(5);
    // A proxy from the environment is for the world outside.
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(2) };

    private readonly TempFolder _folder = new();
    private readonly ChromaCommand _command;
    private Process? _process;

    private ChromaServer(ChromaBuild build, ChromaCommand command, int port, string? data)
    {
        (Build, _command, Port) = (build, command, port);
        DataPath = data ?? _folder["data"];
    }

    public ChromaBuild Build { get; }
    public int Port { get; }
    public Uri Url => new($"http://127.0.0.1:{Port}");
    public string DataPath { get; }
    public string LogPath => _folder["chroma.log"];

    /// <summary>The server's process id. It changes with <see cref="RestartAsync"/>.</summary>
    public int Pid => Running.Id;

    private Process Running => _process ?? throw new InvalidOperationException("The server was stopped.");

    /// <summary>Starts a server, over data that are there where a folder is given, and waits until it answers. Skips the test where this build cannot be had.</summary>
    /// <exception cref="SkipException">Says why the build is not to be had on this machine.</exception>
    /// <exception cref="InvalidOperationException">It did not come up; holds the end of its log.</exception>
    public static async Task<ChromaServer> StartAsync(ChromaBuild build, string? data = null)
    {
        var command = await Task.Run(() => ChromaCommand.For(build));
        Skip.If(command.WhyNot is not null, $"No {build} Chroma here: {command.WhyNot}");
        for (var attempt = 1; ; attempt++)
        {
            var server = new ChromaServer(build, command, FreePort(), data);
            try
            {
                await server.LaunchAsync();
                return server;
            }
            catch (Exception error)
            {
                await server.DisposeAsync();
                // Somebody may have taken the port between the look and the start.
                if (attempt == 3 || error is not InvalidOperationException)
                    throw;
            }
        }
    }

    /// <summary>SIGKILL, and waits until the process is gone. Nothing happens when it is gone already.</summary>
    public void Kill()
    {
        if (_process is null)
            return;
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _process = null;
    }

    /// <summary>SIGTERM, then SIGKILL after 5 s.</summary>
    public async Task StopAsync()
    {
        if (_process is null)
            return;
        Signals.Send(_process.Id, "TERM");
        try
        {
            await _process.WaitForExitAsync().WaitAsync(StopDeadline);
        }
        catch (TimeoutException)
        {
            // Both builds ignore SIGTERM at times.
        }
        Kill();
    }

    /// <summary>Starts it again on the same port and data, after a <see cref="Kill"/> if it still runs.</summary>
    public async Task RestartAsync()
    {
        Kill();
        await LaunchAsync();
    }

    /// <summary>Starts it again after a <see cref="Kill"/>, and kills it after so long, whether it answered by then or not.</summary>
    public async Task KillWhileStartingAsync(TimeSpan after)
    {
        Kill();
        await SpawnAsync();
        await Task.Delay(after);
        Kill();
    }

    /// <summary>SIGSTOP: connections stay open and nothing answers.</summary>
    public void Pause() => Signals.Send(Pid, "STOP");

    /// <summary>SIGCONT.</summary>
    public void Resume() => Signals.Send(Pid, "CONT");

    public ValueTask DisposeAsync()
    {
        Kill();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task LaunchAsync()
    {
        await SpawnAsync();
        var clock = Stopwatch.StartNew();
        while (!await AnswersAsync())
        {
            if (Running.HasExited || clock.Elapsed > StartDeadline)
                throw new InvalidOperationException($"Chroma ({Build}) did not come up on port {Port}. The end of its log:\n{EndOfLog()}");
            await Task.Delay(50);
        }
    }

    private async Task SpawnAsync()
    {
        string[] words = [.. _command.Words, "--path", DataPath, "--port", $"{Port}", "--host", "127.0.0.1"];
        _process = await ChildProcess.StartAsync(words, LogPath);
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var answer = await Http.GetAsync(new Uri(Url, "/api/v2/heartbeat"));
            // A stranger on our port would answer too, but then our own process has ended.
            return answer.IsSuccessStatusCode && !Running.HasExited;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    private string EndOfLog()
    {
        var log = File.Exists(LogPath) ? File.ReadAllText(LogPath) : "(no log)";
        return log[Math.Max(0, log.Length - 2_000)..];
    }

    // Below the range that outgoing connections take theirs from (32768 and up on Linux), so that a port is still free at a restart.
    private static int FreePort()
    {
        while (true)
        {
            var port = Random.Shared.Next(20_000, 32_000);
            try
            {
                using var probe = new TcpListener(IPAddress.Loopback, port);
                probe.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken.
            }
        }
    }
}
