using Oracle.Chroma.Wire;

namespace Oracle.Chroma;

public sealed partial class ChromaClient
{
    /// <summary>
    /// Writes records: new ones are added, present ones merged (see <see cref="ChromaRecord"/>). The whole batch is confirmed or
    /// nothing is known of any of it. An empty batch is confirmed without a call.
    /// </summary>
    /// <param name="collection"><see cref="ChromaCollection.Id"/>.</param>
    /// <param name="records">At most <see cref="ChromaLimits.MaxBatchSize"/>.</param>
    /// <param name="limits">From <see cref="PreFlightAsync"/>.</param>
    /// <param name="dimension">The collection's dimension; null asks only that the batch agrees with itself.</param>
    /// <param name="cancellation">Closes the connection; the write may still be applied.</param>
    public async Task<ChromaResult<Confirmed>> UpsertAsync(
        Guid collection, IReadOnlyList<ChromaRecord> records, ChromaLimits limits, int? dimension = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(records);
        ArgumentNullException.ThrowIfNull(limits);
        const string Call = "upsert";
        if (records.Count == 0)
            return new(default(Confirmed));
        if (RecordChecks.Batch(records, limits, dimension) is { } wrong)
            return new(wrong);

        var path = $"{_collections}/{collection}/upsert";
        var answer = limits.SupportsBase64
            ? await _http.Post(
                path, Body(records, static record => new Base64Vector(record.Embedding)), WireJson.Plain.UpsertBase64Body, WireJson.Plain.Acknowledgement, Call, cancellation)
            : await _http.Post(
                path, Body(records, static record => record.Embedding), WireJson.Plain.UpsertFloatsBody, WireJson.Plain.Acknowledgement, Call, cancellation);
        return Confirm(answer, Call);
    }

    /// <summary>
    /// Writes the texts and metadata of records and leaves their vectors alone. Merges as <see cref="UpsertAsync"/> does; a
    /// record that is not there stays away, and nothing says so.
    /// </summary>
    /// <param name="collection"><see cref="ChromaCollection.Id"/>.</param>
    /// <param name="records">At most <see cref="ChromaLimits.MaxBatchSize"/>; their vectors are not sent.</param>
    /// <param name="limits">From <see cref="PreFlightAsync"/>.</param>
    /// <param name="cancellation">Closes the connection; the write may still be applied.</param>
    public async Task<ChromaResult<Confirmed>> UpdateAsync(
        Guid collection, IReadOnlyList<ChromaRecord> records, ChromaLimits limits, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(records);
        ArgumentNullException.ThrowIfNull(limits);
        const string Call = "update";
        if (records.Count == 0)
            return new(default(Confirmed));
        if (RecordChecks.Batch(records, limits, dimension: null) is { } wrong)
            return new(wrong);
        var body = new UpdateBody(records.Select(static record => record.Id), records.Select(static record => record.Document), records.Select(static record => record.Metadata));
        return Confirm(
            await _http.Post($"{_collections}/{collection}/update", body, WireJson.Plain.UpdateBody, WireJson.Plain.Acknowledgement, Call, cancellation), Call);
    }

    /// <summary>Deletes records by id; unknown ids are no failure. No ids: confirmed without a call.</summary>
    public async Task<ChromaResult<Confirmed>> DeleteAsync(Guid collection, IReadOnlyCollection<string> ids, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        const string Call = "delete";
        if (ids.Count == 0)
            return new(default(Confirmed));
        if (WrongId(ids) is { } wrong)
            return new(wrong);
        return Confirm(
            await _http.Post($"{_collections}/{collection}/delete", new DeleteBody(ids), WireJson.Plain.DeleteBody, WireJson.Plain.Acknowledgement, Call, cancellation),
            Call);
    }

    /// <summary>Reads records by id or condition. An absence proves nothing after an ambiguous write.</summary>
    public async Task<ChromaResult<IReadOnlyList<StoredRecord>>> GetAsync(Guid collection, ChromaGet wanted, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        const string Call = "get";
        if (wanted.Ids is { Count: 0 })
            return new(Array.Empty<StoredRecord>());
        if (WrongId(wanted.Ids ?? []) is { } wrong)
            return new(wrong);
        var answer = await _http.Post(
            $"{_collections}/{collection}/get",
            new GetBody(wanted.Ids, wanted.Where?.Json, wanted.Limit, wanted.Offset, StoredRecords.Names(wanted.Include)),
            WireJson.Plain.GetBody,
            WireJson.Plain.GetAnswer,
            Call,
            cancellation);
        return answer.Then(found => StoredRecords.From(found, wanted.Include) is { } records
            ? new ChromaResult<IReadOnlyList<StoredRecord>>(records)
            : new(_http.Foreign(Call, "its lists do not belong together")));
    }

    /// <summary>The records nearest to a vector, nearest first.</summary>
    public async Task<ChromaResult<IReadOnlyList<ChromaHit>>> QueryAsync(Guid collection, ChromaQuery wanted, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        return (await QueryAsync(collection, [wanted.Embedding], wanted.Count, wanted.Where, wanted.Include, cancellation)).Then(hits => new ChromaResult<IReadOnlyList<ChromaHit>>(hits[0]));
    }

    /// <summary>The nearest records of each of several vectors, in the order of the vectors.</summary>
    public async Task<ChromaResult<IReadOnlyList<IReadOnlyList<ChromaHit>>>> QueryAsync(
        Guid collection, IReadOnlyList<ReadOnlyMemory<float>> embeddings, int count, ChromaWhere? where = null,
        ChromaInclude include = ChromaInclude.None, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(embeddings);
        const string Call = "query";
        if (count < 1)
            return new(RecordChecks.Invalid($"a query for {count} hits"));
        if (embeddings.Select(vector => RecordChecks.Vector(vector.Span, dimension: null)).FirstOrDefault(problem => problem is not null) is { } wrong)
            return new(RecordChecks.Invalid($"query: {wrong}"));
        var answer = await _http.Post(
            $"{_collections}/{collection}/query",
            new QueryBody(embeddings, count, where?.Json, ["distances", .. StoredRecords.Names(include)]),
            WireJson.Plain.QueryBody,
            WireJson.Plain.QueryAnswer,
            Call,
            cancellation);
        return answer.Then(found => StoredRecords.Hits(found, embeddings.Count, include) is { } hits
            ? new ChromaResult<IReadOnlyList<IReadOnlyList<ChromaHit>>>(hits)
            : new(_http.Foreign(Call, "its lists do not belong together")));
    }

    /// <summary>How many records the collection holds.</summary>
    public async Task<ChromaResult<int>> CountAsync(Guid collection, CancellationToken cancellation = default) =>
        await _http.Get($"{_collections}/{collection}/count", WireJson.Plain.Int32, "count", cancellation);

    private static UpsertBody<TVector> Body<TVector>(IReadOnlyList<ChromaRecord> records, Func<ChromaRecord, TVector> vector) => new(
        records.Select(static record => record.Id),
        records.Select(vector),
        records.Select(static record => record.Document),
        records.Select(static record => record.Metadata));

    private static ChromaFailure? WrongId(IEnumerable<string> ids)
    {
        var index = 0;
        foreach (var id in ids)
        {
            if (RecordChecks.Id(id) is { } wrong)
                return RecordChecks.Invalid($"id {index} ('{id}'): {wrong}", index);
            index++;
        }
        return null;
    }
}
