using Akka.Actor;
using Akka.Hosting;
using Oracle.Actors.Hosting;
using Oracle.Actors.Syncing;
using Oracle.Documents.Searching;
using Oracle.Documents.Syncing;
using Oracle.Embeddings;

namespace Oracle.Host.Search;

/// <summary>The nearest records, as Chroma returns them.</summary>
/// <param name="Hits">Nearest first; null when vectors were not asked, or could not be.</param>
/// <param name="Trouble">Why vectors could not be asked.</param>
internal sealed record VectorLeg(IReadOnlyList<VectorHit>? Hits, string? Trouble);

/// <summary>The vector leg of a search. What fails is told to the sync side, which finds out whether Chroma is away.</summary>
public sealed class VectorSearch(IVectorStore vectors, EmbedderOf queries, ChromaSnapshot chroma, IRequiredActor<ActorKeys.ChromaSyncActor> chromaSync)
{
    // Somebody waits for the answer; keywords alone are better than silence.
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(1);

    internal Question Of(SearchRequest request, IReadOnlyList<string>? types) => new(this, request, types);

    private async Task<VectorLeg> AskAsync(Question question, int depth, CancellationToken cancel)
    {
        var seen = chroma.Latest;
        if (seen is not { IsConnected: true, Collection: { } collection })
            return new VectorLeg(null, seen.Circuit.Reason is { Length: > 0 } reason ? reason : "Chroma is not connected yet.");
        if (question.Request.Mode == SearchMode.Fts)
            return new VectorLeg(null, Trouble: null);
        if (question.Types is [])
            return new VectorLeg([], Trouble: null);

        using var within = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        within.CancelAfter(Within);
        try
        {
            var answer = await QueryAsync(question, collection, depth, within.Token);
            // It may just have been replaced by another, which is published by then.
            if (answer.Outcome.Kind == SyncOutcomeKind.CollectionLost && chroma.Latest.Collection is { } other && other != collection)
                answer = await QueryAsync(question, other, depth, within.Token);
            if (answer.Value is { } hits)
                return new VectorLeg(hits, Trouble: null);
            chromaSync.ActorRef.Tell(ChromaSync.Suspected.Instance);
            return new VectorLeg(null, answer.Outcome.Reason);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            chromaSync.ActorRef.Tell(ChromaSync.Suspected.Instance);
            return new VectorLeg(null, $"Chroma did not answer within {Within.TotalSeconds} s.");
        }
    }

    private async Task<Measured<IReadOnlyList<VectorHit>>> QueryAsync(Question question, CollectionRecord collection, int depth, CancellationToken cancel) =>
        await vectors.QueryAsync(collection, await question.EmbeddedAsync(queries(collection), cancel), depth, question.Types, cancel);

    /// <summary>What one search asks; embedded once for each model, however often Chroma is asked.</summary>
    internal sealed class Question(VectorSearch search, SearchRequest request, IReadOnlyList<string>? types)
    {
        private (Embedder By, ReadOnlyMemory<float> Vector)? _embedded;

        public SearchRequest Request => request;

        /// <summary>The types that are looked for, as they are written; null: all.</summary>
        public IReadOnlyList<string>? Types => types;

        /// <summary>The nearest <paramref name="depth"/> records.</summary>
        public Task<VectorLeg> AskAsync(int depth, CancellationToken cancel) => search.AskAsync(this, depth, cancel);

        /// <summary>The vector of the text that is asked for.</summary>
        public async Task<ReadOnlyMemory<float>> EmbeddedAsync(Embedder embedder, CancellationToken cancel)
        {
            if (_embedded is { } known && known.By == embedder)
                return known.Vector;
            var text = SearchText.Of(request.Query).Text;
            var vector = (await embedder.Generator.GenerateAsync([text.Length > 0 ? text : request.Query], cancellationToken: cancel))[0].Vector;
            _embedded = (embedder, vector);
            return vector;
        }
    }
}
