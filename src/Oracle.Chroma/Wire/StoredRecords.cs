namespace Oracle.Chroma.Wire;

/// <summary>Chroma's parallel lists, put together into records; null where they do not fit together.</summary>
internal static class StoredRecords
{
    public static List<string> Names(ChromaInclude include)
    {
        var names = new List<string>();
        if (include.HasFlag(ChromaInclude.Documents))
            names.Add("documents");
        if (include.HasFlag(ChromaInclude.Metadata))
            names.Add("metadatas");
        if (include.HasFlag(ChromaInclude.Embeddings))
            names.Add("embeddings");
        return names;
    }

    public static IReadOnlyList<StoredRecord>? From(GetAnswer answer, ChromaInclude include) =>
        Zip(answer.Ids, answer.Documents, answer.Metadatas, answer.Embeddings, include);

    public static IReadOnlyList<ChromaHit>? Hits(QueryAnswer answer, ChromaInclude include)
    {
        if (answer.Ids is not [{ } ids] || answer.Distances is not [{ } distances] || distances.Count != ids.Count)
            return null;
        var records = Zip(ids, answer.Documents?.SingleOrDefault(), answer.Metadatas?.SingleOrDefault(), answer.Embeddings?.SingleOrDefault(), include);
        return records?.Select((record, i) => new ChromaHit(record, distances[i])).ToList();
    }

    private static List<StoredRecord>? Zip(
        List<string> ids,
        List<string?>? documents,
        List<Dictionary<string, MetadataValue>?>? metadatas,
        List<float[]?>? embeddings,
        ChromaInclude include)
    {
        var complete = ids.TrueForAll(static id => id is not null)
            && Fits(documents?.Count, ids.Count, include.HasFlag(ChromaInclude.Documents))
            && Fits(metadatas?.Count, ids.Count, include.HasFlag(ChromaInclude.Metadata))
            && Fits(embeddings?.Count, ids.Count, include.HasFlag(ChromaInclude.Embeddings));
        if (!complete)
            return null;
        // A record without metadata has null in the place of an object.
        return [.. ids.Select((id, i) => new StoredRecord(id, documents?[i], metadatas?[i] ?? EmptyMetadata.Instance, embeddings?[i]))];
    }

    private static bool Fits(int? count, int ids, bool wanted) => count == ids || (count is null && !wanted);
}
