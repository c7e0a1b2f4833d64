using System.Text.Json;

namespace Oracle.Testing;

/// <summary>Holds <c>/api/stats</c> against the table it speaks of.</summary>
public static class HonestStats
{
    /// <summary>
    /// Fails unless the sync block equals a GROUP BY over the live rows. Rows change while one looks, so the comparison
    /// counts only when the table was the same before and after.
    /// </summary>
    public static async Task AssertAsync(RunningOracle host, string dataDir) =>
        await Eventually.True(async () =>
        {
            var before = Counts(dataDir);
            var sync = (await host.GetAsync("/api/stats")).GetProperty("sync");
            return before == Counts(dataDir) && before == Said(sync)
                ? true
                : before == Counts(dataDir) ? throw new Xunit.Sdk.XunitException($"The table has {before}, stats say {Said(sync)}") : false;
        });

    private static Tally Counts(string dataDir)
    {
        var byStatus = BothStores.Query(dataDir, "select sync_status, count(*) from oracle_documents where deleted_at is null group by sync_status")
            .ToDictionary(row => (string)row[0]!, row => (long)row[1]!);
        var rest = BothStores.Query(dataDir,
            """
            select sum(deleted_at is null and quarantined_at is not null), sum(deleted_at is not null) from oracle_documents
            """)[0];
        return new Tally(
            byStatus.GetValueOrDefault("synced"), byStatus.GetValueOrDefault("pending"), byStatus.GetValueOrDefault("failed"),
            rest[0] as long? ?? 0, rest[1] as long? ?? 0);
    }

    private static Tally Said(JsonElement sync) => new(
        sync.GetProperty("synced").GetInt64(), sync.GetProperty("pending").GetInt64(), sync.GetProperty("failed").GetInt64(),
        sync.GetProperty("quarantined").GetInt64(), sync.GetProperty("deleting").GetInt64());

    private sealed record Tally(long Synced, long Pending, long Failed, long Quarantined, long Deleting);
}
