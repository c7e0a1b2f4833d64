using System.Text.Json;
using Oracle.Api.Reindexing;
using Oracle.Cli.Connecting;
using Oracle.Cli.Indexing;
using Oracle.Cli.Output;

namespace Oracle.Cli.Reindexing;

/// <summary>Prints how a re-index ended, and says it to scripts.</summary>
internal static class ReindexEnd
{
    // What was learned while it ran is on its way still.
    private static readonly TimeSpan LiveChanges = TimeSpan.FromSeconds(10);

    public static async Task<int> PrintAsync(Invocation run, HostConnection host, JsonElement answer, CancellationToken ct)
    {
        var status = OracleApi.Read<ReindexAnswer>(answer);
        if (run.Json)
        {
            run.PrintJson(answer);
        }
        if (status.State == "failed")
        {
            throw new CommandFailedException(ExitCodes.Failed, $"the re-index failed: {status.Error ?? "the host gives no reason"}");
        }
        if (status.State == "cancelled")
        {
            throw new CommandFailedException(ExitCodes.Failed, "the re-index was cancelled; the search stays as it was");
        }
        if (!run.Json)
        {
            run.Context.Out.WriteLine(OneLine.Of(Describe(status)));
        }
        if (status.Advice is { } advice)
        {
            run.Note(advice);
        }
        var stats = await SyncWait.UntilAsync(SyncWait.IsIdle, host.Api, LiveChanges, _ => { }, run.Context.Time, ct);
        if (stats.Sync.NotSynced == 0)
        {
            return ExitCodes.Done;
        }
        run.Note(await NotSynced.ExplainAsync(host, stats, ct));
        return ExitCodes.NotSynced;
    }

    private static string Describe(ReindexAnswer status)
    {
        var seconds = status is { StartedAt: { } start, FinishedAt: { } end } ? $" ({(end - start).TotalSeconds:0.0} s)" : "";
        var kept = status.Kept is { } name ? $"; {name} is kept for ./oracle reindex rollback" : "";
        return $"{status.Done:N0} of {Words.Count(status.Total, "document")} in {status.Collection}, model {status.Model}, generation {status.Generation}{seconds}{kept}";
    }
}
