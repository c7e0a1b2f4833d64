using System.Globalization;
using System.Runtime.InteropServices;
using Mono.Unix.Native;

namespace Oracle.Vaults;

/// <summary>What the system says of a file. While all of it is the same, so is its content.</summary>
/// <param name="Size">In bytes.</param>
/// <param name="Modified">When its content changed, in Unix nanoseconds. Programs set it as they like.</param>
/// <param name="Changed">When its content or anything of it changed, in Unix nanoseconds. Only the clock sets it.</param>
/// <param name="Inode">Its number on its device.</param>
/// <param name="Device">The number of its device.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct FileStamp(long Size, long Modified, long Changed, ulong Inode, ulong Device)
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>When anything of it changed, by the system's clock.</summary>
    public DateTimeOffset ChangedAt => DateTimeOffset.UnixEpoch.AddTicks(Changed / TimeSpan.NanosecondsPerTick);

    /// <summary>In one word, to be kept and compared.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Size}:{Modified}:{Changed}:{Inode}:{Device}");

    /// <returns>Null where there is no regular file, or it may not be looked at.</returns>
    internal static FileStamp? Of(string path) =>
        Syscall.stat(path, out var stat) == 0 && (stat.st_mode & FilePermissions.S_IFMT) == FilePermissions.S_IFREG ? Of(stat) : null;

    /// <summary>Asks the system once of what a folder lists: whether it is a link, and if it is a regular file its stamp.</summary>
    internal static (bool IsLink, FileStamp? Stamp) OfEntry(string path) => Syscall.lstat(path, out var stat) != 0 ? (false, null)
        : (stat.st_mode & FilePermissions.S_IFMT) switch
        {
            FilePermissions.S_IFLNK => (true, null),
            FilePermissions.S_IFREG => (false, Of(stat)),
            _ => (false, null),
        };

    /// <returns>The device a folder lies on; null where there is none.</returns>
    internal static ulong? DeviceOf(string folder) => Syscall.stat(folder, out var stat) == 0 ? stat.st_dev : null;

    /// <summary>Number and device of a folder; null where there is none.</summary>
    internal static string? IdentityOf(string folder) =>
        Syscall.stat(folder, out var stat) == 0 && (stat.st_mode & FilePermissions.S_IFMT) == FilePermissions.S_IFDIR
            ? string.Create(CultureInfo.InvariantCulture, $"{stat.st_ino}:{stat.st_dev}")
            : null;

    private static FileStamp Of(Stat stat) =>
        new(stat.st_size, Nanoseconds(stat.st_mtime, stat.st_mtime_nsec), Nanoseconds(stat.st_ctime, stat.st_ctime_nsec), stat.st_ino, stat.st_dev);

    private static long Nanoseconds(long seconds, long rest) => (seconds * NanosecondsPerSecond) + rest;
}
