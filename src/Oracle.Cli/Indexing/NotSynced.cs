using Oracle.Api.Status;
using Oracle.Api.Syncing;
using Oracle.Cli.Connecting;
using Oracle.Cli.Output;

namespace Oracle.Cli.Indexing;

/// <summary>Says in one line what Chroma does not have, why, and what to do.</summary>
internal static class NotSynced
{
    public static async Task<string> ExplainAsync(HostConnection host, StatsAnswer stats, CancellationToken ct)
    {
        var sync = stats.Sync;
        var quarantined = sync.Quarantined > 0 ? $", {sync.Quarantined:N0} of them quarantined" : "";
        var next = host.IsOnDemand ? "They are sent while a host runs: ./oracle serve." : "The host goes on with them.";
        return $"{sync.NotSynced:N0} of {Words.Count(stats.Total, "document")} not synced ({sync.Pending:N0} pending, {sync.Failed:N0} failed{quarantined}): "
            + $"{(await WhyAsync(host.Api, stats, ct)).TrimEnd('.')}. {next} For each one's reason: ./oracle sync failed";
    }

    private static async Task<string> WhyAsync(OracleApi api, StatsAnswer stats, CancellationToken ct)
    {
        if (!stats.ChromaAnswers)
        {
            return "Chroma is unavailable";
        }
        if (stats.Sync.Failed == 0)
        {
            return "the time given was too short";
        }
        var failed = OracleApi.Read<FailedAnswer>(await api.GetAsync("api/sync/failed?limit=1", ct));
        return failed.Items is [{ Error: { } error } first, ..] ? $"{first.Id}: {error}" : "no reason was recorded";
    }
}
