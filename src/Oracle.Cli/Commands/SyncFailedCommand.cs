using System.CommandLine;
using Oracle.Api.Syncing;
using Oracle.Cli.Connecting;
using Oracle.Cli.Output;
using Spectre.Console;

namespace Oracle.Cli.Commands;

/// <summary><c>sync failed</c>: which documents Chroma does not have, and why.</summary>
internal static class SyncFailedCommand
{
    private const int Most = 1000;

    public static Command Create(CommonOptions common)
    {
        var command = new Command("failed", "Which documents failed, and why");
        command.SetAction((parsed, ct) => RunAsync(common.Read(parsed), ct));
        return command;
    }

    private static async Task<int> RunAsync(Invocation run, CancellationToken ct)
    {
        await using var host = await HostConnection.OpenAsync(run, ct);
        var answer = await host.Api.GetAsync($"api/sync/failed?limit={Most}", ct);
        var failed = OracleApi.Read<FailedAnswer>(answer);
        if (run.Json)
        {
            run.PrintJson(answer);
        }
        else
        {
            Print(run, failed);
        }
        if (failed.Total > failed.Items.Count)
        {
            run.Note($"note: {failed.Total - failed.Items.Count:N0} more are not listed");
        }
        return ExitCodes.Done;
    }

    private static void Print(Invocation run, FailedAnswer failed)
    {
        if (failed.Items.Count == 0)
        {
            run.Context.Out.WriteLine("no document failed");
            return;
        }
        var table = new Table().NoBorder().AddColumns("id", "kind", "tries", "next try", "error");
        foreach (var item in failed.Items)
        {
            table.AddRow(
                new Text(OneLine.Of(item.Id)),
                new Text(item.Kind ?? ""),
                new Text($"{item.Attempts}"),
                new Text(item.Quarantined ? "quarantined" : item.NextAttempt is null ? "now" : Words.When(item.NextAttempt)),
                new Text(OneLine.Of(item.Error ?? "")));
        }
        run.Out.Write(table);
    }
}
