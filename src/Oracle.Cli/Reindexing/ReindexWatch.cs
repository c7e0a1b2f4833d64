using System.Text.Json;
using Oracle.Api.Reindexing;
using Oracle.Cli.Connecting;

namespace Oracle.Cli.Reindexing;

/// <summary>Follows a re-index to its end, through a restart of its host if need be.</summary>
internal static class ReindexWatch
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan HostAbsent = TimeSpan.FromMinutes(1);

    /// <summary>The answer that says how it ended.</summary>
    public static async Task<JsonElement> UntilOverAsync(Invocation run, HostConnection host, ReindexProgress progress, CancellationToken ct)
    {
        var pause = First;
        try
        {
            while (true)
            {
                var answer = await AskAsync(run, host, progress, ct);
                var status = OracleApi.Read<ReindexAnswer>(answer);
                progress.Show(status);
                if (!status.IsActive)
                {
                    return answer;
                }
                await Task.Delay(pause, run.Context.Time, ct);
                pause = pause * 1.5 < Longest ? pause * 1.5 : Longest;
            }
        }
        catch (OperationCanceledException e) when (ct.IsCancellationRequested)
        {
            throw new CommandFailedException(ExitCodes.Failed, $"interrupted. {GoesOn(host)}", e);
        }
    }

    private static async Task<JsonElement> AskAsync(Invocation run, HostConnection host, ReindexProgress progress, CancellationToken ct)
    {
        var time = run.Context.Time;
        long? since = null;
        while (true)
        {
            try
            {
                return await host.Api.GetAsync("api/reindex", ct);
            }
            catch (CommandFailedException e) when (e.ExitCode == ExitCodes.Failed)
            {
                if (since is null)
                {
                    progress.Say($"{e.Message.TrimEnd('.')}; waiting for the host");
                }
                since ??= time.GetTimestamp();
                if (time.GetElapsedTime(since.Value) > HostAbsent)
                {
                    throw new CommandFailedException(ExitCodes.Failed, $"{e.Message.TrimEnd('.')}. The re-index goes on while a host runs: ./oracle serve", e);
                }
                await Task.Delay(Longest, time, ct);
                await host.FindAgainAsync(ct);
            }
        }
    }

    private static string GoesOn(HostConnection host) => host.IsOnDemand
        ? "The re-index goes on while a host runs: ./oracle serve, or the same command again."
        : "The re-index goes on in the host: ./oracle reindex status";
}
