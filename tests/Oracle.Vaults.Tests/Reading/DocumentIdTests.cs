using System.Text;
using Oracle.Vaults.Reading;

namespace Oracle.Vaults.Tests.Reading;

public sealed class DocumentIdTests
{
    [Fact]
    public void An_id_of_512_bytes_stays_and_a_longer_one_ends_in_a_hash_of_all_of_it()
    {
        var fits = new string('a', 512);

        Assert.Equal(fits, DocumentId.Of(fits));
        Assert.Equal(new string('a', 503) + "~" + DocumentId.Hash(fits + "b"), DocumentId.Of(fits + "b"));
        Assert.NotEqual(DocumentId.Of(fits + "b"), DocumentId.Of(fits + "c"));
    }

    [Fact]
    public void The_hash_is_the_start_of_sha256()
    {
        // FIPS 180-2, appendix B.1.
        Assert.Equal("ba7816bf", DocumentId.Hash("abc"));
    }

    [Theory]
    [InlineData("ที่")]
    [InlineData("👩‍👩‍👧‍👦")]
    [InlineData("が")]
    public void A_character_of_several_code_points_is_kept_whole_or_left_out(string character)
    {
        var normal = character.Normalize();
        for (var shift = 0; shift < 30; shift++)
        {
            var start = new string('a', 490 + shift);
            var id = DocumentId.Of(start + string.Concat(Enumerable.Repeat(normal, 20)));

            Assert.True(Encoding.UTF8.GetByteCount(id) <= 512);
            var kept = id[..id.LastIndexOf('~')].TrimStart('a');
            Assert.Equal(string.Concat(Enumerable.Repeat(normal, kept.Length / normal.Length)), kept);
        }
    }

    [Fact]
    public void Decomposed_and_composed_spellings_are_one_id() =>
        Assert.Equal("caf\u00E9.md", DocumentId.Of("cafe\u0301.md"));
}
