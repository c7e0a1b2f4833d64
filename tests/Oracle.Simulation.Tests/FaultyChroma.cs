using Oracle.Actors.Syncing;
using Oracle.Documents.Syncing;

namespace Oracle.Simulation.Tests;

/// <summary>
/// A Chroma in memory behind a bad network: writes may be lost, applied without an answer, applied late, twice or in
/// another order; it may go away, be emptied, dropped or restored from a copy. It remembers what it said.
/// </summary>
internal sealed class FaultyChroma(ICollections collections, SimulatedTime time, Tally tally) : IVectorStore
{
    /// <summary>A text with this in it is refused.</summary>
    public const string Poison = "poison";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);
    private static readonly SyncOutcome Away = new(SyncOutcomeKind.Unavailable, "Connection refused.");

    // What else a record says is not simulated: nobody audits here.
    private static readonly RecordFacts NoFacts = new(null, null, null, null, null);

    private readonly Queue<Fate> _fates = new();
    private readonly List<Held> _held = [];
    private readonly List<(DateTimeOffset Until, TaskCompletionSource Answer)> _hanging = [];
    private Dictionary<string, RecordState> _records = new(StringComparer.Ordinal);
    private (string Uuid, Dictionary<string, RecordState> Records)? _copy;
    private string? _uuid;
    private int _made;
    private int _failingReads;

    public string Where => "http://simulated";

    public bool IsLoopback => true;

    public long WritesEnded => Version;

    /// <summary>Rises with every change of what it holds.</summary>
    public int Version { get; private set; }

    /// <summary>True: a write without an answer takes its time. False: its time is gone at once.</summary>
    public bool Hangs { get; init; }

    public bool IsAway { get; set; }

    public ChromaMemory Memory { get; } = new(time);

    /// <summary>What the collection of this UUID holds; null when it is not there.</summary>
    public IReadOnlyDictionary<string, RecordState>? Records(string? uuid) => uuid == _uuid && _uuid is not null ? _records : null;

    /// <summary>When the next write that was held back lands, or null.</summary>
    public DateTimeOffset? NextLanding =>
        _held.Select(held => held.LandsAt).Concat(_hanging.Select(hanging => (DateTimeOffset?)hanging.Until)).Where(at => at is not null).Min();

    public void FailWrites(Fate fate, int writes)
    {
        for (var i = 0; i < writes; i++)
            _fates.Enqueue(fate);
    }

    public void FailReads(int reads) => _failingReads += reads;

    /// <summary>No new faults; what is on its way still lands.</summary>
    public void BeWell()
    {
        _fates.Clear();
        _failingReads = 0;
        IsAway = false;
        foreach (var held in _held)
            held.LandsAt ??= time.Now;
    }

    public void Copy() => _copy = _uuid is null ? null : (_uuid, new(_records, StringComparer.Ordinal));

    public void Restore()
    {
        if (_copy is not { } copy)
            return;
        // Connections ended with the server: nothing that was on its way arrives.
        Version++;
        Release(DateTimeOffset.MaxValue);
        _held.Clear();
        (_uuid, _records) = (copy.Uuid, new(copy.Records, StringComparer.Ordinal));
    }

    public void Empty()
    {
        Version++;
        _records.Clear();
    }

    public void Drop()
    {
        Version++;
        _uuid = null;
        _records = new(StringComparer.Ordinal);
    }

    /// <summary>Applies what was held back until now.</summary>
    public void Land()
    {
        Release(time.Now);
        foreach (var held in _held.Where(held => held.LandsAt <= time.Now).OrderBy(held => held.LandsAt).ToList())
            Land(held);
    }

    public Task<SyncOutcome> ProbeAsync(CancellationToken cancel) => Task.FromResult(IsAway ? Away : SyncOutcome.Confirmed);

    public async Task<Opening> OpenAsync(CancellationToken cancel)
    {
        if (IsAway)
            return new Opening(Away, Collection: null);
        _uuid ??= $"collection {++_made}";
        var known = await collections.AnsweringAsync();
        return new Opening(SyncOutcome.Confirmed, new CollectionRecord("simulated", _uuid, "simulated", Texts.Model.Model, Texts.Model.Dimension, "cosine", 0), known?.Uuid != _uuid);
    }

    public Task<Opening> OpenOtherAsync(CollectionRecord wanted, CancellationToken cancel) => throw new NotSupportedException("There is one collection here.");

    public Task<SyncOutcome> UpsertAsync(CollectionRecord collection, IReadOnlyList<EmbeddedRow> rows, CancellationToken cancel) =>
        rows.Any(row => row.Row.Content.Contains(Poison, StringComparison.Ordinal)) && !IsAway && collection.Uuid == _uuid
            ? Task.FromResult(new SyncOutcome(SyncOutcomeKind.Rejected, "Poison is refused."))
            : WriteAsync(new Held(collection.Uuid, [.. rows.Select(row => new RecordState(row.Row.Id, row.Row.Revision, row.Row.ContentHash, Texts.Model.Model))], []));

    public Task<SyncOutcome> RemarkAsync(CollectionRecord collection, IReadOnlyList<EmbeddedRow> rows, CancellationToken cancel) =>
        throw new NotSupportedException("Nothing is re-indexed here.");

    public Task<Measured<IReadOnlyList<HeldRecord>>> ReadVectorsAsync(
        CollectionRecord collection, IReadOnlyCollection<string> ids, bool withTexts, CancellationToken cancel) => Task.FromResult(
        Read<IReadOnlyList<HeldRecord>>(collection, () => [.. ids.Where(_records.ContainsKey).Select(id => new HeldRecord(_records[id], new float[] { 1 }, NoFacts))]));

    // The index is not simulated: it finds what is there.
    public Task<Measured<IReadOnlyList<string>>> UnretrievableAsync(
        CollectionRecord collection, IReadOnlyList<OwnVector> records, CancellationToken cancel) =>
        Task.FromResult(Read<IReadOnlyList<string>>(collection, () => []));

    public Task<SyncOutcome> DeleteAsync(CollectionRecord collection, IReadOnlyList<string> ids, CancellationToken cancel) =>
        WriteAsync(new Held(collection.Uuid, [], ids));

    public Task<Measured<long>> CountAsync(CollectionRecord collection, CancellationToken cancel) =>
        Task.FromResult(Read<long>(collection, () => _records.Count));

    public Task<Measured<IReadOnlyList<RecordState>>> ReadAsync(CollectionRecord collection, IReadOnlyCollection<string> ids, CancellationToken cancel)
    {
        var read = Read<IReadOnlyList<RecordState>>(collection, () => [.. ids.Where(_records.ContainsKey).Select(id => _records[id])]);
        if (read.Value is not null)
            Memory.Shown(collection.Uuid, ids, _records);
        return Task.FromResult(read);
    }

    public Task<Measured<IReadOnlyList<RecordState>>> PageAsync(CollectionRecord collection, int offset, int limit, CancellationToken cancel) => Task.FromResult(
        Read<IReadOnlyList<RecordState>>(collection, () => [.. _records.Values.OrderBy(record => record.Id, StringComparer.Ordinal).Skip(offset).Take(limit)]));

    public Task ReplaceAsync(CollectionRecord broken) => throw new NotSupportedException("No index breaks here.");

    public Task<SyncOutcome> DropAsync(CollectionRecord replaced, CancellationToken cancel) => throw new NotSupportedException("No index breaks here.");

    public Task<Measured<IReadOnlyList<VectorHit>>> QueryAsync(
        CollectionRecord collection, ReadOnlyMemory<float> vector, int limit, IReadOnlyList<string>? types, CancellationToken cancel) =>
        throw new NotSupportedException("Searches look at all records.");

    private Measured<T> Read<T>(CollectionRecord collection, Func<T> read)
    {
        Land();
        if (IsAway)
            return new Measured<T>(Away, default);
        if (collection.Uuid != _uuid)
            return new Measured<T>(Lost(), default);
        if (_failingReads > 0)
        {
            _failingReads--;
            return new Measured<T>(new SyncOutcome(SyncOutcomeKind.Ambiguous, "Chroma answered 500."), default);
        }

        return new Measured<T>(SyncOutcome.Confirmed, read());
    }

    private async Task<SyncOutcome> WriteAsync(Held write)
    {
        Land();
        if (IsAway)
            return Away;
        if (write.Uuid != _uuid)
            return Lost();
        if (!_fates.TryDequeue(out var fate))
            return Confirm(write);
        tally.Count($"write {fate.Kind}");
        if (fate.Kind is FateKind.AnswerLost or FateKind.AnswerLostAndLate)
            Apply(write);
        switch (fate.Kind)
        {
            case FateKind.Twice:
                Apply(write);
                return Confirm(write);
            case FateKind.Refused:
                return new SyncOutcome(SyncOutcomeKind.Unavailable, "Chroma answered 429.");
            case FateKind.Overtaken:
                _held.Add(write);
                break;
        }

        Memory.Unanswered(write.Uuid, write.Ids);
        if (fate.IsTimeout)
            await TimeoutAsync();
        Memory.Unanswered(write.Uuid, write.Ids);
        if (fate.Kind is FateKind.Late or FateKind.AnswerLostAndLate or FateKind.RefusedAndLate)
        {
            write.LandsAt = time.Now + TimeSpan.FromSeconds(fate.Seconds);
            _held.Add(write);
        }

        return fate.Kind == FateKind.RefusedAndLate
            ? new SyncOutcome(SyncOutcomeKind.Unavailable, "Chroma answered 503.", MaybeApplied: true)
            : new SyncOutcome(SyncOutcomeKind.Ambiguous, "Chroma did not answer.", MaybeApplied: true);
    }

    private Task TimeoutAsync()
    {
        if (!Hangs)
        {
            time.Move(Timeout);
            return Task.CompletedTask;
        }

        var answer = new TaskCompletionSource();
        _hanging.Add((time.Now + Timeout, answer));
        return answer.Task;
    }

    /// <summary>
    /// The host has ended, and with it its connections: nobody waits for the time-outs that were running. What it sent may
    /// land later from now on, as after an answer that was lost.
    /// </summary>
    public void HangUp() => Release(DateTimeOffset.MaxValue);

    private void Release(DateTimeOffset until)
    {
        foreach (var hanging in _hanging.Where(hanging => hanging.Until <= until).ToList())
        {
            // One answer may set off the next.
            if (_hanging.Remove(hanging))
                hanging.Answer.SetResult();
        }
    }

    private SyncOutcome Confirm(Held write)
    {
        Apply(write);
        Memory.Confirmed(write);
        foreach (var overtaken in _held.Where(held => held.LandsAt is null && held.Ids.Intersect(write.Ids, StringComparer.Ordinal).Any()).ToList())
            Land(overtaken);
        return SyncOutcome.Confirmed;
    }

    private void Land(Held held)
    {
        if (_held.Remove(held) && held.Uuid == _uuid)
            Apply(held);
    }

    private void Apply(Held write)
    {
        Version++;
        foreach (var record in write.Upserts)
            _records[record.Id] = record;
        foreach (var id in write.Deletions)
            _records.Remove(id);
    }

    private static SyncOutcome Lost() => new(SyncOutcomeKind.CollectionLost, "Collection does not exist.");
}

/// <summary>A write on its way. Without a time it waits for the next one to overtake it.</summary>
internal sealed record Held(string Uuid, IReadOnlyList<RecordState> Upserts, IReadOnlyList<string> Deletions)
{
    public IReadOnlyList<string> Ids { get; } = [.. Upserts.Select(record => record.Id), .. Deletions];

    public DateTimeOffset? LandsAt { get; set; }
}
