using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Oracle.Testing;

/// <summary>How a build is started on this machine, or why it cannot be.</summary>
internal sealed record ChromaCommand(IReadOnlyList<string> Words, string? WhyNot)
{
    private static readonly Lazy<ChromaCommand> Compat = new(() => Find(ChromaBuild.Compat));
    private static readonly Lazy<ChromaCommand> Current = new(() => Find(ChromaBuild.Current));

    /// <summary>Whether the newer build runs without a libc of its own.</summary>
    public static bool LoadsCurrent => !OperatingSystem.IsLinux() || GlibcIsNewEnough();

    /// <summary>Installs the build if needed; the first call may take a minute, later ones nothing.</summary>
    public static ChromaCommand For(ChromaBuild build) => (build == ChromaBuild.Compat ? Compat : Current).Value;

    private static ChromaCommand Find(ChromaBuild build)
    {
        if (OperatingSystem.IsWindows())
            return Missing("the tests need bash");
        if (build == ChromaBuild.Compat && !(OperatingSystem.IsLinux() && RuntimeInformation.OSArchitecture == Architecture.X64))
            return Missing("the pinned Chroma 1.0.0 is for Linux x64");

        var install = Run(Repository.PathTo("tools", "chroma", "install"), "--build", build == ChromaBuild.Compat ? "compat" : "current");
        if (install.ExitCode != 0)
            return Missing(install.LastError);
        string[] server = ["node", Path.Combine(install.Output, "node_modules", "chromadb", "dist", "cli.mjs"), "run"];
        if (build == ChromaBuild.Compat || LoadsCurrent)
            return new(server, null);

        var libc = Run(Repository.PathTo("tools", "chroma", "newer-libc"));
        if (libc.ExitCode != 0)
            return Missing($"Chroma 1.4.4 needs glibc 2.39 or newer; {libc.LastError}");
        var loader = Directory.EnumerateFiles(libc.Output, "ld-linux-*.so.*").Single();
        var folders = string.Join(':', libc.Output, "/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu", "/lib/aarch64-linux-gnu", "/usr/lib/aarch64-linux-gnu");
        return new([loader, "--library-path", folders, Run("/bin/sh", "-c", "command -v node").Output, .. server[1..]], null);
    }

    private static ChromaCommand Missing(string why) => new([], why);

    // "glibc 2.36"; musl's getconf does not know the name.
    private static bool GlibcIsNewEnough() =>
        Run("getconf", "GNU_LIBC_VERSION").Output.Split(' ') is not [_, var version]
        || !Version.TryParse(version, out var glibc)
        || glibc >= new Version(2, 39);

    private static (int ExitCode, string Output, string LastError) Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result.Trim().Split('\n')[^1]);
    }
}
