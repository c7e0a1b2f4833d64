using Oracle.Api.Status;

namespace Oracle.Cli.Output;

/// <summary>The sync status of the whole store, for a person.</summary>
internal static class SyncFields
{
    public static (string Name, string? Value)[] Of(StatsAnswer stats)
    {
        var sync = stats.Sync;
        var oldest = sync is { Pending: > 0, OldestPendingSeconds: > 0 and var seconds } ? $" (the oldest for {seconds:N0} s)" : "";
        var quarantined = sync.Quarantined > 0 ? $" ({sync.Quarantined:N0} quarantined)" : "";
        return
        [
            ("Chroma", stats.ChromaStatus),
            ("synced", $"{sync.Synced:N0}"),
            ("pending", $"{sync.Pending:N0}{oldest}"),
            ("failed", $"{sync.Failed:N0}{quarantined}"),
            ("deleting", $"{sync.Deleting:N0}"),
            ("last sweep", Words.When(sync.LastSyncRun)),
            ("generation", $"{sync.Generation}"),
        ];
    }
}
