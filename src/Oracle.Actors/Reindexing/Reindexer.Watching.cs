using Akka.Actor;
using Akka.Event;
using Oracle.Actors.Syncing;
using Oracle.Documents.Reindexing;
using Oracle.Documents.Syncing;

namespace Oracle.Actors.Reindexing;

// From begun to done, by what the tables say.
internal sealed partial class Reindexer
{
    // What is wrong after so many rounds of writing it anew stays wrong.
    private const int MostRounds = 5;

    // Under changes without a pause something is always on its way; so few are written in the moment of taking over.
    private const int FewLacking = 100;

    // Writing records costs a few others their place in the index. So few of all (one in so many, ten at least) are always
    // found under changes: they are compared again alone, or the comparing would never end.
    private const int FewWrong = 10;
    private const int OneWrongIn = 250;
    private static readonly TimeSpan AskWithin = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(30);

    private Verification? _verification;
    private int _roundsInVain;
    private string? _trouble;

    // The start of the last one whose end was told.
    private DateTimeOffset? _finished;

    // What was lacking when it became few, which is compared like the rest: of a small collection it may be all.
    private IReadOnlySet<(string Id, long Revision)>? _awaited;

    // What the last comparison found wrong, where that was little: the rest need not be compared once more.
    private Again? _onlyAgain;

    // Somebody was asked for something that takes its time.
    private bool _busy;

    // A step of the comparison is under way. Each ends by itself, so it is never asked for again.
    private bool _comparing;
    private long _askedAt;

    private void Reset()
    {
        CompareAnew();
        _roundsInVain = 0;
        _trouble = null;
        _busy = false;
    }

    private void CompareAnew() => (_verification, _awaited, _onlyAgain) = (null, null, null);

    private void Look()
    {
        if (_looking)
            return;
        _looking = true;
        LookAsync(_trouble, FewLacking + (_onlyAgain?.Ids.Count ?? 0)).PipeTo(Self, failure: e => new Failed(e));
    }

    private async Task<Seen> LookAsync(string? trouble, int few)
    {
        var status = await ReadAsync(trouble);
        if (status.Run is not { IsActive: true } run)
            return new Seen(status, Sync: null, IsWritten: false, [], []);
        // What answers already, or is on its way there, must not be missing afterwards.
        var behind = run.Kind == ReindexKind.Renew ? [] : await _parts.Reindexing.BehindAsync(run.Target.Name, few);
        var isWritten = run.Kind == ReindexKind.Renew
            ? (await _parts.Reindexing.RenewableAsync(after: 0, limit: 1, bytes: 1)).Count == 0
            : run.Target.Uuid.Length > 0 && behind.Count < few;
        var sync = await SyncAsync();
        return new Seen(status, sync, isWritten, behind, run.Kind == ReindexKind.Renew ? [] : await StillRefusedAsync(run, RefusedBy(run, sync)));
    }

    private static IReadOnlyList<ChromaSync.RefusedDocument> RefusedBy(ReindexRun run, ChromaSync.Status? sync) =>
        [.. (sync?.RefusedByTarget ?? []).Where(document => document.Collection == run.Target.Name)];

    // As long as they are as they were refused, and in the search now, taking over would take them away.
    private async Task<IReadOnlyList<ChromaSync.RefusedDocument>> StillRefusedAsync(ReindexRun run, IReadOnlyList<ChromaSync.RefusedDocument> refused)
    {
        if (refused.Count == 0)
            return [];
        var lacking = (await _parts.Reindexing.BehindAsync(run.Target.Name, FewLacking + refused.Count)).ToHashSet();
        // Before most of the rest is written there is still time for them to change.
        var still = refused.Where(document => lacking.Contains((document.Id, document.Revision))).ToList();
        return lacking.Count - still.Count < FewLacking ? still : [];
    }

    private async Task<ChromaSync.Status?> SyncAsync()
    {
        try
        {
            return await _chromaSync.Ask<ChromaSync.Status>(ChromaSync.GetStatus.Instance, AskWithin);
        }
        catch (AskTimeoutException)
        {
            return null;
        }
    }

