using System.CommandLine;
using Oracle.Api.Reindexing;
using Oracle.Cli.Connecting;
using Oracle.Cli.Output;

namespace Oracle.Cli.Commands;

/// <summary><c>reindex cancel</c>: ends the re-index under way.</summary>
internal static class ReindexCancelCommand
{
    public static Command Create(CommonOptions common)
    {
        var command = new Command("cancel", "End the re-index under way; the search stays as it was");
        command.SetAction((parsed, ct) => RunAsync(common.Read(parsed), ct));
        return command;
    }

    private static async Task<int> RunAsync(Invocation run, CancellationToken ct)
    {
        await using var host = await HostConnection.OpenAsync(run, ct);
        var answer = await host.Api.CancelReindexAsync(ct);
        if (run.Json)
        {
            run.PrintJson(answer);
        }
        else
        {
            run.Context.Out.WriteLine(OneLine.Of($"cancelled the re-index of {OracleApi.Read<ReindexAnswer>(answer).Collection}; the search stays as it was"));
        }
        return ExitCodes.Done;
    }
}
