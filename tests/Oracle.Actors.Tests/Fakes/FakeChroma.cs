using System.Collections.Concurrent;
using Oracle.Actors.Syncing;
using Oracle.Documents.Syncing;

namespace Oracle.Actors.Tests.Fakes;

/// <summary>
/// A Chroma in memory that can be told how to answer. It keeps what it was sent, and by whom at once, and says
/// "collection lost" and "new" by the same rule as a real one: the collection's UUID. What speaks of no collection by
/// name speaks of the one that was opened last to answer.
/// </summary>
internal sealed class FakeChroma(ICollections collections, Traffic traffic, TimeProvider clock) : IVectorStore
{
    private readonly ConcurrentQueue<Write> _writes = [];
    private readonly ConcurrentQueue<DateTimeOffset> _probes = [];
    private readonly ConcurrentQueue<DateTimeOffset> _opens = [];
    private int _writing;
    private long _writesEnded;
    private int _mostAtOnce;
    private readonly ConcurrentDictionary<string, FakeCollection> _collections = new(StringComparer.Ordinal);
    private volatile FakeCollection _answering = new("oracle_knowledge");

    public string Where => "http://chroma.test:8000";

    /// <summary>The configured name: of the first collection that is made.</summary>
    public string Name { get; init; } = "oracle_knowledge";

    public bool IsLoopback { get; set; } = true;

    /// <summary>While set, the answer to everything.</summary>
    public SyncOutcome? Trouble { get; set; }

    /// <summary>While it gives one, the answer to everything asked of the collection of that name.</summary>
    public Func<string, SyncOutcome?> TroubleOf { get; set; } = _ => null;

    /// <summary>While set, the answer to opening.</summary>
    public Func<SyncOutcome?> OnOpen { get; set; } = () => null;

    /// <summary>Throws from the call itself rather than from its task.</summary>
    public Func<Exception?> ThrowOnOpen { get; set; } = () => null;

    /// <summary>While true, the collection of the name belongs to another store.</summary>
    public bool IsForeign { get; set; }

    /// <summary>Answers a write in place of Chroma; null: it is simply done.</summary>
    public Func<Write, Reply?> OnWrite { get; set; } = _ => null;

    /// <summary>While set, the answer to every reading of records.</summary>
    public Func<SyncOutcome?> OnRead { get; set; } = () => null;

    /// <summary>While set, the answer to dropping a replaced collection, which stays.</summary>
    public Func<SyncOutcome?> OnDrop { get; set; } = () => null;

    /// <summary>How often records were read.</summary>
    public int Reads { get; private set; }

    /// <summary>How often a broken collection was replaced.</summary>
    public int Replaced { get; private set; }

    /// <summary>The replaced collections that were dropped.</summary>
    public ConcurrentQueue<string> Dropped { get; } = new();

    public Gate Readings { get; } = new(traffic);

    public Gate Writes { get; } = new(traffic);

    public long WritesEnded => Interlocked.Read(ref _writesEnded);

    public Gate Probes { get; } = new(traffic);

    public Gate Opens { get; } = new(traffic);

    public Gate Counts { get; } = new(traffic);

    /// <summary>Every write sent, in order, whatever became of it.</summary>
    public IReadOnlyList<Write> Sent => [.. _writes];

    public IReadOnlyList<DateTimeOffset> Probed => [.. _probes];

    public IReadOnlyList<DateTimeOffset> Opened => [.. _opens];

    public int MostAtOnce => Volatile.Read(ref _mostAtOnce);

    public int CountsAsked { get; private set; }

    public ConcurrentDictionary<string, SyncRow> Records => _answering.Records;

    /// <summary>Writes that were answered before they were done, and will land later.</summary>
    public ConcurrentQueue<Action> Late { get; } = new();

    /// <summary>All writes that were on their way land now, behind everything that was done since.</summary>
    public void LandLateWrites()
    {
        while (Late.TryDequeue(out var apply))
            apply();
    }

    /// <summary>The collection of that name, be it there or not.</summary>
    public FakeCollection In(string name) => _collections.GetOrAdd(name, name == _answering.Name ? _answering : new FakeCollection(name));

