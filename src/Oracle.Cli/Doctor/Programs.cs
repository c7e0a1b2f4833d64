using System.ComponentModel;
using System.Diagnostics;

namespace Oracle.Cli.Doctor;

/// <summary>Asks a program of this machine a question.</summary>
internal static class Programs
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Its first line of output, or null if it is not there, fails, or is silent for 5 s.</summary>
    public static async Task<string?> AskAsync(string program, string argument, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        Process? process = null;
        try
        {
            process = Process.Start(new ProcessStartInfo(program, [argument])
            {
                UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true,
            })!;
            // Read although nobody looks at it: a full pipe would stop the program.
            var complaints = process.StandardError.ReadToEndAsync(limit.Token);
            var answer = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await complaints;
            await process.WaitForExitAsync(limit.Token);
            return process.ExitCode == 0 ? answer.Split('\n')[0].Trim() : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            process?.Kill(entireProcessTree: true);
            return null;
        }
        finally
        {
            process?.Dispose();
        }
    }
}
