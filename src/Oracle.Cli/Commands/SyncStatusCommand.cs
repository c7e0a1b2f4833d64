using System.CommandLine;
using Oracle.Api.Status;
using Oracle.Cli.Connecting;
using Oracle.Cli.Output;

namespace Oracle.Cli.Commands;

/// <summary><c>sync status</c>: the sync block of the stats.</summary>
internal static class SyncStatusCommand
{
    public static Command Create(CommonOptions common)
    {
        var command = new Command("status", "How many documents are synced, pending and failed");
        command.SetAction((parsed, ct) => RunAsync(common.Read(parsed), ct));
        return command;
    }

    private static async Task<int> RunAsync(Invocation run, CancellationToken ct)
    {
        await using var host = await HostConnection.OpenAsync(run, ct);
        var answer = await host.Api.GetAsync("api/stats", ct);
        var stats = OracleApi.Read<StatsAnswer>(answer);
        if (run.Json)
        {
            run.PrintJson(answer.GetProperty("sync"));
        }
        else
        {
            run.Context.Out.PrintFields(SyncFields.Of(stats));
        }
        return ExitCodes.Done;
    }
}
