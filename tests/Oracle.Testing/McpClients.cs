using System.Diagnostics;

namespace Oracle.Testing;

/// <summary>Real clients of the Model Context Protocol: its inspector's command line, and the official TypeScript client.</summary>
public static class McpClients
{
    private static readonly Lazy<string> Folder = new(() =>
    {
        using var install = Process.Start(new ProcessStartInfo(Repository.PathTo("tools", "mcp", "install"))
        {
            RedirectStandardOutput = true, UseShellExecute = false,
        })!;
        var folder = install.StandardOutput.ReadToEnd().Trim();
        install.WaitForExit();
        Skip.If(install.ExitCode != 0, "The clients of the Model Context Protocol (npm) cannot be installed here.");
        return folder;
    });

    /// <summary>The folder they are in. Skips the test where they cannot be installed.</summary>
    public static string InFolder => Folder.Value;
}
