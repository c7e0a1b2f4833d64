using System.Collections.Concurrent;
using Oracle.ManagedChroma;
using Oracle.Testing;

namespace Oracle.Host.Tests.ManagedChroma;

/// <summary>How a build is run on this machine: as the test servers run it, which may be through a loader of its own.</summary>
internal static class InstalledChroma
{
    private static readonly ConcurrentDictionary<ChromaBuild, Task<ChromaCommand>> Found = new();

    /// <exception cref="SkipException">Says why the build is not to be had on this machine.</exception>
    public static Task<ChromaCommand> Command(ChromaBuild build) => Found.GetOrAdd(build, FindAsync);

    private static async Task<ChromaCommand> FindAsync(ChromaBuild build)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "needs /proc");
        await using var server = await ChromaServer.StartAsync(build);
        var words = (await File.ReadAllTextAsync($"/proc/{server.Pid}/cmdline")).Split('\0').TakeWhile(word => word != "run").ToArray();
        return new(words[0], words[1..]);
    }
}
