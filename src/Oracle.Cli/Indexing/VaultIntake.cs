using Oracle.Api.Indexing;
using Oracle.Api.Roots;
using Oracle.Api.Status;
using Oracle.Cli.Connecting;
using Oracle.Cli.Output;

namespace Oracle.Cli.Indexing;

/// <summary>
/// Indexes a vault beside the host that serves it, and follows it until Chroma has everything. Where none is named, what is known already is
/// waited for, and only where nothing is known the sample is indexed.
/// </summary>
internal sealed class VaultIntake(Invocation run, OracleApi api, string? named, string? sample)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private volatile string doing = "still looking for the folders that are known";

    /// <summary>What is going on, for a person who waits.</summary>
    public string Doing => doing;

    /// <summary>Ends when everything is synced, when the host stops, or with a note of what went wrong. Throws nothing.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using (api)
        {
            try
            {
                var known = named is null ? await RootsAsync(stopping) : [];
                if (known.Count > 0)
                {
                    await ListedAsync(known, stopping);
                }
                else if (named is null && await CountAsync(stopping) is > 0 and var total)
                {
                    run.Note($"{Words.Count(total, "document")}, and no folder is followed: ./oracle up FOLDER");
                }
                else if ((named ?? sample) is { } vault)
                {
                    await IndexAsync(vault, stopping);
                }
                else
                {
                    run.Note("note: no folder is known yet, and there is no repository around this program to take samples/vault from: ./oracle index PATH");
                }
                var stats = await SyncWait.UntilAsync(SyncWait.IsSynced, api, TimeSpan.MaxValue, Follow, run.Context.Time, stopping);
                run.Note($"{stats.Sync.Synced:N0} of {Words.Count(stats.Total, "document")} synced");
            }
            catch (Exception) when (stopping.IsCancellationRequested)
            {
                // The host is stopping, and says so itself.
            }
            catch (Exception e)
            {
                // Whatever it was, the host serves on.
                run.Note($"error: {e.Message}");
            }
        }
    }

    private async Task IndexAsync(string vault, CancellationToken stopping)
    {
        doing = $"still indexing {vault}";
        run.Note($"indexing {vault}");
        var report = await IndexRun.RunAsync(api, new IndexOrder([vault]), IndexProgress.Hidden(run.Context), run.Context.Time, stopping);
        run.Note(report.Summary);
        foreach (var line in report.Lines)
            run.Note(line);
        if (report.Shortfall is { } shortfall)
        {
            run.Note($"warning: {shortfall}");
        }
    }

    // The host that follows them lists each once at its start; one that is not there is not waited for.
    private async Task ListedAsync(IReadOnlyList<RootAnswer> known, CancellationToken stopping)
    {
        run.Note($"following {string.Join(", ", known.Select(root => root.Path))}");
        for (; known.Any(root => root is { State: "ok" or "held", Following.ListedAt: null }); known = await RootsAsync(stopping))
        {
            doing = $"still listing {string.Join(", ", known.Where(root => root.Following is { ListedAt: null }).Select(root => root.Path))}";
            await Task.Delay(Pause, run.Context.Time, stopping);
        }
    }

    private async Task<long> CountAsync(CancellationToken stopping) => OracleApi.Read<StatsAnswer>(await api.GetAsync("api/stats", stopping)).Total;

    private async Task<IReadOnlyList<RootAnswer>> RootsAsync(CancellationToken stopping) =>
        OracleApi.Read<RootsAnswer>(await api.GetAsync("api/roots", stopping)).Roots;

    private void Follow(StatsAnswer stats) =>
        doing = stats.ChromaAnswers
            ? $"still syncing: {stats.Sync.Synced:N0} of {Words.Count(stats.Total, "document")} synced"
            : $"Chroma is unavailable: {Words.Count(stats.Sync.NotSynced, "document")} will follow when it answers; keyword search works";
}
