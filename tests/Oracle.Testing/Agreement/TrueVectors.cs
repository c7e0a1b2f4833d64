using Oracle.Chroma;
using Oracle.Embeddings;

namespace Oracle.Testing;

/// <summary>Each vector is that of its row's current text, and a query with it finds its own record first.</summary>
internal static class TrueVectors
{
    private const int Page = 500;
    private const int AllUpTo = 1_000;
    private const int Sample = 250;
    private const float Same = 1e-5f;

    public static async Task<IReadOnlyList<string>> DifferencesAsync(string dataDir, Uri chroma, Answering answering)
    {
        using var client = new ChromaClient(new ChromaOptions { Url = chroma });
        var collection = (await client.GetCollectionAsync(answering.Name)).Value.Id;
        var vectors = await ReadAsync(client, collection);
        var rows = StoredRow.All(dataDir).Values.Where(row => row is { Deleted: false, Quarantined: false } && vectors.ContainsKey(row.Id)).ToList();
        using var embedder = EmbeddingProviders.Create(answering.Provider, answering.Model);
        var expected = await embedder.GenerateAsync(rows.Select(row => row.Content));
        var stale = rows.Zip(expected)
            .Where(pair => Farthest(Normal(vectors[pair.First.Id].Span), Normal(pair.Second.Vector.Span)) > Same)
            .Select(pair => $"{pair.First.Id}: its vector is not that of its text");
        return [.. stale, .. await OwnQueries.DifferencesAsync(chroma, collection, Asked(rows, vectors))];
    }

    // Chosen by a fixed seed, so that a failure is found again.
    private static List<(string Id, ReadOnlyMemory<float> Vector)> Asked(IReadOnlyList<StoredRow> rows, Dictionary<string, ReadOnlyMemory<float>> vectors)
    {
        var ids = rows.Select(row => row.Id).Order(StringComparer.Ordinal).ToArray();
        if (ids.Length > AllUpTo)
            new Random(ids.Length).Shuffle(ids);
        return [.. ids.Take(ids.Length > AllUpTo ? Sample : AllUpTo).Select(id => (id, vectors[id]))];
    }

    private static async Task<Dictionary<string, ReadOnlyMemory<float>>> ReadAsync(ChromaClient client, Guid collection)
    {
        var vectors = new Dictionary<string, ReadOnlyMemory<float>>(StringComparer.Ordinal);
        for (var offset = 0; ; offset += Page)
        {
            var page = (await client.GetAsync(collection, new ChromaGet { Limit = Page, Offset = offset, Include = ChromaInclude.Embeddings })).Value;
            foreach (var record in page)
                vectors.Add(record.Id, record.Embedding);
            if (page.Count < Page)
                return vectors;
        }
    }

    // In cosine space only the direction is kept for certain.
    private static float[] Normal(ReadOnlySpan<float> vector)
    {
        var length = Math.Sqrt(vector.ToArray().Sum(x => (double)x * x));
        return [.. vector.ToArray().Select(x => (float)(x / length))];
    }

    private static float Farthest(float[] one, float[] other) =>
        one.Length == other.Length ? one.Zip(other, (a, b) => Math.Abs(a - b)).Max() : float.PositiveInfinity;
}
