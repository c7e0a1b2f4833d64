using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Oracle.Embeddings.Caching;

/// <summary>How a text and a vector look in the file.</summary>
internal static class CachedVector
{
    /// <summary>SHA-256 of the text's UTF-16: UTF-8 would make all halves of surrogate pairs one text.</summary>
    public static byte[] HashOf(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return SHA256.HashData(MemoryMarshal.AsBytes(text.AsSpan()));
    }

    /// <summary>The numbers, each as four bytes, the lowest first.</summary>
    public static byte[] ToBytes(ReadOnlySpan<float> vector)
    {
        var bytes = new byte[vector.Length * sizeof(float)];
        for (var i = 0; i < vector.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), vector[i]);
        return bytes;
    }

    /// <summary>The numbers again.</summary>
    public static float[] ToVector(ReadOnlySpan<byte> bytes)
    {
        var vector = new float[bytes.Length / sizeof(float)];
        for (var i = 0; i < vector.Length; i++)
            vector[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(i * sizeof(float))..]);
        return vector;
    }

    /// <summary>Tells a vector that the disk has altered, or that stands beside another text, from the one stored.</summary>
    public static long ChecksumOf(ReadOnlySpan<byte> hash, ReadOnlySpan<byte> vector)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha.AppendData(hash);
        sha.AppendData(vector);
        return BinaryPrimitives.ReadInt64BigEndian(sha.GetHashAndReset());
    }
}
