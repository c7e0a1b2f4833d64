using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Oracle.ManagedChroma;
using Oracle.Testing;

namespace Oracle.Host.Tests.ManagedChroma;

/// <summary>A host and the real server it keeps, in its good and bad hours.</summary>
public sealed class ManagedChromaServerTests : IDisposable
{
    private readonly TempFolder dataDir = new();

    public void Dispose() => dataDir.Dispose();

    [SkippableTheory, MemberData(nameof(ChromaBuilds.All), MemberType = typeof(ChromaBuilds))]
    public async Task It_starts_a_server_and_says_where_it_answers(ChromaBuild build)
    {
        var command = await InstalledChroma.Command(build);
        await using var host = await RunningServer.StartAsync(dataDir, () => command);

        var address = await host.Server.WhenReady;

        Assert.True(await host.AnswersAsync());
        Assert.Equal(new ManagedChromaStatus(ManagedChromaState.Running, address, host.Status.Pid, Restarts: 0, Trouble: null), await host.UntilRunningAsync());
        Assert.Equal(host.Status.Pid, new ChromaFolder(dataDir.Path).ReadRecord()!.Pid);
        Assert.True(File.Exists(dataDir["chroma", "data", "chroma.sqlite3"]));
    }

    [SkippableTheory, MemberData(nameof(ChromaBuilds.All), MemberType = typeof(ChromaBuilds))]
    public async Task A_server_that_is_killed_comes_back_on_the_same_address_with_its_data(ChromaBuild build)
    {
        var command = await InstalledChroma.Command(build);
        await using var host = await RunningServer.StartAsync(dataDir, () => command);
        var before = await host.UntilRunningAsync();
        await host.CreateCollectionAsync("kept");

        Testing.Signals.Send(before.Pid!.Value, "KILL");
        var after = await host.UntilAsync(status => status is { State: ManagedChromaState.Running, Restarts: 1 });

        Assert.Equal(before.Address, after.Address);
        Assert.NotEqual(before.Pid, after.Pid);
        Assert.Contains($"pid {before.Pid}", after.Trouble, StringComparison.Ordinal);
        Assert.True(await host.HasCollectionAsync("kept"));
    }

    [SkippableTheory, MemberData(nameof(ChromaBuilds.All), MemberType = typeof(ChromaBuilds))]
    public async Task A_server_whose_data_are_removed_is_started_anew_on_the_same_address(ChromaBuild build)
    {
        var command = await InstalledChroma.Command(build);
        await using var host = await RunningServer.StartAsync(dataDir, () => command);
        var before = await host.UntilRunningAsync();
        await host.CreateCollectionAsync("lost");

        // With the record of the server, which names its port.
        Directory.Delete(dataDir["chroma"], recursive: true);
        var after = await host.UntilAsync(status => status is { State: ManagedChromaState.Running, Restarts: 1 });

        Assert.Equal(before.Address, after.Address);
        Assert.NotEqual(before.Pid, after.Pid);
        Assert.Contains("were removed", after.Trouble, StringComparison.Ordinal);
        Assert.False(await host.HasCollectionAsync("lost"));
        await host.CreateCollectionAsync("new");
    }

    [SkippableTheory, MemberData(nameof(ChromaBuilds.All), MemberType = typeof(ChromaBuilds))]
    public async Task A_host_that_stops_leaves_no_process(ChromaBuild build)
    {
        var command = await InstalledChroma.Command(build);
        await using var host = await RunningServer.StartAsync(dataDir, () => command);
        var running = await host.UntilRunningAsync();

        await host.StopAsync();

        Assert.Null(ProcessIdentity.Of(running.Pid!.Value));
        Assert.Equal(running with { State = ManagedChromaState.Stopped, Pid = null }, host.Status);
    }

