using System.Diagnostics;

namespace Oracle.Testing;

/// <summary>Sends signals by name, as their numbers differ between Linux and macOS.</summary>
public static class Signals
{
    /// <summary>Sends a signal ("STOP", "TERM", …) to one process. One that is gone already is no error.</summary>
    public static void Send(int pid, string signal)
    {
        using var kill = Process.Start(new ProcessStartInfo("kill", ["-s", signal, $"{pid}"]) { UseShellExecute = false, RedirectStandardError = true })!;
        kill.WaitForExit();
    }
}
