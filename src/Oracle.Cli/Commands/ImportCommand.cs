using System.CommandLine;
using System.Text.Json;
using Oracle.Api.Importing;
using Oracle.Api.Status;
using Oracle.Cli.Connecting;
using Oracle.Cli.Indexing;
using Oracle.Cli.Output;
using Oracle.Cli.Parsing;

namespace Oracle.Cli.Commands;

/// <summary><c>import oracle-v2 FILE</c>: takes an Oracle V2 database over, then waits for Chroma to have it.</summary>
internal static class ImportCommand
{
    // Of each reason so many are shown; up to 100 are in the answer of --json.
    private const int Shown = 5;

    public static Command Create(CommonOptions common) => new("import", "Take over what another program kept") { OracleV2(common) };

    private static Command OracleV2(CommonOptions common)
    {
        var file = new Argument<string>("FILE") { Description = "Oracle V2's database, such as ~/.arra-oracle-v2/oracle.db; it is only read" };
        var noWait = new Option<bool>("--no-wait") { Description = "Return when everything is committed, without waiting for Chroma" };
        var timeout = new Option<TimeSpan>("--timeout")
        {
            Description = "How long to wait for Chroma: 30s, 10m, 2h, 00:10:00",
            HelpName = "TIME",
            DefaultValueFactory = _ => TimeSpan.FromMinutes(10),
            CustomParser = DurationOption.Parse,
        };
        // Asked here as well as by the host, so that a typing error needs no host.
        file.Validators.Add(result =>
        {
            var path = DataDirectory.Absolute(result.Tokens[0].Value);
            if (!File.Exists(path))
            {
                result.AddError($"FILE: '{path}' {(Directory.Exists(path) ? "is a folder; name the file in it, oracle.db" : "does not exist, or may not be seen by this user")}");
            }
        });
        var command = new Command("oracle-v2", "Take over an Oracle V2 database, and wait until none is pending") { file, noWait, timeout };
        command.SetAction((parsed, ct) => RunAsync(
            common.Read(parsed), DataDirectory.Absolute(parsed.GetRequiredValue(file)), parsed.GetValue(noWait) ? null : parsed.GetValue(timeout), ct));
        return command;
    }

    private static async Task<int> RunAsync(Invocation run, string path, TimeSpan? wait, CancellationToken ct)
    {
        await using var host = await HostConnection.OpenAsync(run, ct);
        var answer = await host.Api.ImportAsync(path, ct);
        var stats = await SyncWait.UntilAsync(SyncWait.IsIdle, host.Api, wait ?? TimeSpan.Zero, static _ => { }, run.Context.Time, ct);
        Print(run, answer, stats);
        if (wait is null || stats.Sync.NotSynced == 0)
        {
            return ExitCodes.Done;
        }
        run.Note(await NotSynced.ExplainAsync(host, stats, ct));
        return ExitCodes.NotSynced;
    }

    private static void Print(Invocation run, JsonElement answer, StatsAnswer stats)
    {
        if (run.Json)
        {
            run.PrintJson(answer);
            return;
        }
        var import = OracleApi.Read<ImportAnswer>(answer);
        run.Context.Out.PrintFields(
            ("rows", $"{import.Rows:N0}"),
            ("taken", import.Replaced > 0 ? $"{import.Taken:N0}, of which {import.Replaced:N0} came in place of an older text" : $"{import.Taken:N0}"),
            ("unchanged", $"{import.Unchanged:N0}"),
            ("merged", $"{import.Merged:N0}"),
            ("left out", $"{import.LeftOut:N0}"),
            ("superseded", import.Superseded > 0 ? $"{import.Superseded:N0}; kept, and found by no search" : null),
            ("older texts", import.OlderTexts > 0 ? $"{import.OlderTexts:N0} passed over; the last of each document counts" : null),
            ("projects", import.ProjectGiven > 0 ? $"{Words.Count(import.ProjectGiven, "document")} of indexed files, which name none, got the project of the old row" : null),
            ("types", import.ByType.Count > 0 ? string.Join(" · ", import.ByType.OrderBy(type => type.Key, StringComparer.Ordinal).Select(type => $"{type.Key} {type.Value:N0}")) : null));
        foreach (var line in Lines("merged", import.MergedBecause).Concat(Lines("left out", import.LeftOutBecause)))
        {
            run.Context.Out.WriteLine(line);
        }
        run.Context.Out.WriteLine($"{stats.Sync.Synced:N0} of {Words.Count(stats.Total, "document")} synced");
    }

    private static IEnumerable<string> Lines(string fate, IReadOnlyList<ImportReason> reasons)
    {
        foreach (var reason in reasons)
        {
            yield return OneLine.Of($"{fate}: {reason.Count:N0}, each {reason.Why}");
            foreach (var sample in reason.Samples.Take(Shown))
            {
                yield return $"    {OneLine.Of(sample.Into is { } into ? $"{sample.Id} -> {into}" : sample.Id)}";
            }
            if (reason.Count > Shown)
            {
                yield return $"    and {reason.Count - Shown:N0} more; --json names up to 100";
            }
        }
    }
}
