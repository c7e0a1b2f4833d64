using Akka.Event;
using Oracle.Documents.Syncing;

namespace Oracle.Actors.Syncing;

// Finding or making the collection, and making everything due in a new one.
internal sealed partial class ChromaSyncActor
{
    // Asked for while something was on its way.
    private bool _openDue;

    private void Open()
    {
        if (_isModelUnknown && !_embedderTrial)
        {
            MarkDue(SyncFailure.Embedding, _embedderTrouble!);
            return;
        }

        // What was sent to the former collection must be settled before documents are made due for a new one.
        _openDue = _running.Contains(Step.Exchange) || _settling > 0;
        if (_openDue)
            return;
        if (Start(Step.Open, () => _parts.Vectors.OpenAsync(_stopping.Token), opening => new Opened(opening)))
            _embedderTrial = false;
    }

    private void OnOpened(Opened message)
    {
        _running.Remove(Step.Open);
        if (_circuit.State == CircuitState.Open)
            return;
        var (outcome, collection, isNew, _) = message.Opening;
        if (collection is null)
        {
            if (outcome.Kind == SyncOutcomeKind.EmbedderDown)
                OnModelUnknown(outcome);
            else
                OpenCircuit(outcome);
            return;
        }

        _lastAnswer = _clock.GetTimestamp();
        var wasUnknown = _isModelUnknown;
        _isModelUnknown = false;
        if (isNew)
        {
            _collection = null;
            // What is still on its way to the former one is settled first; then this is asked again.
            if (_running.Contains(Step.Exchange) || _settling > 0)
                return;
            ForgetLooks();
            MakeDue(collection);
        }
        else
        {
            _collection = collection;
            _compareDue |= IsCompareTime();
        }

        if (wasUnknown)
            OnEmbedderAnswered();
        Pump();
    }

    private void MakeDue(CollectionRecord collection) =>
        Start(Step.Open, () => _parts.Outbox.MakeDueAsync(MakeDueSlice), count => new MadeDue(collection, count));

    private void OnMadeDue(MadeDue message)
    {
        _running.Remove(Step.Open);
        if (message.Count == MakeDueSlice)
        {
            MakeDue(message.Collection);
            return;
        }

        // Last: a crash before this starts over and forgets nothing.
        Start(Step.Open, async () =>
        {
            await _parts.Collections.SetAnsweringAsync(message.Collection);
            return message.Collection;
        }, collection => new Remembered(collection));
    }

    private void OnRemembered(Remembered message)
    {
        _running.Remove(Step.Open);
        _log.Info("Chroma collection {Collection} ({Uuid}) at {Where} is new to this store; every document is sent to it.",
            message.Collection.Name, message.Collection.Uuid, _parts.Vectors.Where);
        if (_circuit.State != CircuitState.Open)
            _collection = message.Collection;
        Wake();
    }
}
