using Oracle.Host.Cli.Api;

namespace Oracle.Host.Cli.Indexing;

/// <summary>Waits for Chroma to follow SQLite.</summary>
internal static class SyncWait
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Nothing is on its way any more. While Chroma is unavailable deletions have to wait, and waiting for them is no use.
    /// </summary>
    public static bool IsIdle(StatsAnswer stats) => stats.Sync.Pending == 0 && (stats.Sync.Deleting == 0 || !stats.ChromaAnswers);

    /// <summary>Nothing is left that could still be synced without help.</summary>
    public static bool IsSynced(StatsAnswer stats) =>
        stats.Sync.Pending == 0 && stats.Sync.Deleting == 0 && stats.Sync.Failed == stats.Sync.Quarantined;

    /// <summary>The first figures that are good enough, or the last ones before the limit.</summary>
    public static async Task<StatsAnswer> UntilAsync(
        Func<StatsAnswer, bool> enough, OracleApi api, TimeSpan limit, Action<StatsAnswer> seen, TimeProvider time, CancellationToken ct)
    {
        var start = time.GetTimestamp();
        var pause = First;
        while (true)
        {
            var stats = await api.StatsAsync(ct);
            seen(stats);
            var left = limit - time.GetElapsedTime(start);
            if (enough(stats) || left <= TimeSpan.Zero)
            {
                return stats;
            }
            await Task.Delay(pause < left ? pause : left, time, ct);
            pause = pause * 1.5 < Longest ? pause * 1.5 : Longest;
        }
    }
}
