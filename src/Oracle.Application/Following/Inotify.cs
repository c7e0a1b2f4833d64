using System.Globalization;
using Oracle.Vaults;

namespace Oracle.Application.Following;

/// <summary>
/// The inotify descriptors of this process, as Linux tells of them. FileSystemWatcher has one for each folder, and its first watch is on that
/// folder. Where its reading thread has ended the descriptor is closed, and nothing else tells so.
/// </summary>
internal static class Inotify
{
    private const string Descriptors = "/proc/self/fd";
    private const string Kind = "anon_inode:inotify";

    /// <summary>The descriptor whose first watch is on a folder. Null: there is none, or this system does not tell.</summary>
    /// <param name="identity">The folder, as <see cref="Vault.IdentityOf"/> names it.</param>
    /// <param name="first">The descriptor that it was before, which is looked at first.</param>
    public static string? Of(string identity, string? first = null)
    {
        if (!OperatingSystem.IsLinux() || !ulong.TryParse(identity.Split(':')[0], CultureInfo.InvariantCulture, out var inode))
            return null;
        var watch = string.Create(CultureInfo.InvariantCulture, $"inotify wd:1 ino:{inode:x} ");
        return first is not null && Has(first, watch) ? first : All().FirstOrDefault(descriptor => Has(descriptor, watch));
    }

    private static IEnumerable<string> All() =>
        Tried(() => Directory.GetFiles(Descriptors).Select(path => Path.GetFileName(path)).ToList()) ?? [];

    private static bool Has(string descriptor, string watch) =>
        Tried(() => new FileInfo($"{Descriptors}/{descriptor}").LinkTarget) == Kind
        && Tried(() => File.ReadLines($"/proc/self/fdinfo/{descriptor}").FirstOrDefault(line => line.StartsWith(watch, StringComparison.Ordinal))) is not null;

    // One may be closed while it is looked at.
    private static T? Tried<T>(Func<T?> look) where T : class
    {
        try
        {
            return look();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
