using Oracle.Embeddings;

namespace Oracle.Actors.Syncing;

/// <summary>
/// How many neighbours a vector is given in Chroma's index (HNSW's M; Malkov and Yashunin, https://arxiv.org/abs/1603.09320). Too few, and
/// some records are found by no query: the more alike the vectors, the more they need.
/// </summary>
internal static class IndexWidth
{
    // Records that no query finds are not worth more memory than this: 512 are 4 KB a record.
    private const int Most = 512;

    /// <summary>What a collection of this model begins with, by measurement (docs/benchmarks.md).</summary>
    public static int Of(EmbeddingModel model) => model.IsLexical ? 128 : 64;

    /// <summary>What comes next where so many were too few; null: nothing does.</summary>
    public static int? Wider(int neighbours) => neighbours * 2 <= Most ? neighbours * 2 : null;
}
