using System.CommandLine;
using Oracle.Api.Reindexing;
using Oracle.Cli.Connecting;
using Oracle.Cli.Output;

namespace Oracle.Cli.Commands;

/// <summary><c>reindex status</c>: the re-index under way, or the last one.</summary>
internal static class ReindexStatusCommand
{
    public static Command Create(CommonOptions common)
    {
        var command = new Command("status", "The re-index under way, or the last one");
        command.SetAction((parsed, ct) => RunAsync(common.Read(parsed), ct));
        return command;
    }

    private static async Task<int> RunAsync(Invocation run, CancellationToken ct)
    {
        await using var host = await HostConnection.OpenAsync(run, ct);
        var answer = await host.Api.GetAsync("api/reindex", ct);
        if (run.Json)
        {
            run.PrintJson(answer);
        }
        else
        {
            Print(run, OracleApi.Read<ReindexAnswer>(answer));
        }
        return ExitCodes.Done;
    }

    private static void Print(Invocation run, ReindexAnswer status) => run.Context.Out.PrintFields(
    [
        ("re-index", status.Kind is { } kind ? $"{status.State} ({kind})" : status.State),
        ("collection", status.Collection),
        ("model", status.Model),
        ("generation", status.Generation.ToString()),
        ("written", status.StartedAt is null ? null : $"{status.Done:N0} of {status.Total:N0}"),
        ("started", status.StartedAt is { } start ? Words.When(start) : null),
        ("finished", status.FinishedAt is { } end ? Words.When(end) : null),
        ("error", status.Error),
        ("kept", status.Kept is { } kept ? $"{kept} (./oracle reindex rollback)" : null),
        ("advice", status.Advice),
    ]);
}
