using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Oracle.Embeddings.Hash;

namespace Oracle.Embeddings.Tests.Hash;

/// <summary>
/// Pins <c>hash-384-v1</c> to the bit. Red here means that stored vectors no longer fit new queries: raise
/// <see cref="HashEmbeddingGenerator.AlgorithmVersion"/>, so that collections are re-indexed, and only then pin anew.
/// A new .NET release with newer Unicode data may also turn it red, and for the same reason asks for a new version.
/// </summary>
public sealed class GoldenVectorTests
{
    [Theory]
    [InlineData("Write both stores or neither; the outbox row is the truth.", "58278520bd569380")]
    [InlineData("ค้นหาเอกสารภาษาไทยที่ยังไม่ได้ซิงค์", "f617339634772e74")]
    [InlineData("先写入数据库 データベース 동기화 ɑβγ Ünïcødé ½ 𐐀 𠀀", "ff41008d85d3201e")]
    [InlineData("", "373421642a44f741")]
    public void A_text_has_the_vector_it_had_when_its_version_was_made(string text, string digest) =>
        Assert.Equal(digest, Digest(MemoryMarshal.AsBytes<float>(new HashEmbeddingGenerator().Embed(text))));

    [Fact]
    public void A_few_components_can_be_read_by_a_person()
    {
        var vector = new HashEmbeddingGenerator(16).Embed("outbox outbox tombstone");

        Assert.Equal(
            "0.523 -0.194 -0.329 0.000 0.000 0.194 0.000 0.000 -0.194 0.329 0.000 -0.194 0.000 -0.463 0.329 -0.194",
            string.Join(' ', vector.Select(x => x.ToString("F3", CultureInfo.InvariantCulture))));
    }

    [Fact]
    public void Every_character_in_wide_use_folds_as_it_did()
    {
        var folded = new StringBuilder();
        foreach (var c in Enumerable.Range(0, 0x1C00).Concat(Enumerable.Range(0x1E00, 0x9E00 - 0x1E00)).Concat(Enumerable.Range(0xAC00, 0xD7A4 - 0xAC00)))
            folded.Append(FoldedCharacter.Of((char)c).Kind).Append(FoldedCharacter.Of((char)c).CodePoint).Append(' ');

        Assert.Equal("dceec8294e1094fd", Digest(Encoding.UTF8.GetBytes(folded.ToString())));
    }

    private static string Digest(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes))[..16];
}
