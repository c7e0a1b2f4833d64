using Oracle.Api.Indexing;
using Oracle.Api.Status;
using Oracle.Cli.Connecting;
using Oracle.Cli.Output;

namespace Oracle.Cli.Indexing;

/// <summary>Indexes a vault beside the host that serves it, and follows it until Chroma has everything.</summary>
internal sealed class VaultIntake(Invocation run, OracleApi api, string vault)
{
    private volatile string doing = $"still indexing {vault}";

    /// <summary>What is going on, for a person who waits.</summary>
    public string Doing => doing;

    /// <summary>Ends when everything is synced, when the host stops, or with a note of what went wrong. Throws nothing.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using (api)
        {
            try
            {
                run.Note($"indexing {vault}");
                var report = await IndexRun.RunAsync(api, new IndexOrder([vault]), IndexProgress.Hidden(run.Context), run.Context.Time, stopping);
                run.Note(report.Summary);
                foreach (var line in report.Lines)
                    run.Note(line);
                if (report.Shortfall is { } shortfall)
                {
                    run.Note($"warning: {shortfall}");
                }
                var stats = await SyncWait.UntilAsync(SyncWait.IsSynced, api, TimeSpan.MaxValue, Follow, run.Context.Time, stopping);
                run.Note($"{stats.Sync.Synced:N0} of {Words.Count(stats.Total, "document")} synced");
            }
            catch (Exception) when (stopping.IsCancellationRequested)
            {
                // The host is stopping, and says so itself.
            }
            catch (CommandFailedException e)
            {
                run.Note($"error: {e.Message}");
            }
        }
    }

    private void Follow(StatsAnswer stats) =>
        doing = stats.ChromaAnswers
            ? $"still syncing: {stats.Sync.Synced:N0} of {Words.Count(stats.Total, "document")} synced"
            : $"Chroma is unavailable: {Words.Count(stats.Sync.NotSynced, "document")} will follow when it answers; keyword search works";
}
