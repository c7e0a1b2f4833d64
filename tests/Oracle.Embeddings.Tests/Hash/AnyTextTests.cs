using CsCheck;
using Oracle.Embeddings.Hash;

namespace Oracle.Embeddings.Tests.Hash;

/// <summary>What holds for every string there is. CsCheck prints the seed of a failure.</summary>
public sealed class AnyTextTests
{
    // Every UTF-16 code unit, halves of surrogate pairs included, and the scripts that are read differently.
    private static readonly Gen<string> s_anyText = Gen.OneOf(
        Gen.Char['\0', '\uFFFF'].Array[0, 200].Select(chars => new string(chars)),
        Gen.Char["aBéß 09-_.\n\t"].Array[0, 200].Select(chars => new string(chars)),
        Gen.Char['\u0E00', '\u0EFF'].Array[0, 200].Select(chars => new string(chars)),
        Gen.Char["の東京ア가\uD840\uDC00\uDC00 \u200B\u0301"].Array[0, 50].Select(chars => new string(chars)));

    [Fact]
    public void Every_text_gets_a_vector_of_unit_length() =>
        s_anyText.Sample(text => Assert.Equal(1, Vectors.Length(Vectors.Of(text)), 1e-5), iter: 5_000);

    [Fact]
    public void Every_text_gets_a_vector_of_unit_length_in_few_dimensions_too()
    {
        var small = new HashEmbeddingGenerator(HashEmbeddingGenerator.MinDimension);

        s_anyText.Sample(text => Assert.Equal(1, Vectors.Length(small.Embed(text)), 1e-5), iter: 5_000);
    }

    [Fact]
    public void The_same_text_gets_the_same_vector_whatever_came_before() =>
        Gen.Select(s_anyText, s_anyText).Sample((text, other) =>
        {
            var first = Vectors.Of(text);
            Vectors.Of(other);
            Assert.Equal(first, new HashEmbeddingGenerator().Embed(text));
        }, iter: 2_000);

    [Theory]
    [InlineData("")]
    [InlineData(" \t\r\n")]
    [InlineData("... --- !?")]
    [InlineData("🎉🎉")]
    [InlineData("\u200B\uFEFF\u0301")]
    public void A_text_without_features_gets_the_first_axis(string text) =>
        Assert.Equal(Vectors.FirstAxis(384), Vectors.Of(text));

    // Not theory data: xunit replaces lone surrogates in it.
    [Fact]
    public void Half_a_surrogate_pair_is_no_feature()
    {
        Assert.Equal(Vectors.FirstAxis(384), Vectors.Of("\uD800"));
        Assert.Equal(Vectors.FirstAxis(384), Vectors.Of("\uDC00\uD800"));
        Assert.Equal(Vectors.Of("out box"), Vectors.Of("out\uD800box"));
    }

    [Theory]
    [InlineData("c")]
    [InlineData("ก")]
    [InlineData("字")]
    [InlineData("7")]
    [InlineData("the")]
    [InlineData("𐌰")]
    [InlineData("𠀀")]
    public void One_letter_is_a_feature(string text) =>
        Assert.NotEqual(Vectors.FirstAxis(384), Vectors.Of(text));

    [Fact]
    public void Features_that_cancel_each_other_out_give_the_first_axis_and_no_NaN()
    {
        // Two single Thai letters weigh the same. Some pair of them meets in one dimension with opposite signs.
        var thai = Enumerable.Range('ก', 'ฮ' - 'ก' + 1).Select(c => ((char)c).ToString()).ToArray();
        var generator = new HashEmbeddingGenerator(HashEmbeddingGenerator.MinDimension);
        var opposite = (
            from a in thai
            from b in thai
            where Vectors.Similarity(generator.Embed(a), generator.Embed(b)) < -0.999
            select $"{a} {b}").First();

        Assert.Equal(Vectors.FirstAxis(HashEmbeddingGenerator.MinDimension), generator.Embed(opposite));
    }

    [Fact]
    public void Eight_mebibytes_of_anything_get_a_vector_of_unit_length()
    {
        var random = new Random(20);
        var noise = string.Create(8 << 20, random, (chars, r) =>
        {
            foreach (ref var c in chars)
                c = (char)r.Next(char.MaxValue + 1);
        });

        Assert.Equal(1, Vectors.Length(Vectors.Of(noise)), 1e-5);
        Assert.Equal(1, Vectors.Length(Vectors.Of(new string('a', 8 << 20))), 1e-5);
        Assert.Equal(1, Vectors.Length(Vectors.Of(new string('ก', 8 << 20))), 1e-5);
    }

    [Fact]
    public void Surrogate_pairs_across_the_slices_of_a_long_text_stay_whole()
    {
        // The same characters, moved by one: pairs lie across a slice's end in exactly one of the two.
        var pairs = string.Concat(Enumerable.Repeat("𠀀", 1 << 16));

        Assert.Equal(Vectors.Of(" " + pairs), Vectors.Of(pairs));
    }

    [Fact]
    public void Threads_do_not_disturb_each_other()
    {
        var texts = Enumerable.Range(0, 500).Select(i => string.Join(' ', Enumerable.Range(i, 40))).ToArray();
        var alone = texts.Select(Vectors.Of).ToArray();

        var together = texts.AsParallel().AsOrdered().WithDegreeOfParallelism(4).Select(Vectors.Of).ToArray();

        Assert.Equal(alone, together);
    }

    [Fact]
    public void A_vector_is_all_that_is_allocated()
    {
        var text = string.Join(' ', Enumerable.Range(0, 2_000).Select(i => $"word{i} คำ{i} 字{i}"));
        Vectors.Of(text);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Vectors.Of(text);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.InRange(allocated, 384 * sizeof(float), 384 * sizeof(float) + 256);
    }
}
