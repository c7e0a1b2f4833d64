using Akka.Actor;
using Oracle.Actors.Reindexing;
using Oracle.Actors.Syncing;
using Oracle.Documents.Syncing;

namespace Oracle.Actors.Auditing;

// The end of an audit: what could only be decided once all was counted.
internal sealed partial class AuditSteps
{
    private static readonly TimeSpan ReindexerWithin = TimeSpan.FromSeconds(10);

    private async Task<AuditStep> OrphansAsync(AuditJob job, CollectionRecord collection, CancellationToken cancel)
    {
        var some = job.ToRemove.Take(PageSize).ToList();
        if (some.Count == 0)
            return AuditStep.Done(job with { Phase = AuditPhase.Unretrievable });
        var examined = await ExamineAsync(new ChromaSync.Examine(collection, [], some, Mend: true), cancel);
        // One that is no orphan any more was removed, or taken, by somebody else.
        return examined.Outcome.Kind == SyncOutcomeKind.Confirmed
            ? AuditStep.Done(job with { ToRemove = job.ToRemove.RemoveRange(0, some.Count), Repaired = job.Repaired + some.Count })
            : new AuditStep(job, examined.Outcome);
    }

    private async Task<AuditStep> UnretrievableAsync(AuditJob job, CollectionRecord collection, CancellationToken cancel)
    {
        if (!job.Wanted.Repair || job.ToRenew.IsEmpty)
            return AuditStep.Done(job with { Phase = AuditPhase.Done });
        if (job.IsIndexBroken)
            return AuditStep.Done((await ReindexAsync(job, collection, cancel)) with { Phase = AuditPhase.Done });
        var some = job.ToRenew.Take(SliceDocuments).ToList();
        var examined = await ExamineAsync(new ChromaSync.Examine(collection, some, [], Mend: true, Renew: true), cancel);
        return examined.Outcome.Kind == SyncOutcomeKind.Confirmed
            ? AuditStep.Done(job with { ToRenew = job.ToRenew.RemoveRange(0, some.Count), Repaired = job.Repaired + some.Count })
            : new AuditStep(job, examined.Outcome);
    }

    private async Task<AuditJob> ReindexAsync(AuditJob job, CollectionRecord collection, CancellationToken cancel)
    {
        var what = $"Chroma's index does not find {job.Count(Audit.Drift.Unretrievable):N0} of {job.Probed:N0} records";
        try
        {
            return job.Noted(await parts.Reindexer.Ask<object>(new Reindex.Start(Anew: true), ReindexerWithin, cancel) switch
            {
                Reindex.Accepted => $"{what}; all are being written to a new collection, and the old one answers meanwhile: ./oracle reindex status",
                Reindex.AlreadyRunning => $"{what}, and a re-index is under way: ./oracle reindex status",
                Reindex.Refused refused => $"{what}, and a re-index into a new collection was refused: {refused.Reason}",
                var other => throw new InvalidOperationException($"Reindexer answered {other.GetType()}."),
            });
        }
        catch (AskTimeoutException)
        {
            return job.Noted($"{what}, and the re-indexer does not answer. To write them to a new collection: ./oracle reindex");
        }
    }
}
