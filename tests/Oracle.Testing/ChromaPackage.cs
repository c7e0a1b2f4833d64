using System.Diagnostics;

namespace Oracle.Testing;

/// <summary>The Chroma package that loads on this machine, for hosts that care for their server themselves.</summary>
public static class ChromaPackage
{
    private static readonly Lazy<string> Folder = new(() =>
    {
        using var install = Process.Start(new ProcessStartInfo(Repository.PathTo("tools", "chroma", "install"))
        {
            RedirectStandardOutput = true, UseShellExecute = false,
        })!;
        var folder = install.StandardOutput.ReadToEnd().Trim();
        install.WaitForExit();
        Skip.If(install.ExitCode != 0, "Chroma's package cannot be installed here.");
        return folder;
    });

    /// <summary>Installs it if need be. Skips the test where that fails.</summary>
    public static string ForThisMachine() => Folder.Value;
}