    private void OnSeen(Seen message)
    {
        _looking = false;
        var before = _status?.Run;
        Tell(message.Status);
        if (message.Status.Run is not { IsActive: true } run)
        {
            // It ended, and the answer that said so was lost: the tables know.
            if (before is { IsActive: true } && message.Status.Run is { } ended && ended.StartedAt == before.StartedAt)
                Finish(ended, ended.Error);
            return;
        }

        _trouble = message.Sync switch
        {
            { Circuit: { State: CircuitState.Open, Reason: var reason } } => $"It waits for Chroma: {reason}",
            { ReindexTrouble: { } trouble } => trouble,
            var sync when RefusedBy(run, sync) is [var one, ..] => $"Collection '{run.Target.Name}' does not take document {one.Id}: {one.Reason}",
            _ => null,
        };
        // Much is lacking again: what was compared says little by now.
        // And one that was lost and made anew was not compared at all.
        if (!message.IsWritten || (_verification is { } position && position.Target.Uuid != run.Target.Uuid))
            CompareAnew();
        if (_onlyAgain?.Uuid != run.Target.Uuid)
            _onlyAgain = null;
        if (message.IsWritten)
            _awaited ??= message.Behind.ToHashSet();
        if (message.Refused is [var first, ..])
            GiveUp(run, $"Collection '{run.Target.Name}' does not take {message.Refused.Count} documents that are in the search now. Change or delete them, or choose another model. {first.Id}: {first.Reason}");
        else if (message.IsWritten && (_verification is not null || !message.Behind.Any(_awaited!.Contains)) && !_comparing && (!_busy || _clock.GetElapsedTime(_askedAt) > AskAgainAfter))
            Verify(run);
    }

    private void Tell(Reindex.Status status)
    {
        if (status.Advice is { } advice && advice != _advised)
            _log.Warning("{Advice}", advice);
        _advised = status.Advice;
        if (status == _status)
            return;
        _status = status;
        Context.System.EventStream.Publish(status);
    }

    private void Verify(ReindexRun run)
    {
        (_busy, _askedAt) = (true, _clock.GetTimestamp());
        // Once: a look at each change that was none would follow a comparison that fails at once without a pause.
        if (run.State == ReindexState.Running)
            _parts.Reindexing.SetVerifyingAsync(true).PipeTo(Self, success: () => Tick.Instance, failure: e => new Failed(e));
        if (run.Kind == ReindexKind.Renew)
            _chromaSync.Tell(ChromaSync.CompareAll.Instance);
        else
            GoOn(_verification ??= _onlyAgain is { } some ? Verification.Of(run.Target, some.Ids) : Verification.Of(run.Target));
    }

    private void GoOn(Verification position)
    {
        _comparing = true;
        position.GoOnAsync(_parts, _stopping.Token).PipeTo(Self, failure: e => new CompareFailed(e));
    }

    private void OnVerified(Verified message)
    {
        _comparing = false;
        _askedAt = _clock.GetTimestamp();
        if (_status?.Run is not { IsActive: true, Kind: not ReindexKind.Renew } run || run.Target.Uuid != message.Position.Target.Uuid)
        {
            _busy = false;
            return;
        }

        if (message.Outcome.Kind != SyncOutcomeKind.Confirmed)
        {
            // The circuit is ChromaSyncActor's; here it is asked again a tick later.
            _trouble = message.Outcome.Reason;
            _busy = false;
            if (message.Outcome.Kind == SyncOutcomeKind.CollectionLost)
            {
                CompareAnew();
                _chromaSync.Tell(ChromaSync.TargetLost.Instance);
            }

            return;
        }

        _verification = message.Position;
        if (!message.IsDone)
            GoOn(message.Position);
        else if (message.Position.Wrong is { Count: > 0 } wrong)
            WriteAgain(run, wrong, message.Position.Unfound);
        else
            EmbedLacking(run.Target);
    }

    private void EmbedLacking(CollectionRecord target)
    {
        _comparing = true;
        EmbedLackingAsync(target).PipeTo(Self, failure: e => new CompareFailed(e));
    }

