namespace Oracle.Embeddings.Hash;

/// <summary>
/// Hashes that are the same everywhere and for ever; <see cref="string.GetHashCode()"/> differs from run to run.
/// A polynomial takes the characters in, a finaliser spreads them over all 64 bits.
/// </summary>
internal static class StableHash
{
    // The 64-bit FNV prime: odd, so that multiplying loses nothing.
    private const ulong Prime = 0x0000_0100_0000_01B3;

    /// <summary>Takes one more code point into a hash that is not finished yet.</summary>
    public static ulong Append(ulong state, int codePoint) => (state ^ (uint)codePoint) * Prime;

    /// <summary>The finaliser of SplitMix64 (Steele, Lea, Flood 2014, with Stafford's constants, variant 13).</summary>
    public static ulong Finish(ulong state)
    {
        state = (state ^ (state >> 30)) * 0xBF58_476D_1CE4_E5B9;
        state = (state ^ (state >> 27)) * 0x94D0_49BB_1331_11EB;
        return state ^ (state >> 31);
    }
}
