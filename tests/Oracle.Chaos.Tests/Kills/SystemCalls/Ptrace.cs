using System.Runtime.InteropServices;

namespace Oracle.Chaos.Tests.Kills.SystemCalls;

/// <summary>
/// What is needed of ptrace(2). Linux ties a traced thread to the one thread that traces it: all of this is called from one.
/// </summary>
internal static class Ptrace
{
    private const int Seize = 0x4206;
    private const int Interrupt = 0x4207;
    private const int Continue = 24;
    private const int WriteRegister = 6;
    private const int GetSystemCall = 0x420e;
    // A system call stops with this bit set, and a new thread is traced like the one that made it.
    private const int MarkSystemCalls = 1;
    private const int FollowThreads = 8;
    private const int Trap = 5;
    private const int MarkedTrap = Trap | 0x80;
    // WSTOPPED, WNOHANG, __WALL and __WNOTHREAD: an end is told to nobody here, for the process is somebody else's to wait for.
    private const int StopsOfThisThread = 2 | 1 | 0x40000000 | 0x20000000;
    private const int SignalInformation = 128;
    private const int SystemCallInformation = 88;
    // rdx, which has the third argument, in struct user of sys/user.h.
    private const int ThirdArgument = 12 * 8;

    public static bool IsHere => OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64;

    /// <summary>Traces a thread from now on. False: it has ended, or may not be traced.</summary>
    public static bool TryTrace(int thread) =>
        Call(Seize, thread, 0, MarkSystemCalls | FollowThreads) == 0 && Call(Interrupt, thread, 0, 0) == 0;

    /// <summary>The next thread that has stopped, if one has: at a system call, or with a signal that it is to get when it goes on.</summary>
    public static bool TryNextStop(out int thread, out bool isSystemCall, out int signal)
    {
        var information = new byte[SignalInformation];
        var stopped = WaitId(0, 0, information, StopsOfThisThread) == 0;
        thread = BitConverter.ToInt32(information, 16);
        var status = BitConverter.ToInt32(information, 24);
        isSystemCall = status == MarkedTrap;
        // Events of the tracing itself stand in the second byte.
        signal = isSystemCall || status >> 8 != 0 ? 0 : status;
        return stopped && thread != 0;
    }

    /// <summary>Lets a thread go on to the beginning or the end of its next system call.</summary>
    public static void GoOn(int thread, int signal) => _ = Call(Continue, thread, 0, signal);

    /// <summary>The system call that a thread begins, with its six arguments; or, with null for the number, the end of one and its result.</summary>
    public static (ulong? Number, ulong[] Arguments, long Result) SystemCallOf(int thread)
    {
        var at = new byte[SystemCallInformation];
        var pinned = GCHandle.Alloc(at, GCHandleType.Pinned);
        try
        {
            _ = Call(GetSystemCall, thread, at.Length, pinned.AddrOfPinnedObject());
        }
        finally
        {
            pinned.Free();
        }

        const int Entry = 1, Values = 24;
        return at[0] == Entry
            ? (BitConverter.ToUInt64(at, Values), [.. Enumerable.Range(1, 6).Select(i => BitConverter.ToUInt64(at, Values + (8 * i)))], 0)
            : (null, [], BitConverter.ToInt64(at, Values));
    }

    /// <summary>Replaces the third argument of a system call that begins.</summary>
    public static void SetThirdArgument(int thread, ulong value) => _ = Call(WriteRegister, thread, ThirdArgument, (nint)value);

    [DllImport("libc", EntryPoint = "ptrace", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Call(long request, int thread, nint address, nint data);

    [DllImport("libc", EntryPoint = "waitid", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int WaitId(int kind, int id, byte[] information, int options);
}