    // What is written in the moment of taking over holds up live documents: its vectors are in the cache by then.
    private async Task<LackingEmbedded> EmbedLackingAsync(CollectionRecord target)
    {
        var lacking = await _parts.Reindexing.LackingAsync(target.Name, after: 0, _parts.Policy.BatchSize, _parts.Policy.BatchBytes, onlySynced: true);
        var embedded = await new RowEmbedder(_parts.Embedder, target).EmbedAsync(lacking, _stopping.Token);
        return new LackingEmbedded(target, embedded.Trouble ?? embedded.Refused.Select(refused => $"Document {refused.Row.Id} has no vector: {refused.Reason}").FirstOrDefault());
    }

    private void OnLackingEmbedded(LackingEmbedded message)
    {
        _comparing = false;
        _askedAt = _clock.GetTimestamp();
        if (message.Trouble is null && _verification?.Target.Uuid == message.Target.Uuid)
        {
            _chromaSync.Tell(ChromaSync.TakeOver.Instance);
            return;
        }

        // An embedder in trouble is asked again after as long as whoever does not answer.
        _trouble = message.Trouble;
        _busy = message.Trouble is not null;
    }

    private void WriteAgain(ReindexRun run, IReadOnlyList<string> wrong, int unfound)
    {
        CompareAnew();
        _busy = false;
        if (++_roundsInVain >= MostRounds)
        {
            GiveUp(run, $"After {MostRounds} rounds of writing them anew, {wrong.Count} records of collection '{run.Target.Name}' are still not as they should be or not found by their own vectors, among them {wrong[0]}.",
                isTooNarrow: run.Kind == ReindexKind.Move && unfound == wrong.Count);
            return;
        }

        if (wrong.Count <= Math.Max(FewWrong, run.Total / OneWrongIn))
            _onlyAgain = new Again(run.Target.Uuid, wrong);
        _log.Info("{Count} records of collection {Collection} were not as they should be or not found by their own vectors, among them {Example}; they are written anew.",
            wrong.Count, run.Target.Name, wrong[0]);
        _parts.Reindexing.SetVerifyingAsync(false).PipeTo(Self, success: () => Tick.Instance, failure: e => new Failed(e));
    }

    private void OnTookOver(ChromaSync.TookOver message)
    {
        // If not, it is compared what changed since; most of it was compared already.
        _busy = false;
        if (message.CompareAnew)
            CompareAnew();
        if (!message.Done || _status?.Run is not { } run)
            return;
        Finish(run, error: null);
        Look();
    }

    // Orphans go last: the comparison has seen every record.
    private void OnComparedAll()
    {
        if (_status?.Run is { IsActive: true, Kind: ReindexKind.Renew } run)
            _parts.Reindexing.FinishRenewalAsync(_clock.GetUtcNow()).PipeTo(Self, success: done => new Ended(run, Error: null, done), failure: e => new Failed(e));
    }

    // It may have taken over in this very moment: what the tables say is told then.
    private void GiveUp(ReindexRun run, string error, bool isTooNarrow = false)
    {
        _busy = true;
        _askedAt = _clock.GetTimestamp();
        _parts.Reindexing.FailAsync(error, _clock.GetUtcNow()).PipeTo(Self, success: failed => new Ended(run, error, failed, isTooNarrow), failure: e => new Failed(e));
    }

    private void OnEnded(Ended message)
    {
        _busy = false;
        if (message.Done)
            Finish(message.Run, message.Error);
        if (message is { Done: true, IsTooNarrow: true, Error: { } trouble })
            Widen(message.Run.Target, trouble.TrimEnd('.'));
        else
            Look();
    }

    // Of one collection: one made anew lacks everything.
    private sealed record Again(string Uuid, IReadOnlyList<string> Ids);

    private void Finish(ReindexRun run, string? error)
    {
        if (_finished == run.StartedAt)
            return;
        _finished = run.StartedAt;
        Reset();
        if (run.State == ReindexState.Cancelled)
            _log.Info("Re-index cancelled: {Kind}, collection {Collection}; the search stays as it was.", run.Kind, run.Target.Name);
        else if (error is null)
            _log.Info("Re-index done: {Kind}, collection {Collection}, generation {Generation}.", run.Kind, run.Target.Name, run.Target.Generation);
        else
            _log.Error("Re-index given up; the search stays as it was. {Reason}", error);
        Context.System.EventStream.Publish(new Reindex.Finished(run.Kind, run.Target.Name, run.Target.Generation, _clock.GetUtcNow(), error));
    }
}
