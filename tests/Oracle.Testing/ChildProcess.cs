using System.Collections.Concurrent;
using System.Diagnostics;
using Oracle.Testing.Times;

namespace Oracle.Testing;

/// <summary>Starts programs that do not outlive the test process, however it ends.</summary>
internal static class ChildProcess
{
    // A group that does not take it is no reason not to start.
    private const string Launcher = """
        group=$1; out=$2; err=$3; shift 3
        [ -z "$group" ] || { echo $$ >"$group"; } 2>/dev/null
        exec "$@" </dev/null >>"$out" 2>>"$err"
        """;

    private static readonly BlockingCollection<Action> Starts = [];
    private static readonly bool CanDieWithParent = File.Exists("/usr/bin/setpriv");

    static ChildProcess()
    {
        // The kernel sends the "parent died" signal when the starting *thread* ends (PR_SET_PDEATHSIG, prctl(2)):
        // children started from the pool would be killed when the pool retires a thread.
        var parent = new Thread(() =>
        {
            foreach (var start in Starts.GetConsumingEnumerable())
                start();
        })
        { IsBackground = true, Name = "parent of test servers" };
        parent.Start();
    }

    /// <summary>Starts <paramref name="words"/> with its outputs appended to files, which outlive it.</summary>
    /// <param name="words">The program and its arguments.</param>
    /// <param name="outPath">Takes standard output.</param>
    /// <param name="errorPath">Takes standard error; the same file unless given.</param>
    /// <param name="environment">Set, or with null removed, for the child.</param>
    public static Task<Process> StartAsync(
        IEnumerable<string> words, string outPath, string? errorPath = null, IReadOnlyDictionary<string, string?>? environment = null)
    {
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        string[] guarded = CanDieWithParent ? ["/usr/bin/setpriv", "--pdeathsig", "KILL", .. words] : [.. words];
        var start = new ProcessStartInfo("/bin/sh", ["-c", Launcher, "sh", ClassTimes.ChildrenOfClass ?? "", outPath, errorPath ?? outPath, .. guarded]);
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
            start.Environment[name] = value;
        Starts.Add(() =>
        {
            try
            {
                started.SetResult(Process.Start(start)!);
            }
            catch (Exception error)
            {
                started.SetException(error);
            }
        });
        return started.Task;
    }
}
