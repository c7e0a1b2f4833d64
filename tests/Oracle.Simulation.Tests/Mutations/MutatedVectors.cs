using Oracle.Actors.Syncing;
using Oracle.Documents.Syncing;

namespace Oracle.Simulation.Tests.Mutations;

/// <summary>Chroma, with its answers to writes understood in another way.</summary>
internal sealed class MutatedVectors(IVectorStore inner, Func<Attempt, SyncOutcome, Task<SyncOutcome>> understand) : IVectorStore
{
    public string Where => inner.Where;

    public bool IsLoopback => inner.IsLoopback;

    public long WritesEnded => inner.WritesEnded;

    public Task<SyncOutcome> ProbeAsync(CancellationToken cancel) => inner.ProbeAsync(cancel);

    public Task<Opening> OpenAsync(CancellationToken cancel) => inner.OpenAsync(cancel);

    public Task<Opening> OpenOtherAsync(CollectionRecord wanted, CancellationToken cancel) => inner.OpenOtherAsync(wanted, cancel);

    public async Task<SyncOutcome> UpsertAsync(CollectionRecord collection, IReadOnlyList<EmbeddedRow> rows, CancellationToken cancel) => await understand(
        new Attempt(collection, rows.ToDictionary(row => row.Row.Id, row => (long?)row.Row.Revision, StringComparer.Ordinal)),
        await inner.UpsertAsync(collection, rows, cancel));

    public async Task<SyncOutcome> DeleteAsync(CollectionRecord collection, IReadOnlyList<string> ids, CancellationToken cancel) => await understand(
        new Attempt(collection, ids.ToDictionary(id => id, _ => (long?)null, StringComparer.Ordinal)), await inner.DeleteAsync(collection, ids, cancel));

    public Task<Measured<long>> CountAsync(CollectionRecord collection, CancellationToken cancel) => inner.CountAsync(collection, cancel);

    public Task<Measured<IReadOnlyList<RecordState>>> ReadAsync(CollectionRecord collection, IReadOnlyCollection<string> ids, CancellationToken cancel) =>
        inner.ReadAsync(collection, ids, cancel);

    public Task<Measured<IReadOnlyList<RecordState>>> PageAsync(CollectionRecord collection, int offset, int limit, CancellationToken cancel) =>
        inner.PageAsync(collection, offset, limit, cancel);

    public Task<SyncOutcome> RemarkAsync(CollectionRecord collection, IReadOnlyList<EmbeddedRow> rows, CancellationToken cancel) =>
        inner.RemarkAsync(collection, rows, cancel);

    public Task<Measured<IReadOnlyList<HeldRecord>>> ReadVectorsAsync(CollectionRecord collection, IReadOnlyCollection<string> ids, bool withTexts, CancellationToken cancel) =>
        inner.ReadVectorsAsync(collection, ids, withTexts, cancel);

    public Task<Measured<IReadOnlyList<string>>> UnretrievableAsync(
        CollectionRecord collection, IReadOnlyList<OwnVector> records, CancellationToken cancel) => inner.UnretrievableAsync(collection, records, cancel);

    public Task ReplaceAsync(CollectionRecord broken) => inner.ReplaceAsync(broken);

    public Task<SyncOutcome> DropAsync(CollectionRecord replaced, CancellationToken cancel) => inner.DropAsync(replaced, cancel);

    public Task<Measured<IReadOnlyList<VectorHit>>> QueryAsync(
        CollectionRecord collection, ReadOnlyMemory<float> vector, int limit, IReadOnlyList<string>? types, CancellationToken cancel) =>
        inner.QueryAsync(collection, vector, limit, types, cancel);
}

/// <summary>One write: by id the revision it brings, null for a deletion.</summary>
internal sealed record Attempt(CollectionRecord Collection, IReadOnlyDictionary<string, long?> Revisions);
