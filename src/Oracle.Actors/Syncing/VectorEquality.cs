namespace Oracle.Actors.Syncing;

/// <summary>Whether Chroma holds the vector that was sent: in cosine space it does not read back bit for bit.</summary>
public static class VectorEquality
{
    private const float Tolerance = 1e-5f;

    /// <summary>True when both point in the same direction: of unit length, no component differs by more than 1e-5.</summary>
    public static bool AreEqual(ReadOnlySpan<float> held, ReadOnlySpan<float> wanted)
    {
        if (held.Length != wanted.Length || held.IsEmpty)
            return false;
        var (a, b) = (Length(held), Length(wanted));
        for (var i = 0; i < held.Length; i++)
        {
            // Written so that a NaN is unequal.
            if (!(Math.Abs((held[i] / a) - (wanted[i] / b)) <= Tolerance))
                return false;
        }

        return true;
    }

    private static float Length(ReadOnlySpan<float> vector)
    {
        var sum = 0d;
        foreach (var x in vector)
            sum += (double)x * x;
        return (float)Math.Sqrt(sum);
    }
}
