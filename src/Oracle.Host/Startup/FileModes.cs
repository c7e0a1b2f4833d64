using System.Runtime.InteropServices;

namespace Oracle.Host.Startup;

/// <summary>The modes of files that this process and its children make.</summary>
internal static class FileModes
{
    private const uint GroupAndOthers = 0b000_111_111;

    /// <summary>From now on nobody but this user reads, writes or enters what is made, SQLite's and Chroma's files included.</summary>
    public static void OwnerOnly()
    {
        if (!OperatingSystem.IsWindows())
            _ = umask(GroupAndOthers);
    }

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
#pragma warning disable IDE1006 // The name is the C library's.
    private static extern uint umask(uint mask);
#pragma warning restore IDE1006
}
