namespace Oracle.Embeddings.Hash;

/// <summary>
/// Where the hash of a feature begins, so that the piece "tomb" is not the word "tomb". Above every code point, so that
/// taking in the first one cannot turn one kind into another.
/// </summary>
internal enum FeatureKind : ulong
{
    None = 0,
    Word = 1UL << 32,
    Piece = 2UL << 32,
    Single = 3UL << 32,
    Pair = 4UL << 32,
    Triple = 5UL << 32,
}
