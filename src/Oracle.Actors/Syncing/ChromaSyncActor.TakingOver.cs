using Akka.Actor;
using Akka.Event;
using Oracle.Actors.Auditing;
using Oracle.Documents.Syncing;

namespace Oracle.Actors.Syncing;

// The moment in which another collection begins to answer, or does not.
internal sealed partial class ChromaSyncActor
{
    private bool _takeOverDue;
    private IActorRef? _takeOver;

    private void OnTakeOver()
    {
        _takeOver = Sender;
        _takeOverDue = true;
        if (_circuit.State == CircuitState.Closed && _openedTarget is not null && !(_laterFailedAt is { } at && _clock.GetElapsedTime(at) < LaterPause))
            Pump();
        else
            AnswerTakeOver(done: false);
    }

    private void SwitchOver(CollectionRecord answering)
    {
        if (_openedTarget is not { } filling)
        {
            AnswerTakeOver(done: false);
            Pump();
            return;
        }

        var now = _clock.GetUtcNow();
        (_laterOnItsWay, _laterAt) = (true, _clock.GetTimestamp());
        Start(Step.Exchange, () => SwitchOverAsync(filling, answering, now), result => result);
    }

    // Nothing else is written meanwhile: what the last change has left behind is written, and then it answers.
    private async Task<TakenOver> SwitchOverAsync(CollectionRecord filling, CollectionRecord answering, DateTimeOffset now)
    {
        // Is it still there? A lost one would be let answer with nothing in it.
        var count = await _parts.Vectors.CountAsync(filling, _stopping.Token);
        if (count.Outcome.Kind != SyncOutcomeKind.Confirmed)
            return new TakenOver(count.Outcome, Answering: null);
        if (await _parts.Reindexing.LackingAsync(filling.Name, after: 0, _parts.Policy.BatchSize, _parts.Policy.BatchBytes, onlySynced: true) is { Count: > 0 } rows)
        {
            var embedded = await new RowEmbedder(_parts.Embedder, filling).EmbedAsync(rows, _stopping.Token);
            if (embedded.Trouble is { } trouble)
                return new TakenOver(new SyncOutcome(SyncOutcomeKind.EmbedderDown, trouble), Answering: null);
            var last = await LaterWriting.OfAsync(new LaterWork.Filling(filling, embedded.Good), answering, _parts, now, _stopping.Token);
            if (last.Outcome.Kind != SyncOutcomeKind.Confirmed)
                return new TakenOver(last.Outcome, Answering: null);
            // Nobody else compares these; of a small collection they may be all.
            var still = (await _parts.Reindexing.StillSyncedAsync(rows)).Select(row => row.N).ToHashSet();
            var check = await CollectionCheck.OfAsync(
                [.. embedded.Good.Where(row => still.Contains(row.Row.N)).Select(row => new Expectation(row.Row.Id, row.Row.Revision, row.Row.ContentHash, RecordMetadata.Facts(row.Row), row.Vector))],
                filling, _parts.Vectors, probe: null, _stopping.Token);
            await _parts.Reindexing.RedoAsync(filling.Name, [.. check.Findings.Select(finding => finding.Expected.Id)]);
            if (check.Outcome.Kind != SyncOutcomeKind.Confirmed || check.Findings.Count > 0)
                return new TakenOver(check.Outcome, Answering: null, CompareAnew: true);
        }

        return await _parts.Reindexing.SwitchAsync(SyncProtocol.Checks(_parts.Policy, now), now)
            ? new TakenOver(SyncOutcome.Confirmed, await _parts.Collections.AnsweringAsync())
            : new TakenOver(SyncOutcome.Confirmed, Answering: null);
    }

    private void OnTakenOver(TakenOver message)
    {
        _running.Remove(Step.Exchange);
        (_takeOverDue, _laterOnItsWay, _laterAt) = (false, false, _clock.GetTimestamp());
        if (message.Answering is { } answering)
        {
            _log.Info("Collection {Collection} with vectors of {Provider} {Model} answers from now on.", answering.Name, answering.Provider, answering.Model);
            // Claimed meanwhile with the vectors of the one that answered until now.
            ReleaseReady();
            _later.Clear();
            _collection = answering;
            _openedTarget = null;
            ForgetLooks();
            (_brokenReads, _brokenWrites) = (0, 0);
            (_drained, _mayHaveBroken) = (false, true);
        }

        if (message.Outcome.Kind == SyncOutcomeKind.CollectionLost)
            _openedTarget = null;
        if (message.Outcome.Kind != SyncOutcomeKind.Confirmed)
        {
            PauseLater(message.Outcome);
            Probe();
        }

        AnswerTakeOver(done: message.Answering is not null, message.CompareAnew);
        Pump();
    }

    // They were into another collection.
    private void ForgetLooks()
    {
        (_walk, _find, _findDue) = (null, null, true);
        (_renewed, _unretrievable) = (_renewed.Clear(), 0);
        _difference = null;
        _stillToCompare = [];
    }

    private void AnswerTakeOver(bool done, bool compareAnew = false)
    {
        _takeOverDue = false;
        _takeOver?.Tell(new ChromaSync.TookOver(done, compareAnew));
        _takeOver = null;
    }

    private sealed record TakenOver(SyncOutcome Outcome, CollectionRecord? Answering, bool CompareAnew = false);
}
