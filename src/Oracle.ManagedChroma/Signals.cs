using System.Runtime.InteropServices;

namespace Oracle.ManagedChroma;

/// <summary>A signal that ends a process, by its number on Linux and macOS alike (signal(7)).</summary>
internal enum EndingSignal
{
    /// <summary>SIGINT, as Ctrl-C sends it.</summary>
    Interrupt = 2,

    /// <summary>SIGKILL, which no process can refuse.</summary>
    Kill = 9,

    /// <summary>SIGTERM.</summary>
    Terminate = 15,
}

/// <summary>Sends signals; .NET itself sends SIGKILL only.</summary>
internal static class Signals
{
    /// <summary>Sends it to this very process and what it started. Nothing happens when it has ended.</summary>
    public static void Send(ProcessIdentity process, EndingSignal signal)
    {
        if (!process.IsRunning)
        {
            return;
        }
        // First to the group it leads, which holds what a wrapper script around the server may have started.
        // Where it leads none, as on a machine without setsid, there is no such group.
        if (kill(-process.Pid, (int)signal) != 0)
        {
            _ = kill(process.Pid, (int)signal);
        }
    }

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
#pragma warning disable IDE1006 // The name is the C library's.
    private static extern int kill(int pid, int signal);
#pragma warning restore IDE1006
}
