using System.Diagnostics;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Oracle.Embeddings.Hash;

/// <summary>
/// How often each feature occurs in one text. Features share 65,536 buckets, so that a text of any length needs the same
/// memory; a page of text has some hundred different ones and rarely sees two meet.
/// </summary>
internal sealed class FeatureCounts
{
    private const int BucketBits = 16;

    // Half a megabyte, too much to allocate for every text and cheap to keep: only the buckets in use are cleared.
    [ThreadStatic]
    private static FeatureCounts? t_instance;

    private readonly Bucket[] _buckets = new Bucket[1 << BucketBits];
    private readonly ushort[] _used = new ushort[1 << BucketBits];
    private int _usedCount;

    private FeatureCounts()
    {
    }

    /// <summary>The counts of the calling thread, empty. Whoever takes them clears them.</summary>
    public static FeatureCounts OfThisThread()
    {
        var counts = t_instance ??= new FeatureCounts();
        Debug.Assert(counts._usedCount == 0, "The last user did not clear the counts.");
        return counts;
    }

    /// <summary>Counts a feature once more. Where two features meet in a bucket, the heavier one gives the weight.</summary>
    /// <param name="hash">The feature's finished hash.</param>
    /// <param name="weight">What one occurrence counts, over 0.</param>
    public void Add(ulong hash, float weight)
    {
        var index = (ushort)(hash >> (64 - BucketBits));
        ref var bucket = ref _buckets[index];
        if (bucket.Count++ == 0)
            _used[_usedCount++] = index;
        if (bucket.Weight < weight)
            bucket.Weight = weight;
    }

    /// <summary>
    /// Each bucket adds its weight, damped by how often it occurred, to one dimension with one sign. Both come from
    /// hashing the bucket, so collisions cancel out on average instead of adding up (Weinberger et al. 2009, section 2).
    /// </summary>
    public float[] ToUnitVector(int dimension)
    {
        var vector = new float[dimension];
        foreach (var index in _used.AsSpan(0, _usedCount))
        {
            var place = StableHash.Finish(index + 1UL);
            var value = _buckets[index].Weight * Damped(_buckets[index].Count);
            vector[(int)(((place >> 32) * (ulong)dimension) >> 32)] += (place & 1) == 0 ? value : -value;
        }

        return Normalise(vector);
    }

    public void Clear()
    {
        foreach (var index in _used.AsSpan(0, _usedCount))
            _buckets[index] = default;
        _usedCount = 0;
    }

    /// <summary>
    /// About 1 + ln(count), the usual sublinear term frequency (Manning, Raghavan, Schütze 2008, section 6.4.1).
    /// The logarithm is linear between powers of two: <see cref="Math.Log(double)"/> may differ in the last bit from one
    /// machine to the next.
    /// </summary>
    internal static float Damped(int count)
    {
        var exponent = BitOperations.Log2((uint)count);
        var fraction = (float)count / (1 << exponent) - 1;
        return 1 + 0.6931472f * (exponent + fraction);
    }

    private static float[] Normalise(float[] vector)
    {
        var squares = 0.0;
        foreach (var x in vector)
            squares += (double)x * x;
        if (squares == 0)
        {
            // No feature at all, or features that cancelled each other out.
            vector[0] = 1;
            return vector;
        }

        var length = Math.Sqrt(squares);
        for (var i = 0; i < vector.Length; i++)
            vector[i] = (float)(vector[i] / length);
        return vector;
    }

    [StructLayout(LayoutKind.Auto)]
    private struct Bucket
    {
        public int Count;
        public float Weight;
    }
}
