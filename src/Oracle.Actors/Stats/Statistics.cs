using Oracle.Actors.Auditing;
using Oracle.Actors.Syncing;
using Oracle.Documents;

namespace Oracle.Actors.Stats;

/// <summary>What StatsActor understands and says.</summary>
public static class Statistics
{
    /// <summary>Asks for <see cref="Report"/>, or <see cref="Unreadable"/> when SQLite cannot be read.</summary>
    public sealed record GetStatistics
    {
        /// <summary>The one there is.</summary>
        public static readonly GetStatistics Instance = new();
    }

    /// <summary>Where every document stands, read after the request arrived.</summary>
    /// <param name="At">When it was read.</param>
    /// <param name="Store">Counts of one moment.</param>
    /// <param name="LastSweep">The end of the sweeper's last run; null when there was none or it does not answer.</param>
    /// <param name="Sync">The circuit and collection as ChromaSyncActor sees them; null when it does not answer.</param>
    /// <param name="VectorCount">Records in Chroma, counted by Chroma itself: all that <paramref name="Store"/> calls synced is in it; null when it does not answer.</param>
    /// <param name="LastAudit">The last audit that was finished; null when there was none or its auditor does not answer.</param>
    public sealed record Report(
        DateTimeOffset At, StoreStatistics Store, DateTimeOffset? LastSweep, ChromaSync.Status? Sync, long? VectorCount, Audit.Result? LastAudit = null);

    /// <summary>SQLite could not be read.</summary>
    public sealed record Unreadable(string Reason);
}