    [SkippableTheory, MemberData(nameof(ChromaBuilds.All), MemberType = typeof(ChromaBuilds))]
    public async Task A_server_that_is_stopped_ends_in_good_order(ChromaBuild build)
    {
        var server = LeaveBehind(await InstalledChroma.Command(build));
        Assert.True(await server.AnswersWithinAsync(TimeSpan.FromMinutes(1), CancellationToken.None));

        Assert.True(await server.StopAsync());

        Assert.Equal("exit code 0", server.HowItEnded());
    }

    [SkippableTheory, MemberData(nameof(ChromaBuilds.All), MemberType = typeof(ChromaBuilds))]
    public async Task A_server_that_a_killed_host_left_behind_is_taken_over_and_ends_with_the_next_host(ChromaBuild build)
    {
        var left = LeaveBehind(await InstalledChroma.Command(build));
        Assert.True(await left.AnswersWithinAsync(TimeSpan.FromMinutes(1), CancellationToken.None));

        await using var host = await RunningServer.StartAsync(dataDir, Never);
        var taken = await host.UntilRunningAsync();

        Assert.Equal(left.Identity.Pid, taken.Pid);
        Assert.Equal(left.Address, taken.Address);
        await host.StopAsync();
        Assert.False(left.Identity.IsRunning);
    }

    [SkippableFact]
    public async Task A_server_that_was_taken_over_and_ends_is_started_again()
    {
        var command = await InstalledChroma.Command(ChromaBuild.Compat);
        var left = LeaveBehind(command);
        await left.AnswersWithinAsync(TimeSpan.FromMinutes(1), CancellationToken.None);
        await using var host = await RunningServer.StartAsync(dataDir, () => command);
        await host.UntilRunningAsync();

        Testing.Signals.Send(left.Identity.Pid, "KILL");

        var after = await host.UntilAsync(status => status is { State: ManagedChromaState.Running, Restarts: 1 });
        Assert.Equal(left.Address, after.Address);
    }

    [SkippableFact]
    public async Task A_server_left_behind_that_does_not_answer_is_ended_before_another_starts()
    {
        var command = await InstalledChroma.Command(ChromaBuild.Compat);
        // It is deaf to what can be ignored.
        var left = LeaveBehind(new("/bin/sh", ["-c", "trap '' INT TERM; while :; do sleep 1; done"]));

        await using var host = await RunningServer.StartAsync(dataDir, () => left.Identity.IsRunning ? null : command, new FastTime(10));
        var running = await host.UntilRunningAsync();

        Assert.False(left.Identity.IsRunning);
        Assert.NotEqual(left.Identity.Pid, running.Pid);
        Assert.Null(running.Trouble);
    }

    [SkippableFact]
    public async Task A_pid_that_belongs_to_another_program_by_now_is_neither_taken_over_nor_ended()
    {
        var command = await InstalledChroma.Command(ChromaBuild.Compat);
        using var stranger = Process.Start("sleep", "600");
        var identity = ProcessIdentity.Of(stranger.Id)!;
        Write(new ServerRecord(stranger.Id, identity.Started + "0", LoopbackPort.Free(null)));

        await using var host = await RunningServer.StartAsync(dataDir, () => command);
        var running = await host.UntilRunningAsync();

        Assert.NotEqual(stranger.Id, running.Pid);
        await host.StopAsync();
        Assert.True(identity.IsRunning);
        stranger.Kill();
    }

    [SkippableFact]
    public async Task The_former_port_is_kept_over_hosts_unless_somebody_took_it()
    {
        var command = await InstalledChroma.Command(ChromaBuild.Compat);
        var former = LoopbackPort.Free(null);
        Write(new ServerRecord(int.MaxValue, "long ago", former));

        await using (var host = await RunningServer.StartAsync(dataDir, () => command))
        {
            Assert.Equal(former, (await host.UntilRunningAsync()).Address!.Port);
        }

        using var stranger = new TcpListener(IPAddress.Loopback, former);
        stranger.Start();
        await using (var host = await RunningServer.StartAsync(dataDir, () => command))
        {
            Assert.NotEqual(former, (await host.UntilRunningAsync()).Address!.Port);
            Assert.True(await host.AnswersAsync());
        }
    }

