using System.Collections.Immutable;
using Akka.Actor;
using Oracle.Actors.Auditing;
using Oracle.Documents.Syncing;

namespace Oracle.Actors.Syncing;

// Looking again at what an audit found. Here no write is under way and all that was confirmed is settled: what is wrong now is wrong.
internal sealed partial class ChromaSyncActor
{
    private static readonly TimeSpan AuditStep = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestWaitForAudit = TimeSpan.FromMinutes(10);

    private long? _auditedAt;
    private long _auditBegan;
    private ImmutableQueue<(ChromaSync.Examine Wanted, IActorRef ReplyTo)> _examinations = [];

    // It finds what this actor's own looks find, and says which: were that mended here meanwhile, its result would tell half of it.
    private bool IsAudited => IsAuditGoingOn && _clock.GetElapsedTime(_auditBegan) < LongestWaitForAudit;

    private bool IsAuditGoingOn => _auditedAt is { } at && _clock.GetElapsedTime(at) < AuditStep;

    private void OnAuditGoesOn()
    {
        if (!IsAuditGoingOn)
            _auditBegan = _clock.GetTimestamp();
        _auditedAt = _clock.GetTimestamp();
    }

    private void OnExamine(ChromaSync.Examine message)
    {
        _examinations = _examinations.Enqueue((message, Sender));
        Pump();
    }

    private void ExamineNext(CollectionRecord collection)
    {
        _sentSinceCheck = false;
        _examinations = _examinations.Dequeue(out var next);
        if (next.Wanted.Collection.Uuid == collection.Uuid)
        {
            Start(Step.Exchange, () => ExamineAsync(next.Wanted, collection), answer => new ExaminedFor(next.ReplyTo, answer));
            return;
        }

        next.ReplyTo.Tell(new ChromaSync.Examined(new SyncOutcome(SyncOutcomeKind.CollectionLost, "Another collection answers now."), [], [], Mended: 0));
        Pump();
    }

    private void OnExamined(ExaminedFor message)
    {
        _running.Remove(Step.Exchange);
        message.ReplyTo.Tell(message.Answer);
        if (message.Answer.Mended > 0)
            _drained = false;
        if (Heard(message.Answer.Outcome))
            Pump();
    }

    private async Task<ChromaSync.Examined> ExamineAsync(ChromaSync.Examine wanted, CollectionRecord collection)
    {
        var check = await FindingsAsync(wanted.Findings, collection);
        if (check.Outcome.Kind != SyncOutcomeKind.Confirmed)
            return new ChromaSync.Examined(check.Outcome, [], [], Mended: 0);
        // The records first: a document accepted meanwhile has its row by then.
        var read = await _parts.Vectors.ReadAsync(collection, wanted.Strangers, _stopping.Token);
        if (read.Value is not { } records)
            return new ChromaSync.Examined(read.Outcome, [], [], Mended: 0);
        var known = (await _parts.Reconciliation.RowsAsync(wanted.Strangers)).Select(row => row.Id).ToHashSet(StringComparer.Ordinal);
        var strangers = records.Where(record => !known.Contains(record.Id)).ToList();
        return wanted.Mend
            ? await MendAsync(wanted, check.Findings, strangers)
            : new ChromaSync.Examined(SyncOutcome.Confirmed, check.Findings, strangers, Mended: 0);
    }

    private async Task<CollectionCheck> FindingsAsync(IReadOnlyList<Finding> findings, CollectionRecord collection)
    {
        var rows = (await _parts.Reconciliation.RowsAsync([.. findings.Select(finding => finding.Expected.Id)])).ToDictionary(row => row.Id, StringComparer.Ordinal);
        // What changed since is on its way, and not what was compared.
        var unchanged = findings.Where(finding => rows.TryGetValue(finding.Expected.Id, out var row)
            && row is { Status: SyncStatus.Synced, Deleted: false } && row.Revision == finding.Expected.Revision).ToList();
        var probe = unchanged.Where(finding => finding.Drift == Audit.Drift.Unretrievable).Select(finding => finding.Expected.Id).ToHashSet(StringComparer.Ordinal);
        return await CollectionCheck.OfAsync([.. unchanged.Select(finding => finding.Expected)], collection, _parts.Vectors, probe, _stopping.Token);
    }

    private async Task<ChromaSync.Examined> MendAsync(ChromaSync.Examine wanted, IReadOnlyList<Finding> findings, IReadOnlyList<RecordState> strangers)
    {
        bool IsToMend(Finding finding) => finding.Drift != Audit.Drift.Unretrievable || wanted.Renew;
        var mended = await _parts.Reconciliation.CorrectAsync(
            // A vector written over another loses neighbours their place in the index: what is there is deleted first.
            [.. findings.Where(IsToMend).Select(finding => new Correction(finding.Expected.Id, finding.Expected.Revision, Renew: finding.Drift != Audit.Drift.Missing)),
                .. strangers.Select(stranger => new Correction(stranger.Id, Revision: null))],
            [], _clock.GetUtcNow());
        var ids = mended.Select(correction => correction.Id).ToHashSet(StringComparer.Ordinal);
        // What is not mended after all changed at this very moment.
        return new ChromaSync.Examined(
            SyncOutcome.Confirmed, [.. findings.Where(finding => !IsToMend(finding) || ids.Contains(finding.Expected.Id))],
            [.. strangers.Where(stranger => ids.Contains(stranger.Id))], mended.Count);
    }

    private sealed record ExaminedFor(IActorRef ReplyTo, ChromaSync.Examined Answer);
}
