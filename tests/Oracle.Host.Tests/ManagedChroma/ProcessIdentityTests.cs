using System.Diagnostics;
using System.Globalization;
using Oracle.ManagedChroma;
using Oracle.Testing;

namespace Oracle.Host.Tests.ManagedChroma;

public sealed class ProcessIdentityTests
{
    [Fact]
    public void A_process_is_itself_until_it_ends()
    {
        using var sleep = Process.Start("sleep", "600");
        var identity = ProcessIdentity.Of(sleep.Id)!;

        Assert.True(identity.IsRunning);
        Assert.Equal(identity, ProcessIdentity.Of(sleep.Id));

        sleep.Kill();
        sleep.WaitForExit();
        Assert.False(identity.IsRunning);
        Assert.Null(ProcessIdentity.Of(sleep.Id));
    }

    [Fact]
    public void The_same_pid_with_another_start_is_another_process()
    {
        var self = ProcessIdentity.Of(Environment.ProcessId)!;
        Assert.False((self with { Started = self.Started + "0" }).IsRunning);
    }

    [Fact]
    public async Task Becoming_another_program_keeps_the_identity()
    {
        using var shell = Shell("read -r go; exec sleep 600");
        try
        {
            var identity = ProcessIdentity.Of(shell.Id)!;

            await shell.StandardInput.WriteLineAsync("go");

            await Eventually.True(() => NameOf(shell.Id) == "sleep");
            Assert.True(identity.IsRunning);
        }
        finally
        {
            shell.Kill();
        }
    }

    [Fact]
    public async Task A_process_that_ended_and_was_never_reaped_does_not_run()
    {
        // The child waits for a line; its parent becomes sleep, which asks for no child.
        using var parent = Shell("exec 3<&0; (read -r go <&3) & echo $!; exec sleep 600");
        try
        {
            var child = ProcessIdentity.Of(int.Parse((await parent.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture))!;
            await Eventually.True(() => NameOf(parent.Id) == "sleep");
            Assert.True(child.IsRunning);

            await parent.StandardInput.WriteLineAsync("go");

            await Eventually.True(() => !child.IsRunning);
        }
        finally
        {
            parent.Kill();
        }
    }

    private static Process Shell(string script) => Process.Start(new ProcessStartInfo("/bin/sh", ["-c", script])
    {
        UseShellExecute = false,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!;

    private static string NameOf(int pid)
    {
        using var process = Process.GetProcessById(pid);
        return process.ProcessName;
    }
}