    [SkippableFact]
    public async Task Without_a_server_to_run_it_says_how_to_get_one_and_finds_it_when_it_is_there()
    {
        var command = await InstalledChroma.Command(ChromaBuild.Compat);
        ChromaCommand? installed = null;
        await using var host = await RunningServer.StartAsync(dataDir, () => Volatile.Read(ref installed));

        var waiting = await host.UntilAsync(status => status.State == ManagedChromaState.Waiting);
        Assert.Equal(ChromaCommand.HowToGetOne, waiting.Trouble);
        Assert.Null(waiting.Address);
        Assert.False(host.Server.WhenReady.IsCompleted);

        Volatile.Write(ref installed, command);
        await host.UntilRunningAsync();
    }

    [Fact]
    public async Task A_command_that_ends_at_once_is_reported_with_its_last_words_and_tried_again()
    {
        await using var host = await RunningServer.StartAsync(
            dataDir, () => new("/bin/sh", ["-c", "echo starting; echo no room left >&2; exit 3"]), new FastTime(10));

        var status = await host.UntilAsync(status => status.Restarts >= 2);

        Assert.Equal("Chroma ended at its start (exit code 3); its last words: \"no room left\"", status.Trouble);
    }

    [Fact]
    public async Task Nothing_runs_that_could_not_be_written_down()
    {
        // Where the record is made ready stands a folder.
        Directory.CreateDirectory(dataDir["chroma", "server.json.next", "inside"]);
        await using var host = await RunningServer.StartAsync(
            dataDir, () => new("/bin/sh", ["-c", $"touch {dataDir["ran"]}; exec sleep 600"]), new FastTime(10));

        await host.UntilAsync(status => status.Restarts >= 2);

        Assert.False(File.Exists(dataDir["ran"]));
    }

    [SkippableFact]
    public async Task The_server_shares_no_terminal_no_pipe_no_lock_and_no_settings_with_its_host()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "needs /proc");
        var command = await InstalledChroma.Command(ChromaBuild.Compat);
        await using var heldByHost = new FileStream(dataDir["lock"], FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        Environment.SetEnvironmentVariable("CHROMA_TENANT", "of the host");
        await using var host = await RunningServer.StartAsync(dataDir, () => command);
        var proc = $"/proc/{(await host.UntilRunningAsync()).Pid}";
        Environment.SetEnvironmentVariable("CHROMA_TENANT", null);

        var open = Directory.GetFiles($"{proc}/fd").ToDictionary(fd => Path.GetFileName(fd), fd => new FileInfo(fd).LinkTarget, StringComparer.Ordinal);
        Assert.Equal("/dev/null", open["0"]);
        Assert.Equal(dataDir["chroma", "chroma.log"], open["1"]);
        Assert.Equal(dataDir["chroma", "chroma.log"], open["2"]);
        Assert.DoesNotContain(dataDir["lock"], open.Values);
        Assert.DoesNotContain("CHROMA_TENANT", await File.ReadAllTextAsync($"{proc}/environ"), StringComparison.Ordinal);
        // proc(5): after the name come state, parent, group and session. Ctrl-C goes to the terminal's foreground group.
        var stat = (await File.ReadAllTextAsync($"{proc}/stat")).Split(") ")[1].Split(' ');
        Assert.Equal([$"{host.Status.Pid}", $"{host.Status.Pid}"], stat[2..4]);
    }

    private static ChromaCommand? Never() => throw new InvalidOperationException("No server was to be started.");

    // What a host that was killed with SIGKILL leaves: a process and its record, and nobody who watches.
    private ChromaProcess LeaveBehind(ChromaCommand command)
    {
        var folder = new ChromaFolder(dataDir.Path);
        folder.Create();
        return ChromaProcess.Launch(command, folder, LoopbackPort.Free(null), TimeProvider.System);
    }

    private void Write(ServerRecord record)
    {
        var folder = new ChromaFolder(dataDir.Path);
        folder.Create();
        folder.Write(record);
    }
}
