using Oracle.Actors.Syncing;
using Oracle.Documents.Syncing;

namespace Oracle.Simulation.Tests;

/// <summary>
/// Does what ChromaSyncActor does, one step at a time, so that anything may happen between two steps. All it knows is
/// forgotten in a crash: then there is another one.
/// </summary>
internal sealed partial class Driver(ChromaSyncParts parts, SimulatedTime time) : IEngine
{
    private static readonly TimeSpan StepTakes = TimeSpan.FromMilliseconds(7);

    private readonly LinkedList<Batch> _ready = [];
    private readonly HashSet<long> _inFlight = [];
    private readonly LoneFailures _loneFailures = new();
    private Func<Task>? _next;
    private (Batch Batch, CollectionRecord Collection, Delivery Delivery)? _sent;
    private CollectionRecord? _collection;
    private IReadOnlyList<long> _swept = [];
    private string _trouble = "";
    private bool _begun;
    private bool _lostBefore;
    private bool _drained;

    private CircuitState Circuit { get; set; } = CircuitState.HalfOpen;

    public void Wake()
    {
        _drained = false;
        _checksDue = true;
        _probed = false;
    }

    public void Try(IReadOnlyList<long> keys)
    {
        _swept = keys;
        _probed = false;
    }

    public async Task<bool> StepAsync()
    {
        if (NextStep() is not { } step)
            return false;
        time.Move(StepTakes);
        await step();
        return true;
    }

    public async Task StopAsync()
    {
        _ready.Clear();
        if (_sent is not null)
            await SettleSentAsync();
        if (_begun)
            await parts.Reconciliation.EndAsync();
    }

    public void Crash()
    {
        // Nothing of it is kept.
    }

    private Func<Task>? NextStep()
    {
        if (_next is { } next)
        {
            _next = null;
            return next;
        }

        if (!_begun)
            return BeginAsync;
        // While a request is on its way the next rows are claimed.
        if (_sent is not null)
            return Circuit == CircuitState.Closed && _ready.Count == 0 && !_drained ? () => ClaimAsync(_sent!.Value.Collection) : SettleSentAsync;
        if (Circuit == CircuitState.Open)
            return _probed ? null : ProbeAsync;
        if (_collection is not { } collection)
            return OpenAsync;
        if (NextComparison(collection) is { } comparison)
            return comparison;
        if (_ready.Count > 0)
            return () => SendAsync(collection);
        return _drained && _swept.Count == 0 ? null : () => ClaimAsync(collection);
    }

    private async Task BeginAsync()
    {
        await parts.Reconciliation.BeginAsync(SyncProtocol.Checks(parts.Policy, time.Now));
        _begun = true;
        _comparedAt = time.Now;
    }

    private async Task ClaimAsync(CollectionRecord collection)
    {
        var isTrial = Circuit == CircuitState.HalfOpen;
        IReadOnlyList<SyncRow> rows;
        if (_swept.Count > 0 && !isTrial)
        {
            rows = await parts.Outbox.RowsAsync([.. _swept.Where(key => !_inFlight.Contains(key))], parts.Policy.BatchBytes);
            _swept = [];
        }
        else
        {
            var limit = isTrial ? parts.Policy.HalfOpenBatchSize : parts.Policy.BatchSize;
            rows = await parts.Outbox.DueAsync(time.Now, limit, parts.Policy.BatchBytes, _inFlight);
            _drained = rows.Count == 0;
            if (_drained && isTrial)
                Circuit = CircuitState.Closed;
        }

        foreach (var batch in (await Preparation.OfAsync(rows, new RowEmbedder(parts.Embedder, collection), parts.Policy, isTrial: false, default)).Batches)
        {
            _inFlight.UnionWith(batch.Rows.Select(row => row.N));
            _ready.AddLast(batch);
        }
    }

    private async Task SendAsync(CollectionRecord collection)
    {
        var batch = _ready.First!.Value;
        _ready.RemoveFirst();
        _sentSinceCheck = true;
        _sent = (batch, collection, await Delivery.OfAsync(batch, collection, parts, new HashSet<string>(), default));
    }

    private async Task SettleSentAsync()
    {
        var (batch, collection, delivery) = _sent!.Value;
        _sent = null;
        var outcome = Hopeless(batch, delivery.Outcome);
        if (await CarryAsync(batch, [.. batch.Rows.Except(delivery.Unproven)], outcome, collection))
            await CarryAsync(batch, delivery.Unproven, delivery.Doubt, collection);
    }

    private async Task<bool> CarryAsync(Batch batch, IReadOnlyList<SyncRow> rows, SyncOutcome outcome, CollectionRecord collection)
    {
        if (rows.Count == 0)
            return true;
        var decision = SyncProtocol.Decide(rows, outcome, parts.Policy, time.Now, parts.Jitter);
        await WriteAsync(decision.Settlements, collection.Generation);
        switch (decision.Next)
        {
            case Next.Halve when Circuit == CircuitState.Closed || (Circuit == CircuitState.HalfOpen && batch.Rows.Count <= parts.Policy.HalfOpenBatchSize):
                var (first, second) = batch.Halves();
                _ready.AddFirst(second);
                _ready.AddFirst(first);
                break;
            case Next.Halve:
                _inFlight.ExceptWith(batch.Rows.Select(row => row.N));
                break;
            case Next.ResolveCollection:
                await LoseAsync(rows, outcome);
                break;
            case Next.OpenCircuit:
                await OpenCircuitAsync(outcome);
                return false;
        }

        if (outcome.Kind == SyncOutcomeKind.Confirmed)
        {
            _lostBefore = false;
            _loneFailures.Confirmed(rows);
            if (Circuit == CircuitState.HalfOpen)
                Circuit = CircuitState.Closed;
        }

        return true;
    }

    private SyncOutcome Hopeless(Batch batch, SyncOutcome outcome)
    {
        if (outcome.Kind is not (SyncOutcomeKind.Ambiguous or SyncOutcomeKind.Interrupted) || batch.Rows.Count > 1
            || _loneFailures.Failed(batch.Rows[0]) < parts.Policy.MaxLoneFailures)
        {
            return outcome;
        }

        _loneFailures.Forget(batch.Rows[0]);
        return outcome with { Kind = SyncOutcomeKind.Hopeless };
    }

    private async Task WriteAsync(IReadOnlyList<Settlement> settlements, int generation)
    {
        if (settlements.Count == 0)
            return;
        var settled = await parts.Outbox.SettleAsync(settlements, generation, time.Now);
        _inFlight.ExceptWith(settled.Select(document => document.N));
        _drained = false;
    }
}