    /// <summary>What it holds now, to be put back later.</summary>
    public IReadOnlyList<SyncRow> Copy() => [.. Records.Values];

    /// <summary>Somebody puts other records in the place of all there are. The collection's UUID stays.</summary>
    public void Restore(IReadOnlyList<SyncRow> records)
    {
        Records.Clear();
        foreach (var record in records)
            Records[record.Id] = record;
    }

    /// <summary>Somebody else writes records of ids that no document has.</summary>
    public void AddStrangers(int count)
    {
        for (var i = 0; i < count; i++)
            Records[$"stranger-{i:D5}"] = new SyncRow(0, $"stranger-{i:D5}", 1, "hash", 0, Deleted: false, "text", "note", "", [], Project: null);
    }

    /// <summary>Somebody drops the collection.</summary>
    public void LoseCollection() => _answering.Lose();

    public Task<SyncOutcome> ProbeAsync(CancellationToken cancel) => traffic.During(async () =>
    {
        _probes.Enqueue(clock.GetUtcNow());
        await Probes.PassAsync(cancel);
        return Trouble ?? SyncOutcome.Confirmed;
    });

    public Task<Opening> OpenAsync(CancellationToken cancel) => ThrowOnOpen() is { } thrown ? throw thrown : traffic.During(async () =>
    {
        _opens.Enqueue(clock.GetUtcNow());
        await Opens.PassAsync(cancel);
        if ((Trouble ?? OnOpen()) is { } trouble)
            return new Opening(trouble, Collection: null);
        if (IsForeign)
            return new Opening(new SyncOutcome(SyncOutcomeKind.Misconfigured, "The collection belongs to another store."), null, IsForeign: true);
        var answering = await collections.AnsweringAsync();
        var wanted = answering ?? Collection("") with { Name = Name };
        if (TroubleOf(wanted.Name) is { } refused)
            return new Opening(refused, Collection: null);
        _answering = In(wanted.Name);
        return Made(wanted, answering?.Uuid);
    });

    public Task<Opening> OpenOtherAsync(CollectionRecord wanted, CancellationToken cancel) => traffic.During(async () =>
    {
        await Opens.PassAsync(cancel);
        return (Trouble ?? TroubleOf(wanted.Name)) is { } trouble ? new Opening(trouble, Collection: null) : Made(wanted, wanted.Uuid);
    });

    public Task<SyncOutcome> UpsertAsync(CollectionRecord collection, IReadOnlyList<EmbeddedRow> rows, CancellationToken cancel) =>
        WriteAsync(collection, new Write(clock.GetUtcNow(), IsDelete: false, [.. rows.Select(row => row.Row.Id)], [.. rows.Select(row => row.Row)]),
            () =>
            {
                var into = In(collection.Name);
                foreach (var (row, vector) in rows)
                    (into.Records[row.Id], into.Vectors[row.Id]) = (row, vector.ToArray());
            }, cancel);

    /// <summary>The vector of each record that was written.</summary>
    public ConcurrentDictionary<string, float[]> Vectors => _answering.Vectors;

    /// <summary>Records that no query finds, until they are deleted.</summary>
    public ConcurrentDictionary<string, bool> Unretrievable => _answering.Unretrievable;

    /// <summary>How many vectors each query asked for.</summary>
    public ConcurrentQueue<int> Queries { get; } = new();

    /// <summary>Done when a page is asked for, with its offset, before it is read.</summary>
    public Action<int> OnPage { get; set; } = _ => { };

    /// <summary>Every remark sent, in order.</summary>
    public ConcurrentQueue<IReadOnlyList<string>> Remarked { get; } = new();

    public Task<SyncOutcome> RemarkAsync(CollectionRecord collection, IReadOnlyList<EmbeddedRow> rows, CancellationToken cancel)
    {
        Remarked.Enqueue([.. rows.Select(row => row.Row.Id)]);
        return WriteAsync(collection, new Write(clock.GetUtcNow(), IsDelete: false, [.. rows.Select(row => row.Row.Id)], [.. rows.Select(row => row.Row)]),
            () =>
            {
                var records = In(collection.Name).Records;
                foreach (var (row, _) in rows.Where(row => records.ContainsKey(row.Row.Id)))
                    records[row.Id] = row;
            }, cancel);
    }

