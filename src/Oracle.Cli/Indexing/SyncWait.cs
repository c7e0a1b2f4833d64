using Oracle.Api.Status;
using Oracle.Cli.Connecting;

namespace Oracle.Cli.Indexing;

/// <summary>Waits for Chroma to follow SQLite.</summary>
internal static class SyncWait
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// Nothing is on its way any more. While Chroma is unavailable deletions have to wait, and waiting for them is no use.
    /// </summary>
    public static bool IsIdle(StatsAnswer stats) => stats.Sync.Pending == 0 && (stats.Sync.Deleting == 0 || !stats.ChromaAnswers);

    /// <summary>Nothing is left that could still be synced without help.</summary>
    public static bool IsSynced(StatsAnswer stats) =>
        stats.Sync.Pending == 0 && stats.Sync.Deleting == 0 && stats.Sync.Failed == stats.Sync.Quarantined;

    /// <summary>The first figures that are good enough, or the last ones when nothing went forward within the limit.</summary>
    public static async Task<StatsAnswer> UntilAsync(
        Func<StatsAnswer, bool> enough, OracleApi api, TimeSpan limit, Action<StatsAnswer> seen, TimeProvider time, CancellationToken ct)
    {
        var (start, least) = (time.GetTimestamp(), long.MaxValue);
        SyncHints? hints = null;
        try
        {
            for (var pause = First; ; pause = pause * 1.5 < Longest ? pause * 1.5 : Longest)
            {
                // Before looking: what is told of meanwhile counts.
                var told = hints?.Told ?? 0;
                var stats = await api.StatsAsync(ct);
                seen(stats);
                if (stats.Sync.Pending + stats.Sync.Deleting is var waiting && waiting < least)
                    (start, least) = (time.GetTimestamp(), waiting);
                var left = limit - time.GetElapsedTime(start);
                if (enough(stats) || left <= TimeSpan.Zero)
                {
                    return stats;
                }
                // At least so long between two looks, however much is told of.
                if (hints is not null)
                {
                    await Task.Delay(Least, time, ct);
                }
                hints ??= new SyncHints(api);
                // When all that is on its way has been told of, the wait may be over.
                var onTheWay = Math.Max(1, stats.Sync.Pending + stats.Sync.Deleting);
                await hints.UntilAsync(told + onTheWay, pause < left ? pause : left, time, ct);
            }
        }
        finally
        {
            if (hints is not null)
            {
                await hints.DisposeAsync();
            }
        }
    }
}
