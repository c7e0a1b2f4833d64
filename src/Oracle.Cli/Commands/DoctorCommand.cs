using System.CommandLine;
using Oracle.Cli.Doctor;
using Oracle.Cli.Output;
using Spectre.Console;

namespace Oracle.Cli.Commands;

/// <summary><c>doctor</c>: what is missing or misconfigured, and what mends it.</summary>
internal static class DoctorCommand
{
    public static Command Create(CommonOptions common)
    {
        var command = new Command("doctor", "What is missing or misconfigured, and the command that mends it");
        command.SetAction((parsed, ct) => RunAsync(common.Read(parsed), ct));
        return command;
    }

    private static async Task<int> RunAsync(Invocation run, CancellationToken ct)
    {
        var findings = await Examination.RunAsync(run, ct);
        var fine = findings.All(finding => finding.Verdict != Verdict.Fail);
        if (run.Json)
        {
            run.PrintJson(new { ok = fine, checks = findings });
        }
        else
        {
            Print(run.Out, findings);
        }
        return fine ? ExitCodes.Done : ExitCodes.BadInput;
    }

    private static void Print(IAnsiConsole console, IReadOnlyList<Finding> findings)
    {
        var table = new Table().NoBorder().HideHeaders().AddColumns("", "", "");
        foreach (var finding in findings)
        {
            table.AddRow(
                new Text(finding.Verdict.ToString().ToLowerInvariant(), new Style(ColourOf(finding.Verdict))),
                new Text(finding.Check),
                new Text(OneLine.Of(finding.Found)));
            if (finding.Remedy is { } remedy)
            {
                table.AddRow(Text.Empty, Text.Empty, new Text($"→ {OneLine.Of(remedy)}"));
            }
        }
        console.Write(table);
    }

    private static Color ColourOf(Verdict verdict) => verdict switch
    {
        Verdict.Ok => Color.Green,
        Verdict.Warn => Color.Yellow,
        _ => Color.Red,
    };
}
