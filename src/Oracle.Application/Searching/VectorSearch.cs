using Oracle.Actors.Ports;
using Oracle.Actors.Syncing;
using Oracle.Documents.Searching;
using Oracle.Documents.Syncing;
using Oracle.Embeddings;

namespace Oracle.Application.Searching;

/// <summary>The nearest records, as Chroma returns them.</summary>
/// <param name="Hits">Nearest first; null when vectors were not asked, or could not be.</param>
/// <param name="Trouble">Why vectors could not be asked.</param>
/// <param name="Asked">The model and what it says of the query; null where <paramref name="Hits"/> is.</param>
internal sealed record VectorLeg(IReadOnlyList<VectorHit>? Hits, string? Trouble, AskedModel? Asked = null);

/// <summary>A query as a model sees it.</summary>
/// <param name="Model">Which.</param>
/// <param name="Vector">The query's.</param>
/// <param name="PiecesPerWord">How many pieces a word of the query falls into; 1 where the model does not say.</param>
internal sealed record AskedModel(EmbeddingModel Model, ReadOnlyMemory<float> Vector, double PiecesPerWord);

/// <summary>The vector leg of a search. What fails is told to the sync side, which finds out whether Chroma is away.</summary>
public sealed class VectorSearch(IVectorStore vectors, QueryEmbedderOf queries, ChromaSnapshot chroma, ISyncing syncing)
{
    // Somebody waits for the answer; keywords alone are better than silence.
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(1);

    /// <summary>Whether and why there is nobody to ask; null: there is.</summary>
    internal string? Trouble => chroma.Latest is { IsConnected: true, Collection: not null } ? null
        : chroma.Latest.Circuit.Reason is { Length: > 0 } reason ? reason
        : chroma.Latest.ModelTrouble is { } unknown ? unknown
        : "Chroma is not connected yet.";

    /// <summary>The nearest <paramref name="depth"/> records.</summary>
    /// <param name="query">The text that is asked for.</param>
    /// <param name="types">The types that are looked for, as they are written; null: all.</param>
    /// <param name="depth">How many.</param>
    /// <param name="known">What came of asking before; null: nothing yet.</param>
    /// <param name="cancel">Ends the search.</param>
    internal async Task<VectorLeg> AskAsync(string query, IReadOnlyList<string>? types, int depth, VectorLeg? known, CancellationToken cancel)
    {
        if (Trouble is { } trouble)
            return new VectorLeg(null, trouble);
        using var within = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        within.CancelAfter(Within);
        try
        {
            var collection = chroma.Latest.Collection!;
            var (answer, asked) = await AskAsync(collection, query, types, depth, known?.Asked, within.Token);
            // It may just have been replaced by another, which is published by then.
            if (answer.Outcome.Kind == SyncOutcomeKind.CollectionLost && chroma.Latest.Collection is { } other && other != collection)
                (answer, asked) = await AskAsync(other, query, types, depth, asked, within.Token);
            if (answer.Value is { } hits)
                return new VectorLeg(hits, Trouble: null, asked);
            syncing.SuspectChroma();
            return new VectorLeg(null, answer.Outcome.Reason);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            syncing.SuspectChroma();
            return new VectorLeg(null, $"Vectors were not there within {Within.TotalSeconds} s.");
        }
        catch (EmbedderUnavailableException e)
        {
            syncing.SuspectEmbedder();
            return new VectorLeg(null, $"The embedder gives no vector for the query: {e.Message}");
        }
#pragma warning disable CA1031 // An embedder is a plug-in: whatever it throws, the keywords have an answer.
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            return new VectorLeg(null, $"The embedder gives no vector for the query: {e.Message}");
        }
    }

    private async Task<(Measured<IReadOnlyList<VectorHit>> Answer, AskedModel Asked)> AskAsync(
        CollectionRecord collection, string query, IReadOnlyList<string>? types, int depth, AskedModel? known, CancellationToken cancel)
    {
        var embedder = queries(collection);
        var asked = known?.Model == embedder.Model ? known : await EmbedAsync(embedder, query, cancel);
        return (await vectors.QueryAsync(collection, asked.Vector, depth, types, cancel), asked);
    }

    private static async Task<AskedModel> EmbedAsync(Embedder embedder, string query, CancellationToken cancel)
    {
        // Nothing but marks is asked for as it stands.
        var text = SearchText.Of(query).Text is { Length: > 0 } plain ? plain : query;
        var vector = (await embedder.Generator.GenerateAsync([text], cancellationToken: cancel))[0].Vector;
        if (!EmbeddingQuality.IsUsable(vector.Span, embedder.Model.Dimension))
            throw new InvalidOperationException($"it has not {embedder.Model.Dimension} finite numbers.");
        var pieces = embedder.Generator.GetService(typeof(IVocabulary), null) is IVocabulary vocabulary ? await vocabulary.PiecesPerWordAsync(text, cancel) : 1;
        return new AskedModel(embedder.Model, vector, pieces);
    }
}
