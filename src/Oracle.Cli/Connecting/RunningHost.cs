using System.Diagnostics;

namespace Oracle.Cli.Connecting;

/// <summary>Finds the host that serves a data directory now.</summary>
internal static class RunningHost
{
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(2);

    /// <summary>The host of this data directory, if one runs and answers within 2 s.</summary>
    public static async Task<HostFile?> FindAsync(string dataDirectory, string? token, CancellationToken ct) =>
        HostFile.Read(dataDirectory) is { } file && Lives(file.Pid) && await AnswersAsync(file.Address, token, ct) ? file : null;

    /// <summary>Whether a process has this id.</summary>
    /// <remarks>
    /// A host that was killed leaves its file behind, and the host of another data directory may answer at that address since.
    /// </remarks>
    public static bool Lives(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>Whether an Oracle host answers at the address in time: within 2 s unless <paramref name="patience"/> says otherwise.</summary>
    /// <remarks>One whose process ends meanwhile has its connection cut, and nobody waits for it any longer.</remarks>
    public static async Task<bool> AnswersAsync(Uri address, string? token, CancellationToken ct, TimeSpan? patience = null)
    {
        using var api = new OracleApi(address, token) { Patience = patience ?? Usual };
        try
        {
            var health = await api.GetAsync("api/health", ct);
            return health.TryGetProperty("server", out var server) && server.ValueEquals("oracle");
        }
        catch (CommandFailedException)
        {
            return false;
        }
    }
}
