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

    public static IReadOnlyList<IReadOnlyList<ChromaHit>>? Hits(QueryAnswer answer, int vectors, ChromaInclude include)
    {
        if (answer.Ids.Count != vectors || answer.Distances.Count != vectors)
            return null;
        var all = new List<IReadOnlyList<ChromaHit>>(vectors);
        for (var i = 0; i < vectors; i++)
        {
            if (HitsOf(answer, i, include) is not { } hits)
                return null;
            all.Add(hits);
        }

        return all;
    }

    private static List<ChromaHit>? HitsOf(QueryAnswer answer, int vector, ChromaInclude include)
    {
        if (answer.Ids[vector] is not { } ids || answer.Distances[vector] is not { } distances || distances.Count != ids.Count)
            return null;
        var records = Zip(ids, Of(answer.Documents, vector), Of(answer.Metadatas, vector), Of(answer.Embeddings, vector), include);
        return records?.Select((record, i) => new ChromaHit(record, distances[i])).ToList();
    }

    private static T? Of<T>(List<T>? lists, int vector) where T : class => lists is not null && vector < lists.Count ? lists[vector] : null;

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
