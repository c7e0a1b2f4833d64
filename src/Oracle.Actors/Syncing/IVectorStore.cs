using Oracle.Documents.Syncing;

namespace Oracle.Actors.Syncing;

/// <summary>
/// What Oracle asks of Chroma. Every call ends with an outcome, never with an exception for what a server can do
/// to one; none is repeated here: ChromaSyncActor's policy is the one retry layer.
/// </summary>
public interface IVectorStore
{
    /// <summary>Where it is, for logs and messages.</summary>
    string Where { get; }

    /// <summary>True when the server is on this machine, so that it may be probed often.</summary>
    bool IsLoopback { get; }

    /// <summary>Rises when a call that may have changed how many records there are ends, however it ended, before its caller hears of it.</summary>
    long WritesEnded { get; }

    /// <summary>Asks whether it answers at all.</summary>
    Task<SyncOutcome> ProbeAsync(CancellationToken cancel);

    /// <summary>Finds or makes the answering collection and checks that it is this store's own.</summary>
    Task<Opening> OpenAsync(CancellationToken cancel);

    /// <summary>Finds or makes a collection besides the answering one. <see cref="Opening.IsNew"/> says that it holds nothing this store knows of.</summary>
    Task<Opening> OpenOtherAsync(CollectionRecord wanted, CancellationToken cancel);

    /// <summary>Writes records under the generation of <paramref name="collection"/>.</summary>
    Task<SyncOutcome> UpsertAsync(CollectionRecord collection, IReadOnlyList<EmbeddedRow> rows, CancellationToken cancel);

    /// <summary>Deletes records; one that is not there is no error.</summary>
    Task<SyncOutcome> DeleteAsync(CollectionRecord collection, IReadOnlyList<string> ids, CancellationToken cancel);

    /// <summary>How many records the collection holds.</summary>
    Task<Measured<long>> CountAsync(CollectionRecord collection, CancellationToken cancel);

    /// <summary>What the collection holds of these ids; one that is not there is missing.</summary>
    Task<Measured<IReadOnlyList<RecordState>>> ReadAsync(CollectionRecord collection, IReadOnlyCollection<string> ids, CancellationToken cancel);

    /// <summary>
    /// Writes text and metadata of records that are there, and leaves their vectors alone: Chroma's index loses its way to
    /// some records when a vector is written again, be it the same one. A record that is not there stays away.
    /// </summary>
    Task<SyncOutcome> RemarkAsync(CollectionRecord collection, IReadOnlyList<EmbeddedRow> rows, CancellationToken cancel);

    /// <summary>As <see cref="ReadAsync"/>, with the vectors, what else the records say, and their texts if wanted and kept.</summary>
    Task<Measured<IReadOnlyList<HeldRecord>>> ReadVectorsAsync(
        CollectionRecord collection, IReadOnlyCollection<string> ids, bool withTexts, CancellationToken cancel);

    /// <summary>
    /// Of these records, the ids of those that a query with the vector given does not find within 1e-5 of the best
    /// distance: <see cref="ReadAsync"/> returns them all the same.
    /// </summary>
    Task<Measured<IReadOnlyList<string>>> UnretrievableAsync(CollectionRecord collection, IReadOnlyList<OwnVector> records, CancellationToken cancel);

    /// <summary>A page of all records, in an order that holds while none is deleted.</summary>
    Task<Measured<IReadOnlyList<RecordState>>> PageAsync(CollectionRecord collection, int offset, int limit, CancellationToken cancel);

    /// <summary>Puts a new, empty collection in the place of one whose index is broken. <see cref="OpenAsync"/> makes it.</summary>
    Task ReplaceAsync(CollectionRecord broken);

    /// <summary>Drops a collection of this store that was replaced; one that is gone, or not this store's, is left alone.</summary>
    Task<SyncOutcome> DropAsync(CollectionRecord replaced, CancellationToken cancel);

    /// <summary>The records nearest to a vector, nearest first; with <paramref name="types"/> only those of one of these types.</summary>
    Task<Measured<IReadOnlyList<VectorHit>>> QueryAsync(
        CollectionRecord collection, ReadOnlyMemory<float> vector, int limit, IReadOnlyList<string>? types, CancellationToken cancel);
}

/// <summary>A row with the vector of its text.</summary>
public sealed record EmbeddedRow(SyncRow Row, ReadOnlyMemory<float> Vector);

/// <summary>A record of Chroma with the vector it holds, and what it says of its document.</summary>
public sealed record HeldRecord(RecordState State, ReadOnlyMemory<float> Vector, RecordFacts Facts);

/// <summary>A record's id and the vector that should find it.</summary>
public sealed record OwnVector(string Id, ReadOnlyMemory<float> Vector);

/// <summary>A record near to a query's vector. <paramref name="Revision"/> is null on a record that is not Oracle's.</summary>
public sealed record VectorHit(string Id, double Distance, long? Revision);

/// <summary>A value read from Chroma, or why it could not be read.</summary>
public sealed record Measured<T>(SyncOutcome Outcome, T? Value);

/// <summary>How opening the answering collection ended.</summary>
/// <param name="Outcome">Confirmed, or why it is not open.</param>
/// <param name="Collection">The collection when it is open.</param>
/// <param name="IsNew">True when it is not the one that documents were confirmed in: everything is due.</param>
/// <param name="IsForeign">True when a collection of this name belongs to somebody else.</param>
public sealed record Opening(SyncOutcome Outcome, CollectionRecord? Collection, bool IsNew = false, bool IsForeign = false);