    public async Task<Measured<IReadOnlyList<HeldRecord>>> ReadVectorsAsync(
        CollectionRecord collection, IReadOnlyCollection<string> ids, bool withTexts, CancellationToken cancel)
    {
        var read = await ReadAsync(collection, ids, cancel);
        var from = In(collection.Name);
        // It may be gone again.
        IEnumerable<HeldRecord> Held(RecordState record) => from.Records.TryGetValue(record.Id, out var row)
            ? [new HeldRecord(record, from.Vectors.GetValueOrDefault(record.Id, [1, 2, 3, 4]), RecordMetadata.Facts(row))]
            : [];
        return new Measured<IReadOnlyList<HeldRecord>>(read.Outcome, read.Value is { } records ? [.. records.SelectMany(Held)] : null);
    }

    public Task<Measured<IReadOnlyList<string>>> UnretrievableAsync(
        CollectionRecord collection, IReadOnlyList<OwnVector> records, CancellationToken cancel) => traffic.During(async () =>
    {
        await Readings.PassAsync(cancel);
        Queries.Enqueue(records.Count);
        return (Trouble ?? TroubleOf(collection.Name)) is { } trouble
            ? new Measured<IReadOnlyList<string>>(trouble, null)
            : new Measured<IReadOnlyList<string>>(SyncOutcome.Confirmed, [.. records.Select(record => record.Id).Where(In(collection.Name).Unretrievable.ContainsKey)]);
    });

    public Task<SyncOutcome> DeleteAsync(CollectionRecord collection, IReadOnlyList<string> ids, CancellationToken cancel) =>
        WriteAsync(collection, new Write(clock.GetUtcNow(), IsDelete: true, ids, []),
            () =>
            {
                var from = In(collection.Name);
                foreach (var id in ids)
                {
                    from.Records.TryRemove(id, out var _);
                    from.Unretrievable.TryRemove(id, out var _);
                }
            }, cancel);

    public Task<Measured<long>> CountAsync(CollectionRecord collection, CancellationToken cancel) => traffic.During(async () =>
    {
        CountsAsked++;
        try
        {
            await Counts.PassAsync(cancel);
        }
        catch (OperationCanceledException)
        {
            return new Measured<long>(new SyncOutcome(SyncOutcomeKind.Unavailable, "It did not count in time."), 0);
        }

        return (Trouble ?? TroubleOf(collection.Name) ?? (_opens.IsEmpty ? null : Lost(collection))) is { } trouble
            ? new Measured<long>(trouble, 0)
            : new Measured<long>(SyncOutcome.Confirmed, In(collection.Name).Records.Count);
    });

    public Task<Measured<IReadOnlyList<RecordState>>> ReadAsync(
        CollectionRecord collection, IReadOnlyCollection<string> ids, CancellationToken cancel) => ReadAsync(
        collection, held => [.. ids.Where(held.ContainsKey).Select(id => State(held[id], collection))], cancel);

    public Task<Measured<IReadOnlyList<RecordState>>> PageAsync(CollectionRecord collection, int offset, int limit, CancellationToken cancel)
    {
        OnPage(offset);
        return ReadAsync(
            collection, held => [.. held.Values.OrderBy(row => row.Id, StringComparer.Ordinal).Skip(offset).Take(limit).Select(row => State(row, collection))], cancel);
    }

    public Task ReplaceAsync(CollectionRecord broken) => traffic.During(async () =>
    {
        var next = broken with { Name = $"{broken.Name}_g{broken.Generation + 1}", Uuid = "", Generation = broken.Generation + 1 };
        _answering = In(next.Name);
        Replaced++;
        await collections.ReplaceBrokenAsync(next);
        return true;
    });

    public Task<SyncOutcome> DropAsync(CollectionRecord replaced, CancellationToken cancel) => traffic.During(async () =>
    {
        if ((OnDrop() ?? TroubleOf(replaced.Name)) is { } refused)
            return refused;
        if (Lost(replaced) is null)
            In(replaced.Name).Lose();
        Dropped.Enqueue(replaced.Name);
        await collections.ForgetAsync(replaced);
        return SyncOutcome.Confirmed;
    });

