using CsCheck;
using Oracle.Application.Searching;
using Oracle.Documents.Searching;
using Oracle.Embeddings;

namespace Oracle.Host.Tests.Search;

/// <summary>One list out of words and vectors.</summary>
public sealed class FusionTests
{
    private static readonly SimilarityScale Arctic = SimilarityScale.Of(new EmbeddingModel("onnx", "snowflake-arctic-embed-xs", 384, IsLexical: false));
    private static readonly SimilarityScale Hash = SimilarityScale.Of(new EmbeddingModel("hash", "hash-384-v1", 384, IsLexical: true));

    [Fact]
    public void Where_much_of_the_query_stands_in_a_document_words_decide() =>
        Assert.Equal(["word", "near"], Ids(Fusion.Both(Words(0.9, ("word", 1)), Vectors(("near", 0.7)))));

    [Fact]
    public void Where_little_of_it_does_vectors_decide() =>
        Assert.Equal(["near", "word"], Ids(Fusion.Both(Words(0.2, ("word", 1)), Vectors(("near", 0.7)))));

    [Fact]
    public void In_a_language_that_the_model_does_not_know_words_decide_even_so() =>
        Assert.Equal(["word", "near"], Ids(Fusion.Both(Words(0.2, ("word", 1)), Vectors(4.5, ("near", 0.99)))));

    [Fact]
    public void A_lexical_vector_does_not_outweigh_a_word() =>
        Assert.Equal(["word", "near"], Ids(Fusion.Both(Words(0.2, ("word", 1)), Vectors(1, Hash, ("near", 0.7)))));

    [Fact]
    public void Nothing_that_is_near_enough_is_an_answer()
    {
        Assert.Empty(Fusion.Both(KeywordMatches.None, Vectors(("far", 0.45))));
        Assert.Empty(Fusion.Vectors(KeywordMatches.None, Vectors(("far", 0.45))));
        // Words that fall into pieces are hardly words: more is asked of what is near them.
        Assert.Empty(Fusion.Both(KeywordMatches.None, Vectors(4, ("far", 0.6))));
        Assert.Equal(["near"], Ids(Fusion.Both(KeywordMatches.None, Vectors(("near", 0.6)))));
    }

    [Fact]
    public void A_hit_that_is_far_stays_where_it_has_a_word_of_the_query()
    {
        Assert.Equal(["far"], Ids(Fusion.Both(Words(1, ("far", 1)), Vectors(("far", 0.3)))));
        var far = Assert.Single(Fusion.Vectors(Words(1, ("far", 1)), Vectors(("far", 0.3))));
        Assert.InRange(far.Score, 0.01, 0.499);
    }

    [Fact]
    public void What_is_best_in_both_is_a_perfect_hit()
    {
        var fused = Fusion.Both(Words(1, ("both", 1), ("word", 0.9)), Vectors(("both", 0.8), ("near", 0.75)));

        Assert.Equal("both", fused[0].Id);
        Assert.Equal(1, fused[0].Score, 9);
        Assert.Equal(0.9, Arctic.Score(0.75, 1), 9);
        Assert.Equal(0.5, Arctic.Score(0.49, 1), 9);
    }

    [Fact]
    public void A_collection_of_one_document_has_a_hit_too() =>
        Assert.Equal(["one"], Ids(Fusion.Both(KeywordMatches.None, new VectorEvidence([("one", 0.6)], [0.6], 1, Arctic))));

    [Fact]
    public void Scores_fall_from_1_to_0_and_each_document_comes_once()
    {
        var names = Gen.Int[0, 30].Select(i => $"d{i}");
        Gen.Select(Gen.Select(names, Gen.Double[0.01, 1]).List[0, 20], Gen.Select(names, Gen.Double[-1, 1]).List[0, 20], Gen.Double[0, 1], Gen.Double[1, 10]).Sample((words, vectors, coverage, pieces) =>
        {
            var hits = words.DistinctBy(hit => hit.Item1).OrderByDescending(hit => hit.Item2).ToArray();
            var near = vectors.DistinctBy(hit => hit.Item1).OrderByDescending(hit => hit.Item2).ToArray();
            var evidence = new VectorEvidence(near, [.. near.Select(hit => hit.Item2)], pieces, Arctic);
            foreach (var fused in new[] { Fusion.Both(Words(coverage, hits), evidence), Fusion.Vectors(Words(coverage, hits), evidence) })
            {
                Assert.Equal(fused.Count, fused.Select(hit => hit.Id).Distinct().Count());
                Assert.All(fused, hit => Assert.InRange(hit.Score, 0, 1));
                Assert.All(fused.Zip(fused.Skip(1)), pair => Assert.True(pair.Item1.Score >= pair.Item2.Score));
                Assert.All(fused.Where(hit => hits.All(word => word.Item1 != hit.Id)), hit => Assert.True(hit.Score >= Fusion.Limit));
            }
        }, iter: 2_000);
    }

    private static IEnumerable<string> Ids(IReadOnlyList<FusedHit> fused) => fused.Select(static hit => hit.Id);

    private static KeywordMatches Words(double coverage, params (string Id, double Score)[] hits) =>
        new([.. hits.Select(static hit => new KeywordHit(hit.Id, hit.Score))], hits.Length, coverage, new Dictionary<string, string>());

    private static VectorEvidence Vectors(params (string Id, double Similarity)[] hits) => Vectors(1, Arctic, hits);

    private static VectorEvidence Vectors(double piecesPerWord, params (string Id, double Similarity)[] hits) => Vectors(piecesPerWord, Arctic, hits);

    // Among a crowd that has nothing to do with it.
    private static VectorEvidence Vectors(double piecesPerWord, SimilarityScale scale, params (string Id, double Similarity)[] hits) => new(
        hits, [.. hits.Select(static hit => hit.Similarity), .. Enumerable.Range(0, 49).Select(static i => 0.4 - (i * 0.001))], piecesPerWord, scale);
}
