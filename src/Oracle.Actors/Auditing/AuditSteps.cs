using Akka.Actor;
using Oracle.Actors.Syncing;
using Oracle.Documents.Syncing;

namespace Oracle.Actors.Auditing;

/// <summary>What came of one step of an audit.</summary>
/// <param name="Job">The audit after it; after trouble, as it was.</param>
/// <param name="Outcome">Confirmed, or what the audit must wait for.</param>
/// <param name="Sync">How ChromaSyncActor saw things before it; null where nobody asked.</param>
internal sealed record AuditStep(AuditJob Job, SyncOutcome Outcome, ChromaSync.Status? Sync = null)
{
    /// <summary>Documents are on their way to Chroma, and should not wait for an audit.</summary>
    public bool IsSending => Sync is { IsSending: true };

    /// <summary>Chroma failed this step, and ChromaSyncActor may not know yet.</summary>
    public bool IsNews => Sync is { IsConnected: true } && Outcome.Kind is not (SyncOutcomeKind.Confirmed or SyncOutcomeKind.EmbedderDown);

    public static AuditStep Done(AuditJob job) => new(job, SyncOutcome.Confirmed);
}

/// <summary>The steps of an audit, each small: nothing else waits for one longer than for a batch. They keep nothing.</summary>
internal sealed partial class AuditSteps(AuditParts parts)
{
    private const int SliceDocuments = 200;
    private const long SliceBytes = 4 * 1024 * 1024;
    private static readonly TimeSpan StatusWithin = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ExaminedWithin = TimeSpan.FromMinutes(2);

    /// <summary>The next step.</summary>
    /// <exception cref="AskTimeoutException">ChromaSyncActor does not answer.</exception>
    public async Task<AuditStep> NextAsync(AuditJob job, CancellationToken cancel)
    {
        var status = await parts.ChromaSync.Ask<ChromaSync.Status>(ChromaSync.GetStatus.Instance, StatusWithin, cancel);
        if (status is not { IsConnected: true, Collection: { } collection })
            return new AuditStep(job, new SyncOutcome(SyncOutcomeKind.Unavailable, status.Circuit.Reason.Length > 0 ? status.Circuit.Reason : "Chroma is not connected yet."), status);
        var step = job.Collection?.Uuid != collection.Uuid
            ? AuditStep.Done(job.In(collection, await parts.Reconciliation.CensusAsync()))
            : job.Phase switch
            {
                AuditPhase.Documents => await DocumentsAsync(job, collection, cancel),
                AuditPhase.Records => await RecordsAsync(job, collection, cancel),
                AuditPhase.Orphans => await OrphansAsync(job, collection, cancel),
                AuditPhase.Unretrievable => await UnretrievableAsync(job, collection, cancel),
                _ => AuditStep.Done(job),
            };
        return step with { Sync = status };
    }

    private async Task<AuditStep> DocumentsAsync(AuditJob job, CollectionRecord collection, CancellationToken cancel)
    {
        var slice = await parts.Auditing.ExpectedAsync(job.After, SliceDocuments, SliceBytes);
        if (slice.Count == 0)
            return AuditStep.Done(job with { Phase = AuditPhase.Records });
        var documents = slice.Where(document => document.Revision <= job.LastRevision).ToList();
        var probe = job.Probe(documents);
        var check = await CollectionCheck.OfAsync(documents, collection, parts.Vectors, parts.Embedder, probe, cancel);
        if (check.Outcome.Kind != SyncOutcomeKind.Confirmed)
            return new AuditStep(job, check.Outcome);
        var next = job with { After = slice[^1].N, Checked = job.Checked + documents.Count, Probed = job.Probed + (probe?.Count ?? documents.Count) };
        if (check.Findings.Count == 0)
            return AuditStep.Done(next);

        var examined = await ExamineAsync(new ChromaSync.Examine(collection, check.Findings, [], job.Wanted.Repair), cancel);
        return examined.Outcome.Kind == SyncOutcomeKind.Confirmed
            ? AuditStep.Done(Found(next, examined))
            : new AuditStep(job, examined.Outcome);
    }

    private static AuditJob Found(AuditJob job, ChromaSync.Examined examined)
    {
        foreach (var kind in examined.Findings.GroupBy(finding => finding.Drift))
            job = job.Found(kind.Key, [.. kind.Select(finding => finding.Expected.Id)]);
        // What is too much to be written anew one by one need not be remembered.
        var lost = examined.Findings.Where(finding => finding.Drift == Audit.Drift.Unretrievable).Take((int)Math.Max(51, (job.Total / 20) + 1) - job.ToRenew.Count);
        return job with
        {
            Repaired = job.Repaired + examined.Mended,
            ToRenew = job.ToRenew.AddRange(lost.Select(finding => finding with { Expected = finding.Expected with { Vector = null } })),
        };
    }

    private Task<ChromaSync.Examined> ExamineAsync(ChromaSync.Examine wanted, CancellationToken cancel) =>
        parts.ChromaSync.Ask<ChromaSync.Examined>(wanted, ExaminedWithin, cancel);
}
