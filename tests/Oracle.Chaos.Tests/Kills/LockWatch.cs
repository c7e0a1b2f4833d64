using System.Diagnostics;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Oracle.Testing;

namespace Oracle.Chaos.Tests.Kills;

/// <summary>Sees from outside when a process writes to oracle.db.</summary>
internal sealed class LockWatch : IDisposable
{
    // Byte 120 of the shared-memory file is WAL_WRITE_LOCK (https://www.sqlite.org/walformat.html#locks); a line of
    // /proc/locks ends in inode, first and last byte: "1: POSIX  ADVISORY  WRITE 961 fe:00:11716284 120 120" (proc(5)).
    private const string WriteLock = " 120 120\n";
    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly SafeFileHandle _locks = File.OpenHandle("/proc/locks");
    private readonly byte[] _file;

    private LockWatch(string inode) => _file = Encoding.ASCII.GetBytes($":{inode}{WriteLock}");

    public static async Task<LockWatch> OnAsync(string dataDir)
    {
        Skip.IfNot(File.Exists("/proc/locks"), "Who holds a lock can be seen on Linux only.");
        var shared = Path.Combine(dataDir, "oracle.db-shm");
        await Eventually.True(() => File.Exists(shared));
        using var stat = Process.Start(new ProcessStartInfo("stat", ["-c", "%i", shared]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        return new LockWatch((await stat.StandardOutput.ReadToEndAsync()).Trim());
    }

    /// <summary>
    /// Kills the host within a transaction that writes, some time after it was seen, and says true; or, when none was seen in
    /// time, at once. It watches when this returns.
    /// </summary>
    public Task<bool> KillWhileWritingAsync(World world, TimeSpan atMost, TimeSpan after = default)
    {
        var watching = new ManualResetEventSlim();
        var killing = Task.Factory.StartNew(
            () =>
            {
                SeesWriting(world.Host, TimeSpan.FromMilliseconds(2));
                watching.Set();
                var seen = SeesWriting(world.Host, atMost);
                Thread.Sleep(after);
                world.KillHost();
                return seen;
            }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        watching.Wait();
        return killing;
    }

    // In a tight loop: a transaction lasts some milliseconds.
    private bool SeesWriting(OracleProcess host, TimeSpan within)
    {
        var writer = Encoding.ASCII.GetBytes($"WRITE {host.Pid} ");
        var waited = Stopwatch.StartNew();
        while (waited.Elapsed < within)
        {
            var lines = _buffer.AsSpan(0, RandomAccess.Read(_locks, _buffer, 0));
            var end = lines.IndexOf(_file);
            if (end >= 0 && lines[(lines[..end].LastIndexOf((byte)'\n') + 1)..end].IndexOf(writer) >= 0)
                return true;
        }

        return false;
    }

    public void Dispose() => _locks.Dispose();
}
