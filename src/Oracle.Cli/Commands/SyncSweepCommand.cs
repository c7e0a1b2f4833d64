using System.CommandLine;
using Oracle.Api.Syncing;
using Oracle.Cli.Connecting;
using Oracle.Cli.Output;

namespace Oracle.Cli.Commands;

/// <summary><c>sync sweep</c>: one run of the sweeper now.</summary>
internal static class SyncSweepCommand
{
    public static Command Create(CommonOptions common)
    {
        var command = new Command("sweep", "Send documents that are pending or failed now, and wait for the end");
        command.SetAction((parsed, ct) => RunAsync(common.Read(parsed), ct));
        return command;
    }

    private static async Task<int> RunAsync(Invocation run, CancellationToken ct)
    {
        await using var host = await HostConnection.OpenAsync(run, ct);
        var answer = await host.Api.SweepAsync(ct)
            ?? throw new CommandFailedException(ExitCodes.BadInput, "a sweep is running already; wait for its end and try again");
        var sweep = OracleApi.Read<SweepAnswer>(answer);
        if (run.Json)
        {
            run.PrintJson(answer);
        }
        else
        {
            var seconds = (sweep.FinishedAt - sweep.StartedAt).TotalSeconds;
            run.Context.Out.WriteLine(
                $"{Words.Count(sweep.Attempted, "document")} attempted: {sweep.Synced:N0} synced, {sweep.Failed:N0} failed; "
                + $"{sweep.Remaining:N0} remaining ({seconds:0.0} s)");
        }
        if (sweep is { Failed: 0, Remaining: 0 })
        {
            return ExitCodes.Done;
        }
        // A run that attempted none was stopped by something that the next one will meet as well.
        run.Note(sweep is { Failed: 0, Attempted: > 0 }
            ? "The next run takes more of them: ./oracle sync sweep"
            : "For each one's reason: ./oracle sync failed");
        return ExitCodes.NotSynced;
    }
}
