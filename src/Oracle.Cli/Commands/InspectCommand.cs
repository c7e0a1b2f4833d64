using System.CommandLine;
using Oracle.Api.Inspecting;
using Oracle.Cli.Connecting;
using Oracle.Cli.Inspecting;

namespace Oracle.Cli.Commands;

/// <summary><c>inspect</c>: what goes on inside the host.</summary>
internal static class InspectCommand
{
    public static Command Create(CommonOptions common)
    {
        var command = new Command("inspect", "What goes on inside: the actors with what they do, queues, timers and scans");
        command.SetAction((parsed, ct) => RunAsync(common.Read(parsed), ct));
        return command;
    }

    private static async Task<int> RunAsync(Invocation run, CancellationToken ct)
    {
        await using var host = await HostConnection.OpenAsync(run, ct);
        var answer = await host.Api.GetAsync("api/inspect", ct);
        if (run.Json)
        {
            run.PrintJson(answer);
            return ExitCodes.Done;
        }
        foreach (var line in InspectPage.Of(OracleApi.Read<InspectAnswer>(answer)))
        {
            run.Context.Out.WriteLine(line);
        }
        return ExitCodes.Done;
    }
}
