using Oracle.Chroma;
using Oracle.Documents.Syncing;

namespace Oracle.Actors.Syncing;

/// <summary>Chroma behind <see cref="IVectorStore"/>: calls of the client, and what their failures mean for syncing.</summary>
/// <param name="client">The client.</param>
/// <param name="address">Where it goes, for messages and for how often to probe; a managed server may change its port.</param>
/// <param name="opening">Finds or makes the collection.</param>
/// <param name="storeDocuments">Whether the text goes along.</param>
public sealed partial class ChromaVectorStore(
    ChromaClient client, Func<Uri> address, AnsweringCollection opening, bool storeDocuments) : IVectorStore
{
    private static readonly TimeSpan ProbeWithin = TimeSpan.FromSeconds(5);
    private static readonly SyncOutcome NotOpened = new(SyncOutcomeKind.CollectionLost, "The collection was not opened yet.");
    private ChromaLimits? _limits;
    private long _writes;

    /// <inheritdoc />
    public string Where => address().GetLeftPart(UriPartial.Authority);

    /// <inheritdoc />
    public bool IsLoopback => address().IsLoopback;

    /// <inheritdoc />
    public long WritesEnded => Interlocked.Read(ref _writes);

    /// <inheritdoc />
    public async Task<SyncOutcome> ProbeAsync(CancellationToken cancel)
    {
        using var within = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        within.CancelAfter(ProbeWithin);
        try
        {
            return Outcome(await client.HeartbeatAsync(within.Token));
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new SyncOutcome(SyncOutcomeKind.Unavailable, $"Chroma at {Where} did not answer within {ProbeWithin.TotalSeconds} s.");
        }
    }

    /// <inheritdoc />
    public async Task<Opening> OpenAsync(CancellationToken cancel)
    {
        // A server that came back may be another build with other limits.
        var limits = await client.PreFlightAsync(cancel);
        if (!limits.Try(out _limits, out _))
            return new Opening(Outcome(limits), Collection: null);
        return await opening.OpenAsync(adopt: false, cancel);
    }

    /// <inheritdoc />
    public Task<Opening> OpenOtherAsync(CollectionRecord wanted, CancellationToken cancel) => opening.OpenOtherAsync(wanted, cancel);

    /// <inheritdoc />
    public async Task<SyncOutcome> UpsertAsync(CollectionRecord collection, IReadOnlyList<EmbeddedRow> rows, CancellationToken cancel)
    {
        if (_limits is not { } limits)
            return NotOpened;
        var records = rows.Select(row => Record(row, collection)).ToList();
        return Outcome(await EndedAsync(client.UpsertAsync(Guid.Parse(collection.Uuid), records, limits, collection.Dimension, cancel)));
    }

    /// <inheritdoc />
    public async Task<SyncOutcome> DeleteAsync(CollectionRecord collection, IReadOnlyList<string> ids, CancellationToken cancel) =>
        Outcome(await EndedAsync(client.DeleteAsync(Guid.Parse(collection.Uuid), ids, cancel)));

    /// <inheritdoc />
    public async Task<Measured<long>> CountAsync(CollectionRecord collection, CancellationToken cancel)
    {
        try
        {
            var count = await client.CountAsync(Guid.Parse(collection.Uuid), cancel);
            return new Measured<long>(Outcome(count), count.Succeeded ? count.Value : 0);
        }
        catch (OperationCanceledException)
        {
            return new Measured<long>(new SyncOutcome(SyncOutcomeKind.Unavailable, $"Chroma at {Where} did not count in time."), 0);
        }
    }

    /// <inheritdoc />
    public Task<Measured<IReadOnlyList<RecordState>>> ReadAsync(CollectionRecord collection, IReadOnlyCollection<string> ids, CancellationToken cancel) =>
        // An empty id, in a row that another program wrote, is none that Chroma can hold.
        GetAsync(collection, new ChromaGet { Ids = [.. ids.Where(id => id.Length > 0)], Include = ChromaInclude.Metadata }, cancel);

    /// <inheritdoc />
    public Task<Measured<IReadOnlyList<RecordState>>> PageAsync(CollectionRecord collection, int offset, int limit, CancellationToken cancel) =>
        GetAsync(collection, new ChromaGet { Offset = offset, Limit = limit, Include = ChromaInclude.Metadata }, cancel);

    /// <inheritdoc />
    public Task ReplaceAsync(CollectionRecord broken) => opening.ReplaceAsync(broken);

    /// <inheritdoc />
    public async Task<SyncOutcome> DropAsync(CollectionRecord replaced, CancellationToken cancel) => await opening.DropAsync(replaced, cancel);

    /// <inheritdoc />
    public async Task<Measured<IReadOnlyList<VectorHit>>> QueryAsync(
        CollectionRecord collection, ReadOnlyMemory<float> vector, int limit, IReadOnlyList<string>? types, CancellationToken cancel)
    {
        var query = new ChromaQuery(vector, limit)
        {
            Include = ChromaInclude.Metadata,
            Where = types is null ? null : ChromaWhere.In(RecordMetadata.Type, types.Select(type => MetadataValue.From(type))),
        };
        var answer = await client.QueryAsync(Guid.Parse(collection.Uuid), query, cancel);
        return new Measured<IReadOnlyList<VectorHit>>(Outcome(answer), answer.Succeeded ? [.. answer.Value.Select(Hit)] : null);
    }

    internal static SyncOutcome Outcome<T>(ChromaResult<T> result) where T : notnull =>
        result.Failure is not { } failure
            ? SyncOutcome.Confirmed
            : new SyncOutcome(failure.Kind switch
            {
                ChromaFailureKind.Unavailable => SyncOutcomeKind.Unavailable,
                ChromaFailureKind.Configuration or ChromaFailureKind.Mismatch => SyncOutcomeKind.Misconfigured,
                ChromaFailureKind.Rejected or ChromaFailureKind.TooLarge or ChromaFailureKind.Invalid => SyncOutcomeKind.Rejected,
                ChromaFailureKind.NotFound => SyncOutcomeKind.CollectionLost,
                _ => SyncOutcomeKind.Ambiguous,
            },
            failure.Message.EndsWith('.') ? failure.Message : failure.Message + ".",
            failure.MaybeApplied,
            failure.Kind == ChromaFailureKind.Broken,
            failure.RetryAfter);

    private async Task<Measured<IReadOnlyList<RecordState>>> GetAsync(CollectionRecord collection, ChromaGet wanted, CancellationToken cancel)
    {
        var answer = await client.GetAsync(Guid.Parse(collection.Uuid), wanted, cancel);
        return new Measured<IReadOnlyList<RecordState>>(
            Outcome(answer), answer.Succeeded ? [.. answer.Value.Select(record => RecordMetadata.State(record.Id, record.Metadata))] : null);
    }

    private async Task<ChromaResult<T>> EndedAsync<T>(Task<ChromaResult<T>> write) where T : notnull
    {
        try
        {
            return await write;
        }
        finally
        {
            Interlocked.Increment(ref _writes);
        }
    }

    private static VectorHit Hit(ChromaHit hit) =>
        // A vector without a distance (NaN) is as far as can be.
        new(hit.Record.Id, hit.Distance ?? double.MaxValue, hit.Record.Metadata.GetInteger(RecordMetadata.Revision));

    private ChromaRecord Record(EmbeddedRow row, CollectionRecord collection) =>
        new(row.Row.Id, row.Vector, storeDocuments ? row.Row.Content : null, RecordMetadata.Of(row.Row, collection.Model, collection.Generation));
}
