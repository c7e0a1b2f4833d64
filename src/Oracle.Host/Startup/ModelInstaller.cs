using System.ComponentModel;
using System.Diagnostics;
using Oracle.Cli;
using Oracle.Cli.Parsing;
using Oracle.Embeddings;

namespace Oracle.Host.Startup;

/// <summary>Restores an embedding model that is named for the first time, as the checkout's own tool does it.</summary>
internal static class ModelInstaller
{
    /// <summary>Restores it where it is one that can be had and is not here.</summary>
    /// <exception cref="StartRefusedException">It could not be restored.</exception>
    public static async Task InstallWhereMissingAsync(string provider, string model, EmbedderOptions options, CancellationToken ct)
    {
        try
        {
            EmbeddingProviders.Create(provider, model, options).Dispose();
        }
        catch (ModelNotInstalledException missing)
        {
            await InstallAsync(missing.Model, ct);
        }
        catch (ArgumentException)
        {
            // It is no name of that provider: who asked for it says so better.
        }
    }

    /// <summary>Restores it.</summary>
    /// <exception cref="StartRefusedException">It could not be restored.</exception>
    public static async Task InstallAsync(string model, CancellationToken ct)
    {
        var instead = "set ORACLE_EMBEDDING_PROVIDER=hash to go without a model, which knows spelling and no meaning";
        if (Repository.Root(Environment.GetEnvironmentVariable) is not { } root)
            throw new StartRefusedException($"the embedding model {model} is not here, and this program is in no checkout whose tools could restore it; {instead}");
        try
        {
            // Its words go to standard error, as all that is not the command's own.
            // The model is the checkout's and not the data directory's: whoever may read the one may read the other.
            var start = new ProcessStartInfo("/bin/sh", ["-c", "umask 022; exec \"$0\" \"$1\"", Path.Combine(root, "tools", "models", "install"), model])
            {
                RedirectStandardInput = true, UseShellExecute = false,
            };
            foreach (var secret in SecretSettings.Variables)
                start.Environment.Remove(secret);
            using var tool = Process.Start(start)!;
            tool.StandardInput.Close();
            await tool.WaitForExitAsync(ct);
            if (tool.ExitCode != 0)
                throw new StartRefusedException($"the embedding model {model} could not be restored (the reason is above); {instead}");
        }
        catch (Win32Exception e)
        {
            throw new StartRefusedException($"the embedding model {model} could not be restored: {e.Message}; {instead}", e);
        }
    }
}
