using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.AI;
using Oracle.Chroma;
using Oracle.Documents.Syncing;
using Oracle.Embeddings;
using Oracle.Embeddings.Hash;

namespace Oracle.Testing;

/// <summary>Each vector is that of its row's current text, and a query with it finds its own record first.</summary>
internal static class TrueVectors
{
    private const int Page = 500;
    private const int AllUpTo = 1_000;
    private const int Sample = 250;
    private const float Same = 1e-5f;

    // The same few thousand texts are looked at again and again while stores are waited for.
    private static readonly ConcurrentDictionary<(string Provider, string Model, string Text), float[]> Computed = new();

    public static async Task<IReadOnlyList<string>> DifferencesAsync(string dataDir, Uri chroma, Answering answering)
    {
        using var client = new ChromaClient(new ChromaOptions { Url = chroma });
        var collection = (await client.GetCollectionAsync(answering.Name)).Value.Id;
        var vectors = await ReadAsync(client, collection);
        var rows = StoredRow.All(dataDir).Values.Where(row => row is { Deleted: false, Quarantined: false } && vectors.ContainsKey(row.Id)).ToList();
        var texts = Texts(dataDir, answering.TextVersion);
        await ComputeAsync(answering, rows.Select(row => texts[row.Id]));
        var stale = rows
            .Where(row => Farthest(Normal(vectors[row.Id].Span), Computed[(answering.Provider, answering.Model, texts[row.Id])]) > Same)
            .Select(row => $"{row.Id}: its vector is not that of its text");
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

    // What each row's vector is made of, by the function that made it.
    private static Dictionary<string, string> Texts(string dataDir, int version) => BothStores
        .Query(dataDir, "select id, content, title, heading_path from oracle_documents")
        .ToDictionary(
            row => (string)row[0]!,
            row => version < 2 ? (string)row[1]! : EmbeddedText.Of((string?)row[2], (string?)row[3], (string)row[1]!), StringComparer.Ordinal);

    private static async Task ComputeAsync(Answering answering, IEnumerable<string> all)
    {
        var texts = all.Distinct(StringComparer.Ordinal).Where(text => !Computed.ContainsKey((answering.Provider, answering.Model, text))).ToList();
        using var embedder = Create(answering);
        foreach (var (text, vector) in texts.Zip(await embedder.GenerateAsync(texts)))
            Computed[(answering.Provider, answering.Model, text)] = Normal(vector.Vector.Span);
    }

    // The servers of these tests answer with the vectors of hash of as many numbers, which are in the record's name.
    private static IEmbeddingGenerator<string, Embedding<float>> Create(Answering answering) => answering.Model.Split('#') is [_, var dimension]
        ? new HashEmbeddingGenerator(int.Parse(dimension, CultureInfo.InvariantCulture))
        : EmbeddingProviders.Create(answering.Provider, answering.Model);

    // In cosine space only the direction is kept for certain.
    private static float[] Normal(ReadOnlySpan<float> vector)
    {
        var squares = 0d;
        foreach (var x in vector)
            squares += (double)x * x;
        var length = Math.Sqrt(squares);
        var normal = new float[vector.Length];
        for (var i = 0; i < normal.Length; i++)
            normal[i] = (float)(vector[i] / length);
        return normal;
    }

    private static float Farthest(float[] one, float[] other)
    {
        if (one.Length != other.Length)
            return float.PositiveInfinity;
        var farthest = 0f;
        for (var i = 0; i < one.Length; i++)
            farthest = Math.Max(farthest, Math.Abs(one[i] - other[i]));
        return farthest;
    }
}
