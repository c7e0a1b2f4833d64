using Oracle.Chroma;
using Oracle.Documents.Syncing;

namespace Oracle.Actors.Syncing;

// What Chroma holds besides ids and metadata, and whether its index finds it.
public sealed partial class ChromaVectorStore
{
    private const int Nearest = 10;
    private const int ManyAlike = 1_000;

    // What single precision leaves of equality.
    private const double Tie = 1e-5;

    /// <inheritdoc />
    public async Task<SyncOutcome> RemarkAsync(CollectionRecord collection, IReadOnlyList<EmbeddedRow> rows, CancellationToken cancel) =>
        _limits is { } limits
            ? Outcome(await client.UpdateAsync(Guid.Parse(collection.Uuid), [.. rows.Select(row => Record(row, collection))], limits, cancel))
            : NotOpened;

    /// <inheritdoc />
    public async Task<Measured<IReadOnlyList<HeldRecord>>> ReadVectorsAsync(
        CollectionRecord collection, IReadOnlyCollection<string> ids, bool withTexts, CancellationToken cancel)
    {
        var include = ChromaInclude.Metadata | ChromaInclude.Embeddings | (withTexts && storeDocuments ? ChromaInclude.Documents : ChromaInclude.None);
        var wanted = new ChromaGet { Ids = [.. ids.Where(id => id.Length > 0)], Include = include };
        var answer = await client.GetAsync(Guid.Parse(collection.Uuid), wanted, cancel);
        return new Measured<IReadOnlyList<HeldRecord>>(Outcome(answer), answer.Succeeded
            ? [.. answer.Value.Select(record => new HeldRecord(
                RecordMetadata.State(record.Id, record.Metadata), record.Embedding, RecordMetadata.Facts(record.Metadata, record.Document)))]
            : null);
    }

    /// <inheritdoc />
    public async Task<Measured<IReadOnlyList<string>>> UnretrievableAsync(
        CollectionRecord collection, IReadOnlyList<OwnVector> records, CancellationToken cancel)
    {
        if (records.Count == 0)
            return new Measured<IReadOnlyList<string>>(SyncOutcome.Confirmed, []);
        var first = await client.QueryAsync(Guid.Parse(collection.Uuid), [.. records.Select(record => record.Vector)], Nearest, cancellation: cancel);
        if (!first.Succeeded)
            return new Measured<IReadOnlyList<string>>(Outcome(first), null);
        var missed = new List<string>();
        foreach (var (record, hits) in records.Zip(first.Value))
        {
            var (found, crowded) = Look(record.Id, hits, Nearest);
            if (!found && crowded)
            {
                // As many equals as were asked for: it may stand behind them.
                var more = await client.QueryAsync(Guid.Parse(collection.Uuid), [record.Vector], ManyAlike, cancellation: cancel);
                if (!more.Succeeded)
                    return new Measured<IReadOnlyList<string>>(Outcome(more), null);
                (found, crowded) = Look(record.Id, more.Value[0], ManyAlike);
            }

            if (!found && !crowded)
                missed.Add(record.Id);
        }

        return new Measured<IReadOnlyList<string>>(SyncOutcome.Confirmed, missed);
    }

    private static (bool Found, bool Crowded) Look(string id, IReadOnlyList<ChromaHit> hits, int asked)
    {
        var best = hits.Count > 0 ? (hits[0].Distance ?? double.MaxValue) + Tie : 0;
        return (hits.Any(hit => hit.Record.Id == id && hit.Distance <= best), hits.Count == asked && hits[^1].Distance <= best);
    }
}
