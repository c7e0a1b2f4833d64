using Oracle.Actors.Ports;
using Oracle.Actors.Stats;
using Oracle.Api.Status;
using Oracle.Application.Indexing;
using Oracle.Documents;

namespace Oracle.Application.Status;

/// <summary>Where every document stands.</summary>
/// <param name="reports">What was counted.</param>
/// <param name="roots">The folders that are known.</param>
/// <param name="runs">Whether files are being indexed.</param>
/// <param name="files">How many files there are of each type.</param>
/// <param name="database">Where SQLite's file is.</param>
public sealed class StatsService(IStatisticsReports reports, IRoots roots, IndexingRuns runs, FileCounts files, DatabaseFile database)
{
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(10);

    // As in Oracle V2: an index nobody has added to for a day may have been forgotten.
    private static readonly TimeSpan StaleAfter = TimeSpan.FromHours(24);

    /// <summary>Reads it now.</summary>
    /// <exception cref="StoreUnavailableException">SQLite cannot be read.</exception>
    /// <exception cref="NotAnsweringException">Not in time.</exception>
    public async Task<StatsAnswer> ReadAsync() => Of(await reports.ReadAsync(Within), await roots.AllAsync(), await files.ReadAsync());

    private StatsAnswer Of(Statistics.Report report, IReadOnlyList<Root> all, IReadOnlyDictionary<string, long> filesByType)
    {
        var store = report.Store;
        var age = report.At - store.LastIndexed;
        var (indexing, finished) = (store.Indexing is { } filling ? (filling.Done, filling.Total) : runs.Progress, runs.FinishedAt);
        var answering = store.Answering;
        return new StatsAnswer(
            store.Total, store.ByType, filesByType,
            new ConceptsBlock(store.Concepts, [.. store.TopConcepts.Select(concept => new ConceptBlock(concept.Name, concept.Count))]),
            store.LastIndexed, age is { } since ? Math.Round(since.TotalHours, 1) : null, age is not { } time || time > StaleAfter,
            indexing is not null, indexing is var (done, total) ? new IndexingBlock(done, total, total == 0 ? 100 : (int)(100L * done / total)) : null,
            finished?.ToUnixTimeMilliseconds(),
            store.Indexing is { } i ? $"being filled: {i.Done} of {i.Total}" : "healthy",
            report.VectorCount is null ? "unavailable" : "connected",
            database.Path,
            new VectorBlock(true, report.VectorCount ?? 0, answering?.Name, report.Sync?.Unretrievable),
            answering is null ? [] : [new ModelBlock(answering.Provider, answering.Model, answering.Name, report.VectorCount ?? 0, true)],
            (all.FirstOrDefault(root => root.Name.Length == 0) ?? (all.Count > 0 ? all[0] : null))?.Path,
            new SyncBlock(
                store.Synced, store.Pending, store.Failed, report.LastSweep, store.Quarantined, store.Deleting,
                store.OldestPending is { } oldest ? Math.Max(0, Math.Floor((report.At - oldest).TotalSeconds)) : 0, answering?.Generation ?? 0),
            new RootsBlock(all.Count, all.Count(root => !Directory.Exists(root.Path)), all.Count(root => RootStates.Of(root).Held is not null)),
            report.LastAudit is { } audit
                ? new AuditBlock(Words.Of(audit.State), audit.FinishedAt, audit.Missing, audit.Stale, audit.Orphans, audit.Unretrievable, audit.Repaired)
                : null);
    }
}

/// <summary>Where SQLite's file is.</summary>
/// <param name="Path">Absolute.</param>
public sealed record DatabaseFile(string Path);
