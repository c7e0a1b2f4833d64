using Oracle.Embeddings.Hash;

namespace Oracle.Embeddings.Tests.Hash;

/// <summary>Short words for what the tests ask of vectors.</summary>
internal static class Vectors
{
    private static readonly HashEmbeddingGenerator s_generator = new();

    public static float[] Of(string text) => s_generator.Embed(text);

    public static double Length(float[] vector) => Math.Sqrt(vector.Sum(x => (double)x * x));

    /// <summary>Cosine, the vectors being of unit length.</summary>
    public static double Similarity(float[] a, float[] b) => a.Zip(b, (x, y) => (double)x * y).Sum();

    public static double Similarity(string a, string b) => Similarity(Of(a), Of(b));

    /// <summary>What a text without features gets.</summary>
    public static float[] FirstAxis(int dimension) => [1, .. new float[dimension - 1]];
}
