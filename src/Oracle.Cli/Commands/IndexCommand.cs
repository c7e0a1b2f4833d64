using System.CommandLine;
using Oracle.Api.Indexing;
using Oracle.Api.Status;
using Oracle.Cli.Connecting;
using Oracle.Cli.Indexing;
using Oracle.Cli.Output;
using Oracle.Cli.Parsing;

namespace Oracle.Cli.Commands;

/// <summary><c>index PATH…</c>: takes files and folders in, then waits for Chroma to have them.</summary>
internal static class IndexCommand
{
    public static Command Create(CommonOptions common)
    {
        var paths = new Argument<string[]>("PATH") { Description = "Markdown files and folders", Arity = ArgumentArity.OneOrMore };
        var noWait = new Option<bool>("--no-wait") { Description = "Return when everything is committed, without waiting for Chroma" };
        var timeout = new Option<TimeSpan>("--timeout")
        {
            Description = "How long to wait for Chroma: 30s, 10m, 2h, 00:10:00",
            HelpName = "TIME",
            DefaultValueFactory = _ => TimeSpan.FromMinutes(10),
            CustomParser = DurationOption.Parse,
        };
        var deleteMissing = new Option<bool>("--delete-missing") { Description = "Delete the documents of files that are gone" };
        var force = new Option<bool>("--force") { Description = "With --delete-missing: delete even where so much is gone that it is held otherwise" };
        var exclude = new Option<string[]>("--exclude") { Description = "Leave out what matches, in the form of .gitignore; kept for this folder", HelpName = "GLOB" };
        var noExclude = new Option<bool>("--no-exclude") { Description = "Leave nothing out any more of what --exclude was given for this folder" };
        var followLinks = new Option<bool>("--follow-links") { Description = "Follow links that lead out of the folder; kept for this folder" };
        // Asked here as well as by the host, so that a typing error needs no host. Where one path is there, the host
        // lists the others as skipped and does the rest.
        paths.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(_ => !result.Tokens.Any(other => Path.Exists(other.Value))))
            {
                result.AddError($"PATH: '{token.Value}' does not exist, or may not be seen by this user");
            }
        });

        var command = new Command("index", "Index files and folders, and wait until none is pending") { paths, noWait, timeout, deleteMissing, force, exclude, noExclude, followLinks };
        command.Validators.Add(result =>
        {
            if (result.GetResult(exclude) is not null && result.GetValue(noExclude))
            {
                result.AddError("--exclude, --no-exclude: one or the other");
            }
        });
        command.SetAction((parsed, ct) => RunAsync(
            common.Read(parsed),
            new IndexOrder(
                [.. parsed.GetRequiredValue(paths).Select(DataDirectory.Absolute)], parsed.GetValue(deleteMissing), parsed.GetValue(force),
                parsed.GetValue(noExclude) ? [] : parsed.GetResult(exclude) is null ? null : parsed.GetValue(exclude), parsed.GetResult(followLinks) is null ? null : parsed.GetValue(followLinks)),
            parsed.GetValue(noWait) ? null : parsed.GetValue(timeout),
            ct));
        return command;
    }

    private static async Task<int> RunAsync(
        Invocation run, IndexOrder order, TimeSpan? wait, CancellationToken ct)
    {
        await using var host = await HostConnection.OpenAsync(run, ct);
        var (report, stats) = await IndexProgress.ShowAsync(run.Context, async progress =>
        {
            var report = await IndexRun.RunAsync(host.Api, order, progress, run.Context.Time, ct);
            var stats = await SyncWait.UntilAsync(
                SyncWait.IsIdle, host.Api, wait ?? TimeSpan.Zero, progress.Show, run.Context.Time, ct);
            return (report, stats);
        });

        Print(run, report, stats);
        if (report.Shortfall is { } shortfall)
        {
            run.Note(shortfall);
        }
        var behind = wait is not null && stats.Sync.NotSynced > 0;
        if (behind)
        {
            run.Note(await NotSynced.ExplainAsync(host, stats, ct));
        }
        return report.IsWhole ? behind ? ExitCodes.NotSynced : ExitCodes.Done : ExitCodes.BadInput;
    }

    private static void Print(Invocation run, IndexReport report, StatsAnswer stats)
    {
        var counts = report.Counts;
        if (run.Json)
        {
            run.PrintJson(new
            {
                counts.Found, counts.Files, counts.New, counts.Changed, counts.Moved, counts.Gone, counts.Held, counts.Kept, counts.Documents, counts.Accepted, counts.Unchanged, counts.Deleted,
                counts.Skipped, counts.Rejected, counts.Seconds,
                SkippedFiles = report.Skipped.Select(file => new { file.Path, file.Error }),
                Warnings = report.Warnings.Select(warning => new { warning.Path, warning.Kind, warning.Line, warning.Key, warning.Text }),
                RejectedDocuments = report.Rejected.Select(document => new { document.Path, document.Id, document.Error }),
                chroma_status = stats.ChromaStatus,
                stats.Sync,
            });
            return;
        }
        run.Context.Out.WriteLine(report.Summary);
        foreach (var line in report.Lines)
            run.Context.Out.WriteLine(line);
        run.Context.Out.WriteLine($"{stats.Sync.Synced:N0} of {Words.Count(stats.Total, "document")} synced");
    }
}
