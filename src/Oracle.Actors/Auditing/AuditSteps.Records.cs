using Oracle.Actors.Syncing;
using Oracle.Documents.Syncing;

namespace Oracle.Actors.Auditing;

// Looking records up in SQLite. Their order holds while others are written, but where records are deleted others slip to
// earlier pages: a page begins with records of the one before it, or it is gone back to.
internal sealed partial class AuditSteps
{
    internal const int PageSize = 500;
    private const int Overlap = 100;

    // More are not counted; it is another store's collection.
    private const int MostOrphans = 100_000;

    private async Task<AuditStep> RecordsAsync(AuditJob job, CollectionRecord collection, CancellationToken cancel)
    {
        var from = Math.Max(0, job.Position.Offset - Overlap);
        var page = await parts.Vectors.PageAsync(collection, from, PageSize, cancel);
        if (page.Value is not { } records)
            return new AuditStep(job, page.Outcome);
        if (from > 0 && (records.Count == 0 || !job.Position.Seen.Contains(records[0].Id)))
            return AuditStep.Done(job with { Position = job.Position with { Offset = Math.Max(0, job.Position.Offset - PageSize + Overlap) } });

        var ids = records.Select(record => record.Id).ToHashSet(StringComparer.Ordinal);
        var next = job with
        {
            Position = new RecordPosition(from + records.Count, ids),
            Phase = records.Count < PageSize ? AuditPhase.Orphans : AuditPhase.Records,
        };
        var known = (await parts.Reconciliation.RowsAsync(ids)).Select(row => row.Id);
        var strangers = ids.Except(known, StringComparer.Ordinal).Except(job.Orphans, StringComparer.Ordinal).Take(MostOrphans - job.Orphans.Count).ToList();
        if (strangers.Count > 0)
        {
            var examined = await ExamineAsync(new ChromaSync.Examine(collection, [], strangers, Mend: false), cancel);
            if (examined.Outcome.Kind != SyncOutcomeKind.Confirmed)
                return new AuditStep(job, examined.Outcome);
            next = Found(next, examined.Strangers);
        }

        return AuditStep.Done(next.Phase == AuditPhase.Orphans ? await DecideAsync(next, collection) : next);
    }

    private static AuditJob Found(AuditJob job, IReadOnlyList<RecordState> orphans)
    {
        var ids = orphans.Select(orphan => orphan.Id).ToList();
        return job.Found(Audit.Drift.Orphan, ids) with
        {
            Orphans = job.Orphans.Union(ids), HighestOrphan = orphans.Select(orphan => orphan.Revision ?? 0).Append(job.HighestOrphan).Max(),
        };
    }

    /// <summary>Whether the orphans are removed.</summary>
    private async Task<AuditJob> DecideAsync(AuditJob job, CollectionRecord collection)
    {
        if (job.Orphans.Count == MostOrphans)
            job = job.Noted($"There are more than {MostOrphans:N0} records that SQLite does not know.");
        if (!job.Wanted.Repair || job.Orphans.IsEmpty)
            return job;
        var last = (await parts.Reconciliation.CensusAsync()).LastRevision;
        if (job.Wanted.Force || Reconciliation.MayRemove(job.Orphans.Count, job.Position.Offset, job.HighestOrphan, last, collection.IsAdopted))
            return job with { ToRemove = [.. job.Orphans] };
        var why = collection.IsAdopted ? "the collection was somebody else's"
            : job.HighestOrphan > last ? "some are newer than oracle.db"
            : "they are too many to be removed without a person's word";
        return job.Noted($"{job.Orphans.Count:N0} records that SQLite does not know were left alone, for {why}; they may be the only copy. They show in no search. To remove them: ./oracle audit --repair --force");
    }
}
