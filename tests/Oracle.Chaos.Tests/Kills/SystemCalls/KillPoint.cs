using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Oracle.Testing;
using Xunit.Sdk;

namespace Oracle.Chaos.Tests.Kills.SystemCalls;

/// <summary>What happens at a system call.</summary>
internal enum Fate
{
    GoesOn,

    /// <summary>The host is killed before it begins, or when it is over and the host has not seen that.</summary>
    Killed,

    /// <summary>It writes half of what it was to write, as a write may; the host has to ask for the rest.</summary>
    Halved,
}

/// <summary>
/// A point of a host's way that a system call names. It is reached from outside, as a debugger would: each system call of the host stops,
/// and is let go on or not. So the product has no switch for it, and what is killed is what is shipped.
/// </summary>
internal static class KillPoint
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private const int Shown = 40;

    /// <summary>Skips the test where this cannot be done.</summary>
    public static void RequireTracing() => Skip.IfNot(Ptrace.IsHere, "System calls are watched on Linux with x86-64 only.");

    /// <summary>Watches a host. When this returns it is watched; the task that it gives ends when the host was killed.</summary>
    /// <param name="host">A host that runs.</param>
    /// <param name="decide">Asked at the beginning and at the end of each system call that has a name here. All of the host's threads go on meanwhile but the one.</param>
    public static async Task<Task> WatchAsync(OracleProcess host, Func<SystemCall, Fate> decide)
    {
        var (watched, killed) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var tracer = new Thread(() =>
        {
            try
            {
                var threads = Trace(host.Pid);
                Assert.NotEqual(0, threads);
                watched.TrySetResult();
                Follow(host.Pid, decide);
                killed.TrySetResult();
            }
            catch (Exception e)
            {
                watched.TrySetException(e);
                killed.TrySetException(e);
            }
            // When this thread ends, Linux lets go of all that it traced.
        })
        { IsBackground = true, Name = "tracer" };
        tracer.Start();
        await watched.Task;
        return killed.Task;
    }

    // Threads may be made while they are counted; those are found by the next look, or traced from their beginning. The first thread, which
    // only waits for the host's end, is left alone: its stops would be told to who waits for the process, and .NET takes them for its end.
    private static int Trace(int process)
    {
        var traced = new HashSet<int>();
        for (var before = -1; before != traced.Count;)
        {
            before = traced.Count;
            foreach (var thread in Directory.GetDirectories($"/proc/{process}/task").Select(path => int.Parse(Path.GetFileName(path), CultureInfo.InvariantCulture)))
            {
                if (thread != process && !traced.Contains(thread) && Ptrace.TryTrace(thread))
                    traced.Add(thread);
            }
        }

        return traced.Count;
    }

    private static void Follow(int process, Func<SystemCall, Fate> decide)
    {
        var begun = new Dictionary<int, SystemCall>();
        var last = new Queue<SystemCall>();
        var watched = Stopwatch.StartNew();
        while (watched.Elapsed < Deadline)
        {
            if (!Ptrace.TryNextStop(out var thread, out var isSystemCall, out var signal))
            {
                Thread.Yield();
                continue;
            }

            if (isSystemCall && CallOf(process, thread, begun) is { } call)
            {
                last.Enqueue(call);
                if (last.Count > Shown)
                    last.Dequeue();
                switch (decide(call))
                {
                    case Fate.Killed:
                        // A call that has not begun does not begin any more.
                        Kill(process);
                        return;
                    case Fate.Halved:
                        Ptrace.SetThirdArgument(thread, call.Arguments[2] / 2);
                        break;
                    default:
                        break;
                }
            }

            Ptrace.GoOn(thread, signal);
        }

        throw new XunitException($"The host did not come to the point within {Deadline.TotalSeconds:0} s. Its last calls:\n{string.Join('\n', last)}");
    }

    // Null: it is none of those that have a name.
    private static SystemCall? CallOf(int process, int thread, Dictionary<int, SystemCall> begun)
    {
        var (number, arguments, result) = Ptrace.SystemCallOf(thread);
        if (number is null)
            return begun.Remove(thread, out var call) ? call with { IsOver = true, Result = result } : null;
        var name = (CallName)number;
        return Enum.IsDefined(name) ? begun[thread] = new SystemCall(process, name, arguments, IsOver: false, Result: 0) : null;
    }

    private static void Kill(int process)
    {
        const int Killing = 9;
        Assert.Equal(0, SendSignal(process, Killing));
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int process, int signal);
}
