using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Oracle.ManagedChroma;

/// <summary>
/// One process, not to be mistaken for a later one that got the same pid.
/// </summary>
/// <param name="Pid">Its id.</param>
/// <param name="Started">
/// When it started, in a form that stays the same however the wall clock is set. Linux: the id of this boot and the
/// ticks since it (/proc/sys/kernel/random/boot_id; field 22 of /proc/[pid]/stat, see proc(5)). Elsewhere the time the
/// kernel recorded. It survives <c>exec</c>.
/// </param>
internal sealed record ProcessIdentity(int Pid, string Started)
{
    private static readonly Lazy<string> Boot = new(() => File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim());

    /// <summary>True while this very process runs. One that has ended and waits to be reaped does not run.</summary>
    public bool IsRunning => Of(Pid) == this;

    /// <summary>The process that has this id now, or null if none runs.</summary>
    public static ProcessIdentity? Of(int pid)
    {
        try
        {
            return (OperatingSystem.IsLinux() ? StartedOnLinux(pid) : StartedElsewhere(pid)) is { } started ? new(pid, started) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException
            or ArgumentException or InvalidOperationException or Win32Exception)
        {
            return null;
        }
    }

    private static string? StartedOnLinux(int pid)
    {
        // The second field, the program's name in parentheses, may hold anything: count from the last parenthesis.
        var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        var (state, ticks) = (fields[0], fields[19]);
        return state is "Z" or "X" ? null : $"{Boot.Value}/{ticks}";
    }

    private static string StartedElsewhere(int pid)
    {
        using var process = Process.GetProcessById(pid);
        return process.StartTime.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture);
    }
}
