using Oracle.Actors.Syncing;
using Oracle.Documents.Syncing;

namespace Oracle.Simulation.Tests;

// The circuit, and finding the collection.
internal sealed partial class Driver
{
    private bool _probed;

    public async Task ProbeSilenceAsync()
    {
        if (Circuit != CircuitState.Open && await parts.Vectors.ProbeAsync(default) is { Kind: not SyncOutcomeKind.Confirmed } outcome)
            await OpenCircuitAsync(outcome);
    }

    private async Task OpenCircuitAsync(SyncOutcome outcome)
    {
        Circuit = CircuitState.Open;
        _trouble = outcome.Reason;
        _collection = null;
        _compareDue = true;
        _walk = null;
        var abandoned = _ready.SelectMany(batch => batch.Rows).ToList();
        _ready.Clear();
        if (abandoned.Count == 0)
            return;
        var decision = SyncProtocol.Decide(abandoned, new SyncOutcome(SyncOutcomeKind.Unavailable, _trouble), parts.Policy, time.Now, parts.Jitter);
        await WriteAsync(decision.Settlements, generation: 0);
    }

    private async Task ProbeAsync()
    {
        await parts.Outbox.MarkFailedAsync(SyncFailure.Unavailable, _trouble, limit: 1_000, time.Now);
        _probed = true;
        if ((await parts.Vectors.ProbeAsync(default)).Kind == SyncOutcomeKind.Confirmed)
            Circuit = CircuitState.HalfOpen;
        _swept = [];
        _drained = false;
    }

    private async Task OpenAsync()
    {
        _openDue = false;
        var opening = await parts.Vectors.OpenAsync(default);
        if (opening.Collection is not { } collection)
        {
            await OpenCircuitAsync(opening.Outcome);
        }
        else if (opening.IsNew)
        {
            _collection = null;
            _next = () => MakeDueAsync(collection);
        }
        else
        {
            _collection = collection;
            _compareDue |= IsCompareTime();
        }
    }

    private async Task MakeDueAsync(CollectionRecord collection)
    {
        await parts.Outbox.MakeDueAsync(limit: 10_000);
        _next = () => RememberAsync(collection);
    }

    private async Task RememberAsync(CollectionRecord collection)
    {
        await parts.Collections.SetAnsweringAsync(collection);
        _collection = collection;
        _drained = false;
    }

    private async Task LoseAsync(IReadOnlyList<SyncRow> rows, SyncOutcome outcome)
    {
        _inFlight.ExceptWith(rows.Concat(_ready.SelectMany(batch => batch.Rows)).Select(row => row.N));
        _ready.Clear();
        _drained = false;
        if (_lostBefore)
        {
            await OpenCircuitAsync(outcome);
            return;
        }

        _lostBefore = true;
        _collection = null;
    }
}
