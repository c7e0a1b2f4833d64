using Oracle.Embeddings;
using Oracle.Embeddings.Hash;
using Oracle.Embeddings.Onnx;

namespace Oracle.Application.Searching;

/// <summary>
/// What the similarities of a model mean, and how far its hits may be trusted. Cosine similarities of two models cannot be compared:
/// what is nonsense to one is a good hit to another. Measured for each (decision 32).
/// </summary>
/// <param name="Limit">Below it a hit that has no word of the query is left out.</param>
/// <param name="Rise">By how much that limit rises for each further piece that the query's words fall into on average.</param>
/// <param name="Perfect">From here on two texts say the same.</param>
/// <param name="Strangers">The share of vectors in the order of results where little of the query stands in any document, 0 to 1.</param>
/// <param name="Words">The same where much of it does.</param>
internal sealed record SimilarityScale(double Limit, double Rise, double Perfect, double Strangers, double Words)
{
    // An English query has 1.0 to 1.4 pieces a word to the models of this build; beyond that it is less and less of a language they know.
    private const double Known = 1.3;

    // Where a model is not known any more, vectors keep so much of their share. Some of what it says is right even there.
    private const double KnownWell = 2.5;
    private const double Unknown = 5;
    private const double LeastTrust = 0.3;

    private static readonly SimilarityScale Arctic = new(Limit: 0.49, Rise: 0.15, Perfect: 0.75, Strangers: 1, Words: 0.3);
    private static readonly SimilarityScale MiniLm = new(Limit: 0.2, Rise: 0.3, Perfect: 0.75, Strangers: 1, Words: 0.3);

    // A lexical vector knows spellings, and full text knows them better.
    private static readonly SimilarityScale Lexical = new(Limit: 0.3, Rise: 0, Perfect: 0.75, Strangers: 0.2, Words: 0.05);

    // Of a model that nobody measured nothing is left out.
    private static readonly SimilarityScale Unmeasured = new(Limit: 0, Rise: 0, Perfect: 0.9, Strangers: 1, Words: 0.3);

    /// <summary>The scale of a model.</summary>
    public static SimilarityScale Of(EmbeddingModel model) => (model.Provider, model.Model) switch
    {
        (OnnxEmbeddingGenerator.ProviderName, OnnxModels.Default) => Arctic,
        (OnnxEmbeddingGenerator.ProviderName, OnnxModels.MiniLm) => MiniLm,
        (HashEmbeddingGenerator.ProviderName, _) => Lexical,
        _ => Unmeasured,
    };

    /// <summary>A similarity as 0 to 1: 0.5 is the limit, 0.9 and more a text that says the same.</summary>
    /// <param name="similarity">Cosine, -1 to 1.</param>
    /// <param name="piecesPerWord">How many pieces a word of the query falls into.</param>
    public double Score(double similarity, double piecesPerWord)
    {
        var limit = Math.Min(LimitFor(piecesPerWord), 1);
        if (similarity < limit)
            return Math.Max(0, 0.5 * similarity / limit);
        // Two straight pieces: from the limit to what says the same, and from there to the same text.
        return similarity < Perfect && limit < Perfect
            ? 0.5 + (0.4 * (similarity - limit) / (Perfect - limit))
            : 0.9 + (0.1 * Math.Clamp((similarity - Perfect) / (1 - Perfect), 0, 1));
    }

    /// <summary>Below it a hit that has no word of the query is left out.</summary>
    public double LimitFor(double piecesPerWord) => Limit + (Rise * Math.Max(0, piecesPerWord - Known));

    /// <summary>How far vectors are to be trusted with a query, 0 to 1.</summary>
    public static double Trust(double piecesPerWord) => Math.Clamp((Unknown - piecesPerWord) / (Unknown - KnownWell), LeastTrust, 1);
}
