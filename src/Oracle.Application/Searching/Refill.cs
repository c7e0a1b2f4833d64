using Oracle.Actors.Syncing;

namespace Oracle.Application.Searching;

/// <summary>Whether it is worth asking Chroma for more, when hits were masked and a page is not full.</summary>
internal static class Refill
{
    // Cosine distance: 0 is the same direction, 1 a right angle.
    private const double NothingInCommon = 1;

    private const int Deepest = 2_000;
    private const int Deeper = 3;

    /// <summary>A hit that has something in common with the question.</summary>
    public static bool IsNear(VectorHit hit) => hit.Distance < NothingInCommon;

    /// <summary>How many hits to ask for next; null: further ones do not exist, are not near, or are too many.</summary>
    /// <param name="asked">How many were asked for.</param>
    /// <param name="found">What came, nearest first.</param>
    /// <param name="current">How many of those may be shown.</param>
    /// <param name="wanted">How many the page needs.</param>
    public static int? Next(int asked, IReadOnlyList<VectorHit> found, int current, int wanted) =>
        current >= wanted || found.Count < asked || !IsNear(found[^1]) || asked >= Deepest ? null : Math.Min(asked * Deeper, Deepest);
}