    public Task<Measured<IReadOnlyList<VectorHit>>> QueryAsync(
        CollectionRecord collection, ReadOnlyMemory<float> vector, int limit, IReadOnlyList<string>? types, CancellationToken cancel) =>
        throw new NotSupportedException("No actor queries.");

    public static CollectionRecord Collection(string uuid) =>
        new("oracle_knowledge", uuid, "fake", "fake-1", FakeEmbedder.Dimension, "cosine", Generation: 1);

    private static RecordState State(SyncRow row, CollectionRecord collection) => new(row.Id, row.Revision, row.ContentHash, collection.Model);

    private Opening Made(CollectionRecord wanted, string? known)
    {
        var uuid = In(wanted.Name).Make();
        return new Opening(SyncOutcome.Confirmed, wanted with { Uuid = uuid }, IsNew: known != uuid);
    }

    private SyncOutcome? Lost(CollectionRecord collection) => In(collection.Name).Uuid == collection.Uuid
        ? null
        : new SyncOutcome(SyncOutcomeKind.CollectionLost, "Collection does not exist.");

    private Task<Measured<IReadOnlyList<RecordState>>> ReadAsync(
        CollectionRecord collection, Func<ConcurrentDictionary<string, SyncRow>, IReadOnlyList<RecordState>> read, CancellationToken cancel) => traffic.During(async () =>
    {
        Reads++;
        await Readings.PassAsync(cancel);
        var trouble = Trouble ?? TroubleOf(collection.Name) ?? OnRead() ?? Lost(collection);
        return new Measured<IReadOnlyList<RecordState>>(trouble ?? SyncOutcome.Confirmed, trouble is null ? read(In(collection.Name).Records) : null);
    });

    private Task<SyncOutcome> WriteAsync(CollectionRecord collection, Write write, Action apply, CancellationToken cancel) =>
        traffic.During(async () =>
        {
            write = write with { Collection = collection.Name };
            _writes.Enqueue(write);
            InterlockedMax(Interlocked.Increment(ref _writing));
            try
            {
                await Writes.PassAsync(cancel);
                if ((Trouble ?? TroubleOf(collection.Name)) is { } trouble)
                    return trouble;
                if (OnWrite(write) is { } reply)
                {
                    if (reply.IsApplied)
                        apply();
                    else if (reply.IsLate)
                        Late.Enqueue(apply);
                    return reply.Outcome;
                }

                if (Lost(collection) is { } lost)
                    return lost;
                apply();
                return SyncOutcome.Confirmed;
            }
            finally
            {
                Interlocked.Decrement(ref _writing);
                Interlocked.Increment(ref _writesEnded);
            }
        });

    private void InterlockedMax(int writing)
    {
        for (var most = MostAtOnce; writing > most; most = MostAtOnce)
            Interlocked.CompareExchange(ref _mostAtOnce, writing, most);
    }
}

/// <summary>One request that changes Chroma. <paramref name="Rows"/> is empty for a deletion.</summary>
internal sealed record Write(DateTimeOffset At, bool IsDelete, IReadOnlyList<string> Ids, IReadOnlyList<SyncRow> Rows, string Collection = "");

/// <summary>A scripted answer, and whether the write was done all the same.</summary>
/// <param name="Outcome">The answer.</param>
/// <param name="IsApplied">It was done.</param>
/// <param name="IsLate">It is done when <see cref="FakeChroma.LandLateWrites"/> says so.</param>
internal sealed record Reply(SyncOutcome Outcome, bool IsApplied = false, bool IsLate = false)
{
    public static Reply Late() => new(new SyncOutcome(SyncOutcomeKind.Ambiguous, "Chroma did not answer in time.", MaybeApplied: true), IsLate: true);

    public static Reply Ambiguous(bool isApplied = false) => new(new SyncOutcome(SyncOutcomeKind.Ambiguous, "Chroma answered 500."), isApplied);

    public static Reply Rejected(string words) => new(new SyncOutcome(SyncOutcomeKind.Rejected, words));
}
